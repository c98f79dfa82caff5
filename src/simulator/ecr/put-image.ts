import { PutImage$, type PutImageRequest, type PutImageResponse } from '@aws-sdk/client-ecr';
import { goodBehaviour } from '../behaviour.ts';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { World } from '../world.ts';
import { emitImageAction } from './events.ts';
import { keepImage } from './images.ts';
import {
  bucketOf,
  invalidParameter,
  limit,
  registryId,
  registryOf,
  repositoryName,
  writesPerSecond,
} from './inputs.ts';
import { digestOf, isIndex, type Manifest, noPlatform } from './manifests.ts';
import { type ChildImage, type ImageRecord, type RepositoryRecord, theRepository } from './state.ts';
import { tagPushed } from './tagging.ts';

/**
 * Another tag for a manifest that is there, or an index of images that are there. Layers can't be uploaded here, so a
 * plain manifest that is not there is refused for its layers, as AWS would.
 */
export const putImage: Operation<PutImageRequest, PutImageResponse> = {
  name: 'ecr:PutImage',
  schema: PutImage$,
  effect: 'write',
  limits: [
    ...repositoryName,
    registryId,
    limit('imageManifest', 'must not be null', { required: true }),
    limit('imageManifest', 'must have length between 1 and 4194304', { min: 1, max: 4_194_304 }),
    limit('imageTag', 'must have length between 1 and 300', { min: 1, max: 300 }),
  ],
  buckets: bucketOf('PutImage', writesPerSecond),
  facts: ['§6', '§8', '§9.3'],
  run(world, caller, input) {
    const members = [
      'registryId',
      'repositoryName',
      'imageManifest',
      'imageManifestMediaType',
      'imageTag',
      'imageDigest',
    ];
    refuseOthers('ecr:PutImage', input, members);
    const where = registryOf(caller, input.registryId);
    const repository = theRepository(world, where, input.repositoryName ?? '');
    const { imageTag } = input;
    const known = knownImage(repository, input);
    if (known !== undefined && (imageTag === undefined || known.tags.includes(imageTag)))
      throw alreadyThere(repository, known, imageTag);
    const made = known ?? putIndex(world, repository, input);
    if (imageTag !== undefined) tagPushed(repository, made, imageTag, known === undefined);
    emitImageAction(world, where, 'PUSH', repository, made, imageTag);
    return {
      image: {
        registryId: repository.registryId,
        repositoryName: repository.name,
        imageId: { imageDigest: made.digest, imageTag },
        imageManifest: made.manifest,
        imageManifestMediaType: made.mediaType,
      },
    };
  },
};

/** By the manifest's text: images that were pushed under a digest of somebody's choice are found, too. */
function knownImage(repository: RepositoryRecord, input: PutImageRequest): ImageRecord | undefined {
  const known = [...repository.images.values()].find((image) => image.manifest === input.imageManifest);
  const digest = known?.digest ?? digestOf(input.imageManifest ?? '');
  if (input.imageDigest !== undefined && input.imageDigest !== digest)
    throw new AwsError(
      'ImageDigestDoesNotMatchException',
      `The calculated digest '${digest}' does not match the given digest '${input.imageDigest}'`,
    );
  return known;
}

/** All children must be there; throws ReferencedImagesNotFoundException with those that are not. */
function putIndex(world: World, repository: RepositoryRecord, input: PutImageRequest): ImageRecord {
  const text = input.imageManifest ?? '';
  const parsed = parse(text);
  const mediaType = input.imageManifestMediaType ?? parsed.mediaType ?? '';
  if (!isIndex(mediaType))
    throw new AwsError('LayersNotFoundException', 'One or more layers of the manifest do not exist in the repository.');
  const missing = parsed.children.filter((child) => !repository.images.has(child.digest));
  if (missing.length > 0)
    throw new AwsError(
      'ReferencedImagesNotFoundException',
      `Images with digests '${missing.map((child) => child.digest).join(', ')}' required for pushing image into repository with name '${repository.name}' in the registry with id '${repository.registryId}' do not exist`,
    );
  const images = parsed.children.map((child) => repository.images.get(child.digest));
  const manifest: Manifest = {
    digest: digestOf(text),
    mediaType,
    artifactMediaType: undefined,
    text,
    sizeBytes: images.reduce((sum, image) => sum + (image?.sizeBytes ?? 0), 0),
    platform: undefined,
    children: parsed.children,
  };
  return keepImage(world, repository, manifest, images[0]?.behaviour ?? goodBehaviour());
}

interface Parsed {
  readonly mediaType: string | undefined;
  readonly children: readonly ChildImage[];
}

/** Only what an index needs is looked at. */
function parse(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidParameter('ImageManifest', 'Invalid JSON syntax');
  }
  if (typeof value !== 'object' || value === null) throw invalidParameter('ImageManifest', 'Invalid JSON syntax');
  const { mediaType, manifests } = value as { mediaType?: unknown; manifests?: unknown };
  return {
    mediaType: typeof mediaType === 'string' ? mediaType : undefined,
    children: Array.isArray(manifests) ? manifests.map(childOf) : [],
  };
}

/** An entry without a platform is kept as one that no task matches. */
function childOf(entry: unknown): ChildImage {
  if (typeof entry !== 'object' || entry === null || !('digest' in entry) || typeof entry.digest !== 'string')
    throw invalidParameter('ImageManifest', 'Invalid manifest list: each entry needs a digest');
  const { os, architecture } = (entry as { platform?: { os?: string; architecture?: string } }).platform ?? {};
  const named = os !== undefined && architecture !== undefined;
  return { digest: entry.digest, platform: named ? `${os}/${architecture}` : noPlatform };
}

/** docker takes this error for success. */
function alreadyThere(repository: RepositoryRecord, image: ImageRecord, tag: string | undefined): AwsError {
  return new AwsError(
    'ImageAlreadyExistsException',
    `Image with digest '${image.digest}' and tag '${tag ?? 'null'}' already exists in the repository with name '${repository.name}' in registry with id '${repository.registryId}'`,
  );
}
