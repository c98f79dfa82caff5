import { type Behaviour, goodBehaviour } from '../behaviour.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { emitImageAction } from './events.ts';
import {
  attestationManifest,
  digestOf,
  type IndexEntry,
  indexManifest,
  type Manifest,
  plainManifest,
} from './manifests.ts';
import { parseReference, type Reference } from './reference.ts';
import { allowsPull } from './repository-policy-rules.ts';
import {
  ecrState,
  findRepository,
  type ImageRecord,
  imageOfTag,
  indexesOf,
  type RepositoryRecord,
  theRepository,
} from './state.ts';
import { tagPushed } from './tagging.ts';

/** An order to push, as the demo, tests and the control path give it. */
export interface Push {
  readonly repository: string;
  /** Absent: the image is pushed by digest only. */
  readonly tag?: string;
  /** Absent: the hash of the manifest. */
  readonly digest?: string;
  /** Several platforms make an index. `['linux/amd64']` if absent. */
  readonly platforms?: readonly string[];
  /** With an attestation for each platform, as buildx pushes by default; that makes an index, too. */
  readonly attestations?: boolean;
  readonly behaviour?: Behaviour;
}

/** What `docker push` or `docker buildx build --push` leave behind. Answers the digest behind the tag; the events follow. */
export function pushImage(world: World, where: Where, push: Push): string {
  const repository = theRepository(world, where, push.repository);
  const behaviour = push.behaviour ?? goodBehaviour();
  const known = push.digest === undefined ? undefined : repository.images.get(push.digest);
  const image = known ?? pushManifests(world, where, repository, push, behaviour);
  const { tag } = push;
  const isNew = known === undefined;
  if (tag !== undefined && !image.tags.includes(tag)) {
    tagPushed(repository, image, tag, isNew);
    emitImageAction(world, where, 'PUSH', repository, image, tag);
  } else if (isNew) emitImageAction(world, where, 'PUSH', repository, image, undefined);
  return image.digest;
}

/** Children are pushed and told before their index, as docker does it: an index may name only what is there. */
function pushManifests(
  world: World,
  where: Where,
  repository: RepositoryRecord,
  push: Push,
  behaviour: Behaviour,
): ImageRecord {
  const platforms = push.platforms ?? ['linux/amd64'];
  const [only = 'linux/amd64'] = platforms;
  if (platforms.length === 1 && push.attestations !== true)
    return keepImage(world, repository, plainManifest(world.random, only, push.digest), behaviour);
  const images = platforms.map((platform): IndexEntry => ({ manifest: plainManifest(world.random, platform) }));
  const proofs = (push.attestations === true ? images : []).map(
    (entry): IndexEntry => ({ manifest: attestationManifest(world.random), attests: entry.manifest.digest }),
  );
  const entries = [...images, ...proofs];
  for (const { manifest } of entries) {
    const child = keepImage(world, repository, manifest, behaviour);
    emitImageAction(world, where, 'PUSH', repository, child, undefined);
  }
  return keepImage(world, repository, indexManifest(entries, push.digest), behaviour);
}

/** A basic scan of a small image; AWS says minutes at most. */
const scanMilliseconds = 20_000;

/** Puts a manifest into the repository without a tag; the caller tags it and tells it. */
export function keepImage(
  world: World,
  repository: RepositoryRecord,
  manifest: Manifest,
  behaviour: Behaviour,
): ImageRecord {
  const pushedAt = world.clock.now();
  const image: ImageRecord = {
    digest: manifest.digest,
    mediaType: manifest.mediaType,
    artifactMediaType: manifest.artifactMediaType,
    manifest: manifest.text,
    sizeBytes: manifest.sizeBytes,
    pushedAt,
    scannedAt: repository.scanOnPush ? pushedAt + scanMilliseconds : undefined,
    platform: manifest.platform,
    children: manifest.children,
    behaviour: structuredClone(behaviour),
    tags: [],
    lastPulledAt: undefined,
  };
  repository.images.set(image.digest, image);
  return image;
}

/**
 * By tag the tag goes, and with the last tag the image (a child of an index stays); by digest all of it.
 * Answers what is gone, as digest and tag; nothing where the image is not there.
 */
