import {
  DescribeImages$,
  type DescribeImagesRequest,
  type DescribeImagesResponse,
  type ImageDetail,
  type ImageIdentifier,
  ListImages$,
  type ListImagesRequest,
  type ListImagesResponse,
} from '@aws-sdk/client-ecr';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Limit, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import {
  bucketOf,
  invalidParameter,
  invalidToken,
  limit,
  readsPerSecond,
  registryId,
  registryOf,
  repositoryName,
} from './inputs.ts';
import { isIndex } from './manifests.ts';
import { findImage, type ImageRecord, type RepositoryRecord, theRepository } from './state.ts';

const tagStatuses = ['TAGGED', 'UNTAGGED', 'ANY'];
const imageStatuses = ['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'ANY'];

const limits: readonly Limit[] = [
  ...repositoryName,
  registryId,
  limit('maxResults', 'must have value between 1 and 1000', { min: 1, max: 1000 }),
  limit('filter.tagStatus', `must satisfy enum value set: [${tagStatuses.join(', ')}]`, { oneOf: tagStatuses }),
  limit('filter.imageStatus', `must satisfy enum value set: [${imageStatuses.join(', ')}]`, { oneOf: imageStatuses }),
];

type Filter = NonNullable<DescribeImagesRequest['filter']> | undefined;

/** No image of the simulator is ever archived. */
function passes(filter: Filter, image: ImageRecord): boolean {
  if (filter?.imageStatus === 'ARCHIVED' || filter?.imageStatus === 'ACTIVATING') return false;
  const tagged = image.tags.length > 0;
  return filter?.tagStatus === 'TAGGED' ? tagged : filter?.tagStatus === 'UNTAGGED' ? !tagged : true;
}

/**
 * By identifiers or by page and filter. One identifier that is missing fails the whole call (ImageNotFoundException), which
 * is why BatchGetImage is better for looking up a tag. Children of an index show up as untagged images.
 */
export const describeImages: Operation<DescribeImagesRequest, DescribeImagesResponse> = {
  name: 'ecr:DescribeImages',
  schema: DescribeImages$,
  effect: 'read',
  limits: [...limits, limit('imageIds', 'must have length between 1 and 100', { min: 1, max: 100 })],
  buckets: bucketOf('DescribeImages', readsPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    const members = ['registryId', 'repositoryName', 'imageIds', 'nextToken', 'maxResults', 'filter'];
    refuseOthers('ecr:DescribeImages', input, members);
    const repository = theRepository(world, registryOf(caller, input.registryId), input.repositoryName ?? '');
    const now = world.clock.now();
    const detail = (image: ImageRecord) => detailOf(repository, image, now);
    const { imageIds, maxResults, nextToken, filter } = input;
    if (imageIds !== undefined) {
      if (maxResults !== undefined || nextToken !== undefined || filter !== undefined)
        throw invalidParameter('imageIds', 'can not be used together with maxResults, nextToken or filter');
      const images = new Set(imageIds.map((id) => theImage(repository, id)));
      return { imageDetails: [...images].map(detail) };
    }
    const images = [...repository.images.values()].filter((image) => passes(filter, image));
    const keyOf = (image: ImageRecord) => image.digest;
    const page = pageOf(images, { size: maxResults ?? 100, token: nextToken, keyOf, refuse: invalidToken });
    return { imageDetails: page.items.map(detail), nextToken: page.next };
  },
};

/** The text quotes what was asked for, with the word null for what was not (aws-facts §8). */
function theImage(repository: RepositoryRecord, id: ImageIdentifier): ImageRecord {
  const image = findImage(repository, id);
  if (image === undefined)
    throw new AwsError(
      'ImageNotFoundException',
      `The image with imageId {imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'} does not exist within the repository with name '${repository.name}' in the registry with id '${repository.registryId}'`,
    );
  return image;
}

/** The size of an index is left out: AWS promises neither its absence nor the sum (aws-facts §6). */
function detailOf(repository: RepositoryRecord, image: ImageRecord, now: number): ImageDetail {
  return {
    registryId: repository.registryId,
    repositoryName: repository.name,
    imageDigest: image.digest,
    imageTags: image.tags.length === 0 ? undefined : [...image.tags],
    imageSizeInBytes: isIndex(image.mediaType) ? undefined : image.sizeBytes,
    imagePushedAt: new Date(image.pushedAt),
    imageManifestMediaType: image.mediaType,
    artifactMediaType: image.artifactMediaType,
    lastRecordedPullTime: image.lastPulledAt === undefined ? undefined : new Date(image.lastPulledAt),
    imageStatus: 'ACTIVE',
    ...scanOf(image, now),
  };
}

/** Follows the clock by itself, so that no timer is needed: a scan is over some seconds after the push. */
function scanOf(image: ImageRecord, now: number): Pick<ImageDetail, 'imageScanStatus' | 'imageScanFindingsSummary'> {
  if (image.scannedAt === undefined) return {};
  if (now < image.scannedAt) return { imageScanStatus: { status: 'IN_PROGRESS' } };
  const imageScanCompletedAt = new Date(image.scannedAt);
  return {
    imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
    imageScanFindingsSummary: { imageScanCompletedAt, findingSeverityCounts: {} },
  };
}

/** One entry per tag, and one per untagged image. */
export const listImages: Operation<ListImagesRequest, ListImagesResponse> = {
  name: 'ecr:ListImages',
  schema: ListImages$,
  effect: 'read',
  limits,
  buckets: bucketOf('ListImages', readsPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:ListImages', input, ['registryId', 'repositoryName', 'nextToken', 'maxResults', 'filter']);
    const repository = theRepository(world, registryOf(caller, input.registryId), input.repositoryName ?? '');
    const images = [...repository.images.values()].filter((image) => passes(input.filter, image));
    const page = pageOf(images.flatMap(identifiersOf), {
      size: input.maxResults ?? 100,
      token: input.nextToken,
      keyOf: (id) => `${id.imageDigest} ${id.imageTag ?? ''}`,
      refuse: invalidToken,
    });
    return { imageIds: [...page.items], nextToken: page.next };
  },
};

function identifiersOf(image: ImageRecord): ImageIdentifier[] {
  if (image.tags.length === 0) return [{ imageDigest: image.digest }];
  return image.tags.map((imageTag) => ({ imageDigest: image.digest, imageTag }));
}
