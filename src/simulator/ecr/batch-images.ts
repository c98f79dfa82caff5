import {
  BatchDeleteImage$,
  type BatchDeleteImageRequest,
  type BatchDeleteImageResponse,
  BatchGetImage$,
  type BatchGetImageRequest,
  type BatchGetImageResponse,
  type Image,
  type ImageFailure,
  type ImageFailureCode,
  type ImageIdentifier,
} from '@aws-sdk/client-ecr';
import { refuseOthers } from '../not-implemented.ts';
import type { Limit, Operation } from '../operation.ts';
import { deleteImage } from './images.ts';
import { bucketOf, limit, registryId, registryOf, repositoryName, writesPerSecond } from './inputs.ts';
import { findImage, type ImageRecord, indexesOf, type RepositoryRecord, theRepository } from './state.ts';

const limits: readonly Limit[] = [
  ...repositoryName,
  registryId,
  limit('imageIds', 'must not be null', { required: true }),
  limit('imageIds', 'must have length between 1 and 100', { min: 1, max: 100 }),
  limit('acceptedMediaTypes', 'must have length between 1 and 100', { min: 1, max: 100 }),
];

/** What ECR's own failure reasons quote; looser than a sha256, as in AWS. */
const digestPattern = '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+';
const tagPattern = '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,299}';
const wholeDigest = new RegExp(`^${digestPattern}$`);
const wholeTag = new RegExp(`^${tagPattern}$`);

/** The quota that AWS publishes for this call (aws-facts §9.3). */
const batchGetsPerSecond = 2000;

/**
 * The call to use for the digest behind a tag. What is missing or wrong is an entry of `failures`; the call itself is
 * answered. An image asked for by tag comes with that tag only. Counts as a pull, so `lastRecordedPullTime` moves.
 * Throws RepositoryNotFoundException.
 */
export const batchGetImage: Operation<BatchGetImageRequest, BatchGetImageResponse> = {
  name: 'ecr:BatchGetImage',
  schema: BatchGetImage$,
  effect: 'read',
  limits,
  buckets: bucketOf('BatchGetImage', batchGetsPerSecond),
  facts: ['§6', '§8', '§9.3'],
  run(world, caller, input) {
    const members = ['registryId', 'repositoryName', 'imageIds', 'acceptedMediaTypes'];
    refuseOthers('ecr:BatchGetImage', input, members);
    const repository = theRepository(world, registryOf(caller, input.registryId), input.repositoryName ?? '');
    const images: Image[] = [];
    const failures: ImageFailure[] = [];
    for (const id of input.imageIds ?? []) {
      const found = lookUp(repository, id);
      if (!found.ok) failures.push(found.failure);
      else if (input.acceptedMediaTypes?.includes(found.image.mediaType) === false)
        failures.push(failure(id, 'ImageNotFound', 'Requested image not found'));
      else {
        found.image.lastPulledAt = world.clock.now();
        images.push(imageOf(repository, found.image, id.imageTag));
      }
    }
    return { images, failures };
  },
};

/** One entry per requested identifier: two tags of one image are two entries with the same manifest. */
function imageOf(repository: RepositoryRecord, image: ImageRecord, imageTag: string | undefined): Image {
  return {
    registryId: repository.registryId,
    repositoryName: repository.name,
    imageId: { imageDigest: image.digest, imageTag },
    imageManifest: image.manifest,
    imageManifestMediaType: image.mediaType,
  };
}

/**
 * By tag only the tag goes, with the last tag the image; by digest all of it. A child of an index stays while the index
 * lives (ImageReferencedByManifestList). Each tag that is gone is told by an event of its own (aws-facts §11).
 */
export const batchDeleteImage: Operation<BatchDeleteImageRequest, BatchDeleteImageResponse> = {
  name: 'ecr:BatchDeleteImage',
  schema: BatchDeleteImage$,
  effect: 'write',
  limits,
  buckets: bucketOf('BatchDeleteImage', writesPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:BatchDeleteImage', input, ['registryId', 'repositoryName', 'imageIds']);
    const where = registryOf(caller, input.registryId);
    const repository = theRepository(world, where, input.repositoryName ?? '');
    const imageIds: ImageIdentifier[] = [];
    const failures: ImageFailure[] = [];
    for (const id of input.imageIds ?? []) {
      const found = lookUp(repository, id);
      const users = found.ok && id.imageTag === undefined ? indexesOf(repository, found.image) : [];
      if (!found.ok) failures.push(found.failure);
      else if (users.length > 0) failures.push(referenced(id, users));
      else {
        const tag = id.imageTag === undefined ? {} : { tag: id.imageTag };
        const gone = deleteImage(world, where, { repository: repository.name, digest: found.image.digest, ...tag });
        imageIds.push(...gone.map(({ digest, tag }) => ({ imageDigest: digest, imageTag: tag })));
      }
    }
    return { imageIds, failures };
  },
};

function referenced(id: ImageIdentifier, indexes: readonly string[]): ImageFailure {
  const reason = `Requested image referenced by manifest list: [${indexes.join(', ')}]`;
  return failure(id, 'ImageReferencedByManifestList', reason);
}

type LookUp =
  | { readonly ok: true; readonly image: ImageRecord }
  | { readonly ok: false; readonly failure: ImageFailure };

/** In the order in which ECR checks: the form first, then whether it is there. */
function lookUp(repository: RepositoryRecord, id: ImageIdentifier): LookUp {
  const refused = (code: ImageFailureCode, reason: string): LookUp => ({
    ok: false,
    failure: failure(id, code, reason),
  });
  const { imageDigest, imageTag } = id;
  if (imageDigest === undefined && imageTag === undefined)
    return refused('MissingDigestAndTag', 'Invalid request parameters: both tag and digest cannot be null');
  if (imageDigest !== undefined && !wholeDigest.test(imageDigest))
    return refused(
      'InvalidImageDigest',
      `Invalid request parameters: image digest should satisfy the regex '${digestPattern}'`,
    );
  if (imageTag !== undefined && !wholeTag.test(imageTag))
    return refused('InvalidImageTag', `Invalid request parameters: image tag should satisfy the regex '${tagPattern}'`);
  const image = findImage(repository, id);
  if (image !== undefined) return { ok: true, image };
  if (imageDigest !== undefined && imageTag !== undefined && repository.images.has(imageDigest))
    return refused('ImageTagDoesNotMatchDigest', 'Requested image tag does not match image digest');
  return refused('ImageNotFound', 'Requested image not found');
}

function failure(imageId: ImageIdentifier, failureCode: ImageFailureCode, failureReason: string): ImageFailure {
  return { imageId: { ...imageId }, failureCode, failureReason };
}
