import { z } from 'zod';
import type { DesiredService, FollowedImage } from '../desired-state/desired.ts';
import { batches, type Observation, type SeenImage } from './observation.ts';
import type { Look } from './resource-kind.ts';

/** Images are read, never written: what is behind a followed tag now. One call a repository (aws-facts §6 BatchGetImage). */

export const imageCalls = ['ecr:BatchGetImage'] as const;

export function imageKey(image: FollowedImage): string | undefined {
  if (image.registry.kind !== 'ecr' || !('tag' in image.follow)) return undefined;
  return `${image.registry.account}/${image.registry.region}/${image.repository}:${image.follow.tag}`;
}

/** As an index spells it; Fargate runs Linux and Windows on two architectures. */
export function platformOf({ taskDefinition }: DesiredService): string {
  const { cpuArchitecture, operatingSystemFamily = 'LINUX' } = taskDefinition.runtimePlatform ?? {};
  const system = operatingSystemFamily.startsWith('WINDOWS') ? 'windows' : 'linux';
  return `${system}/${cpuArchitecture === 'ARM64' ? 'arm64' : 'amd64'}`;
}

export async function observeImages(look: Look, seen: Observation): Promise<void> {
  const wanted = new Map<
    string,
    { account: string; repository: string; tags: Set<string>; key: (tag: string) => string }
  >();
  let asked = 0;
  for (const image of followed(look)) {
    if (image.registry.kind !== 'ecr' || !('tag' in image.follow)) continue;
    asked++;
    const { account, region } = image.registry;
    const id = `${account}/${region}/${image.repository}`;
    const entry = wanted.get(id) ?? {
      account,
      repository: image.repository,
      tags: new Set(),
      key: (tag) => `${id}:${tag}`,
    };
    entry.tags.add(image.follow.tag);
    wanted.set(id, entry);
  }
  look.receipt.save('batch', asked - wanted.size);
  await Promise.all([...wanted.values()].map((entry) => readTags(look, seen, entry)));
}

function followed(look: Look): FollowedImage[] {
  return look.apps
    .flatMap(({ app }) => app.services.flatMap((service) => service.images))
    .filter((image) => image.registry.kind === 'ecr' && image.registry.region === look.region);
}

async function readTags(
  look: Look,
  seen: Observation,
  {
    account,
    repository,
    tags,
    key,
  }: { account: string; repository: string; tags: Set<string>; key: (tag: string) => string },
): Promise<void> {
  for (const some of batches([...tags], 100)) {
    const result = await look.aws.send('ecr:BatchGetImage', {
      registryId: account,
      repositoryName: repository,
      imageIds: some.map((imageTag) => ({ imageTag })),
    });
    for (const tag of some) {
      if (!result.ok) {
        seen.images.set(
          key(tag),
          result.failure.class === 'gone' ? { is: 'absent' } : { is: 'unknown', failure: result.failure },
        );
        continue;
      }
      const image = result.value.images?.find((each) => each.imageId?.imageTag === tag);
      const digest = image?.imageId?.imageDigest;
      if (digest !== undefined) {
        seen.images.set(key(tag), { is: 'present', seen: { digest, platforms: platformsOf(image?.imageManifest) } });
        continue;
      }
      const failure = result.value.failures?.find((each) => each.imageId?.imageTag === tag);
      // Any other failure (a KMS key, an upstream) says nothing of the tag.
      const absent = failure === undefined || failure.failureCode === 'ImageNotFound';
      seen.images.set(
        key(tag),
        absent
          ? { is: 'absent' }
          : {
              is: 'unknown',
              failure: {
                class: 'wait',
                call: 'ecr:BatchGetImage',
                code: String(failure.failureCode),
                message: failure.failureReason ?? '',
                maybeApplied: false,
              },
            },
      );
    }
  }
}

const indexSchema = z.object({
  manifests: z.array(
    z.object({
      digest: z.string(),
      platform: z.object({ os: z.string(), architecture: z.string() }).optional(),
    }),
  ),
});

/** buildx' attestations have the platform unknown/unknown: they are no image (aws-facts §6). */
function platformsOf(manifest: string | undefined): SeenImage['platforms'] {
  const platforms = new Map<string, string>();
  if (manifest === undefined) return platforms;
  let parsed: unknown;
  try {
    parsed = JSON.parse(manifest);
  } catch {
    return platforms;
  }
  const index = indexSchema.safeParse(parsed);
  for (const entry of index.success ? index.data.manifests : []) {
    if (entry.platform === undefined || entry.platform.os === 'unknown') continue;
    const platform = `${entry.platform.os}/${entry.platform.architecture}`;
    // Which of several variants a host takes is its own choice.
    platforms.set(platform, [platforms.get(platform) ?? [], entry.digest].flat().join(' '));
  }
  return platforms;
}