export function deleteImage(
  world: World,
  where: Where,
  name: { readonly repository: string; readonly tag?: string; readonly digest?: string },
): { readonly digest: string; readonly tag: string | undefined }[] {
  const repository = theRepository(world, where, name.repository);
  const image = name.digest === undefined ? imageOfTag(repository, name.tag ?? '') : repository.images.get(name.digest);
  if (image === undefined) return [];
  const tags: readonly (string | undefined)[] =
    name.tag === undefined ? (image.tags.length === 0 ? [undefined] : image.tags) : [name.tag];
  image.tags = image.tags.filter((tag) => !tags.includes(tag));
  if (image.tags.length === 0 && indexesOf(repository, image).length === 0) repository.images.delete(image.digest);
  for (const tag of tags) emitImageAction(world, where, 'DELETE', repository, image, tag);
  return tags.map((tag) => ({ digest: image.digest, tag }));
}

/** The default for images outside of the simulated registry: there, and good, unless ordered otherwise here. */
export function orderForeignImage(
  world: World,
  where: Where,
  reference: string,
  order: { readonly missing?: boolean; readonly behaviour?: Behaviour },
): void {
  const behaviour = structuredClone(order.behaviour ?? goodBehaviour());
  world.state(ecrState, where).foreign.set(reference, { missing: order.missing ?? false, behaviour });
}

export type Resolved =
  | { readonly ok: true; readonly digest: string; readonly behaviour: Behaviour }
  | { readonly ok: false; readonly reason: string };

/**
 * What a task that starts in `where` gets for a reference: the digest behind the tag (of the index where there is one),
 * or the task's stoppedReason (aws-facts §2.7). Counts as a pull.
 */
export function resolveImage(world: World, where: Where, reference: string, platform: string): Resolved {
  const parsed = parseReference(reference);
  const there = parsed.ecr && findRepository(world, parsed.ecr, parsed.repository);
  if (parsed.ecr !== undefined && there !== undefined) {
    if (parsed.ecr.account !== where.account && !allowsPull(there, where.account)) return forbidden(parsed);
    return pull(world, there, parsed, reference, platform);
  }
  if (parsed.ecr?.account === where.account) return notFound(reference);
  const ordered = world.state(ecrState, where).foreign.get(reference);
  if (ordered?.missing) return notFound(reference);
  const behaviour = structuredClone(ordered?.behaviour ?? goodBehaviour());
  return { ok: true, digest: parsed.digest ?? digestOf(reference), behaviour };
}

/** Within the simulated registry. A tag is looked up at each call: pinning it for a deployment is the task of ECS. */
function pull(
  world: World,
  repository: RepositoryRecord,
  parsed: Reference,
  reference: string,
  platform: string,
): Resolved {
  const image =
    parsed.digest === undefined ? imageOfTag(repository, parsed.tag ?? '') : repository.images.get(parsed.digest);
  if (image === undefined) return notFound(reference);
  const platforms = image.platform === undefined ? image.children.map((child) => child.platform) : [image.platform];
  // A variant, as in linux/arm64/v8, is not asked for.
  if (!platforms.some((one) => one === platform || one.startsWith(`${platform}/`))) return wrongPlatform(platform);
  image.lastPulledAt = world.clock.now();
  return { ok: true, digest: image.digest, behaviour: structuredClone(image.behaviour) };
}

/** Fargate says the same for a missing tag, digest and repository. */
function notFound(reference: string): Resolved {
  const reason = `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${reference}: ${reference}: not found`;
  return { ok: false, reason };
}

function wrongPlatform(platform: string): Resolved {
  const reason = `CannotPullContainerError: image Manifest does not contain descriptor matching platform '${platform}'`;
  return { ok: false, reason };
}

/** The repository is there, but its policy does not let the other account in. */
function forbidden(parsed: Reference): Resolved {
  const name = `${parsed.registry}/${parsed.repository}`;
  const wanted = parsed.digest ?? parsed.tag ?? 'latest';
  const reason = `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${name}:${wanted}: pulling from host ${parsed.registry} failed with status code [manifests ${wanted}]: 403 Forbidden`;
  return { ok: false, reason };
}
