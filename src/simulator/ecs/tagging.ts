import {
  ListTagsForResource$,
  type ListTagsForResourceCommandInput,
  type ListTagsForResourceCommandOutput,
  TagResource$,
  type TagResourceCommandInput,
  type TagResourceCommandOutput,
  UntagResource$,
  type UntagResourceCommandInput,
  type UntagResourceCommandOutput,
} from '@aws-sdk/client-ecs';
import type { Operation } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { buckets, findRevision, invalid, lastPart, tagList, tagMap } from './names.ts';
import { ecsState, serviceKey } from './state.ts';

type Answer<Output> = Omit<Output, '$metadata'>;

/** Tags of a cluster, service, task or revision (aws-facts §2.4: the long ARN form). */
function tagsAt(world: World, caller: Caller, resourceArn: string | undefined): Map<string, string> {
  const state = world.state(ecsState, caller);
  const [kind, ...parts] = (resourceArn ?? '').split(':').slice(5).join(':').split('/');
  if (kind === 'service' && parts.length < 2) throw invalid('Long arn format must be used for tagging operations');
  const [first = '', second = ''] = parts;
  const tags =
    kind === 'service'
      ? state.services.get(serviceKey(first, second))?.tags
      : kind === 'cluster'
        ? state.clusters.get(first)?.tags
        : kind === 'task'
          ? state.tasks.get(resourceArn ?? '')?.tags
          : kind === 'task-definition'
            ? findRevision(state, lastPart(resourceArn ?? ''))?.tags
            : undefined;
  if (tags === undefined) throw invalid(`The specified ${kind} was not found.`);
  return tags;
}

export const tagResource: Operation<TagResourceCommandInput, Answer<TagResourceCommandOutput>> = {
  name: 'ecs:TagResource',
  schema: TagResource$,
  effect: 'write',
  buckets: buckets.tagModify,
  facts: ['§2.4', '§8'],
  limits: [],
  run(world, caller, input) {
    const tags = tagsAt(world, caller, input.resourceArn);
    const added = tagMap(input.tags);
    const own = [...tags.keys(), ...added.keys()].filter((key) => !key.startsWith('aws:'));
    if (new Set(own).size > 50) throw invalid('The maximum number of tags is 50.');
    for (const [key, value] of added) tags.set(key, value);
    return {};
  },
};

export const untagResource: Operation<UntagResourceCommandInput, Answer<UntagResourceCommandOutput>> = {
  name: 'ecs:UntagResource',
  schema: UntagResource$,
  effect: 'write',
  buckets: buckets.tagModify,
  facts: ['§2.4'],
  limits: [],
  run(world, caller, input) {
    const tags = tagsAt(world, caller, input.resourceArn);
    for (const key of input.tagKeys ?? []) tags.delete(key);
    return {};
  },
};

export const listTagsForResource: Operation<
  ListTagsForResourceCommandInput,
  Answer<ListTagsForResourceCommandOutput>
> = {
  name: 'ecs:ListTagsForResource',
  schema: ListTagsForResource$,
  effect: 'read',
  buckets: buckets.tagRead,
  facts: ['§2.4'],
  limits: [],
  run: (world, caller, input) => ({ tags: tagList(tagsAt(world, caller, input.resourceArn)) }),
};
