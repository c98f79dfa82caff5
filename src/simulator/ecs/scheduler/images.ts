import type { TaskDefinition } from '@aws-sdk/client-ecs';

/** As a manifest names it; X86_64 unless the definition says otherwise. */
export function platformOf(definition: TaskDefinition): string {
  return definition.runtimePlatform?.cpuArchitecture === 'ARM64' ? 'linux/arm64' : 'linux/amd64';
}

/**
 * `repo:tag` of ECR with a digest → `repo@digest`; an image that is pinned already stays, without the tag beside its digest.
 * Tags of other registries never move here.
 */
export function withDigest(image: string, digest: string | undefined): string {
  const [name = image, own] = image.split('@');
  if (own === undefined && (digest === undefined || !/\.dkr\.ecr\./.test(image))) return image;
  return `${name.replace(/:[^:/]+$/, '')}@${own ?? digest}`;
}
