import { AwsError } from '../operation.ts';
import { type ImageRecord, imageOfTag, type RepositoryRecord } from './state.ts';

/** AWS' quota. */
const tagsOfAnImage = 1000;

/** Moves a tag to an image; the image that had it keeps its other tags, or stays untagged. */
function moveTag(repository: RepositoryRecord, image: ImageRecord, tag: string): void {
  const holder = imageOfTag(repository, tag);
  if (holder === image) return;
  if (holder !== undefined && isFixed(repository, tag))
    throw new AwsError(
      'ImageTagAlreadyExistsException',
      `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the repository is immutable.`,
    );
  if (image.tags.length >= tagsOfAnImage)
    throw new AwsError('LimitExceededException', `An image can't have more than ${tagsOfAnImage} tags.`);
  if (holder !== undefined) holder.tags = holder.tags.filter((one) => one !== tag);
  image.tags.push(tag);
}

/** A refused tag leaves no new image behind: ECR takes manifest and tag in one call. */
export function tagPushed(repository: RepositoryRecord, image: ImageRecord, tag: string, isNew: boolean): void {
  try {
    moveTag(repository, image, tag);
  } catch (error) {
    if (isNew) repository.images.delete(image.digest);
    throw error;
  }
}

/** True where the repository's setting forbids to move this tag (aws-facts §6, mutability). */
function isFixed(repository: RepositoryRecord, tag: string): boolean {
  const excluded = repository.exclusionFilters.some(({ filter }) => matches(filter ?? '', tag));
  switch (repository.mutability) {
    case 'MUTABLE':
      return false;
    case 'IMMUTABLE':
      return true;
    case 'IMMUTABLE_WITH_EXCLUSION':
      return !excluded;
    case 'MUTABLE_WITH_EXCLUSION':
      return excluded;
  }
}

/** `*` stands for any number of characters, everything else for itself; of what a filter may hold only the dot needs care. */
function matches(filter: string, tag: string): boolean {
  return new RegExp(`^${filter.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(tag);
}
