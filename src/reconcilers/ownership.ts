import { TAG } from '../desired-state/desired.ts';
import type { Tags } from './observation.ts';

/** Whose something is, by its tags. `unread`: they were not read this time. */
export type Owner = 'ours' | 'nobody' | 'another app' | 'unread';

export function ownerOf(tags: Tags | undefined, app: string): Owner {
  if (tags === undefined) return 'unread';
  const owner = tags.get(TAG.app);
  if (owner === undefined) return 'nobody';
  return owner === app ? 'ours' : 'another app';
}

type AnyTag = {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
};

/** ECS and Logs spell `key`, ELB and ECR `Key`. */
export function tagsOf(list: readonly AnyTag[] | undefined): Tags {
  const tags = new Map<string, string>();
  for (const tag of list ?? []) {
    const key = tag.key ?? tag.Key;
    if (key !== undefined) tags.set(key, tag.value ?? tag.Value ?? '');
  }
  return tags;
}

/** Declared tags that are not there with their value. What is there besides is left alone: it is somebody's. */
export function missingTags(declared: Tags, seen: Tags): Map<string, string> {
  return new Map([...declared].filter(([key, value]) => seen.get(key) !== value));
}
