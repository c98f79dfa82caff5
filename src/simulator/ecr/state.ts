import type {
  EncryptionConfiguration,
  ImageIdentifier,
  ImageTagMutability,
  ImageTagMutabilityExclusionFilter,
} from '@aws-sdk/client-ecr';
import type { Behaviour } from '../behaviour.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

/** An entry of an index. */
export interface ChildImage {
  readonly digest: string;
  /** `linux/arm64`; `unknown/unknown` for attestations. */
  readonly platform: string;
}

/** An image, or an index, as the registry keeps it. Plain data, so that snapshots can be cloned. */
export interface ImageRecord {
  readonly digest: string;
  readonly mediaType: string;
  readonly artifactMediaType: string | undefined;
  readonly manifest: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly pushedAt: number;
  /** Milliseconds since 1970 at which its scan ends; undefined: it is not scanned. */
  readonly scannedAt: number | undefined;
  /** Of a plain manifest; an index has children instead. */
  readonly platform: string | undefined;
  readonly children: readonly ChildImage[];
  readonly behaviour: Behaviour;
  tags: string[];
  lastPulledAt: number | undefined;
}

/** Times are milliseconds since 1970. */
export interface RepositoryRecord {
  readonly name: string;
  readonly arn: string;
  readonly registryId: string;
  readonly uri: string;
  readonly createdAt: number;
  readonly encryption: EncryptionConfiguration;
  readonly tags: Map<string, string>;
  /** By digest, in the order of their pushes. */
  readonly images: Map<string, ImageRecord>;
  mutability: ImageTagMutability;
  exclusionFilters: ImageTagMutabilityExclusionFilter[];
  scanOnPush: boolean;
  lifecyclePolicyText: string | undefined;
  policyText: string | undefined;
}

/** An image of somebody else's registry, where the default is not wanted. */
interface ForeignImage {
  readonly missing: boolean;
  readonly behaviour: Behaviour;
}

interface EcrState {
  readonly repositories: Map<string, RepositoryRecord>;
  /** By the reference as a task definition spells it. */
  readonly foreign: Map<string, ForeignImage>;
}

/** Per account and region; a cross-account pull looks into the state of the other account. */
export const ecrState = stateKey<EcrState>('ecr', () => ({ repositories: new Map(), foreign: new Map() }));

export function findRepository(world: World, where: Where, name: string): RepositoryRecord | undefined {
  return world.state(ecrState, where).repositories.get(name);
}

/** The repository, or AWS' error that there is none. */
export function theRepository(world: World, where: Where, name: string): RepositoryRecord {
  const repository = findRepository(world, where, name);
  if (repository === undefined)
    throw new AwsError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${where.account}'`,
    );
  return repository;
}

/** A tag is on one image at most. */
export function imageOfTag(repository: RepositoryRecord, tag: string): ImageRecord | undefined {
  for (const image of repository.images.values()) if (image.tags.includes(tag)) return image;
  return undefined;
}

/** By digest, by tag, or by both where they belong together. */
export function findImage(repository: RepositoryRecord, id: ImageIdentifier): ImageRecord | undefined {
  if (id.imageDigest === undefined) return id.imageTag === undefined ? undefined : imageOfTag(repository, id.imageTag);
  const image = repository.images.get(id.imageDigest);
  return id.imageTag === undefined || image?.tags.includes(id.imageTag) ? image : undefined;
}

/** The digests of the indexes that name an image. */
export function indexesOf(repository: RepositoryRecord, image: ImageRecord): string[] {
  return [...repository.images.values()]
    .filter((index) => index.children.some((child) => child.digest === image.digest))
    .map((index) => index.digest);
}
