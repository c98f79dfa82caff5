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
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed } from './ecs-operation.ts';
import { findRevision, invalid, partsOf } from './names.ts';
import { ecsState, serviceKey } from './state.ts';
import { checkCount, tagList, tagMap } from './tags.ts';

/** Tags of a cluster, service, task or revision; services and tasks by their long ARN. */
function tagsAt(world: World, where: Where, resourceArn: string | undefined): Map<string, string> {
  const state = world.state(ecsState, where);
  const [kind = '', first = '', second] = partsOf(resourceArn);
  if ((kind === 'service' || kind === 'task') && second === undefined)
    throw invalid('Long arn format must be used for tagging operations');
  const found = () => {
    switch (kind) {
      case 'cluster':
        return activeTags(state.clusters.get(first), state.clusters.get(first)?.cluster.status);
      case 'service': {
        const service = state.services.get(serviceKey(first, second ?? ''));
        return activeTags(service, service?.status);
      }
      case 'task':
        return state.tasks.get(resourceArn ?? '')?.tags;
      case 'task-definition':
        return findRevision(state, first)?.tags;
      default:
        throw invalid('Invalid resource ARN.');
    }
  };
  const tags = found();
  if (tags === undefined) throw invalid(`The specified ${kind} was not found.`);
  return tags;
}

function activeTags(record: { readonly tags: Map<string, string> } | undefined, status: string | undefined) {
  return status === 'INACTIVE' ? undefined : record?.tags;
}

export const tagResource: EcsOperation<TagResourceCommandInput, TagResourceCommandOutput> = {
  name: 'ecs:TagResource',
  schema: TagResource$,
  effect: 'write',
  buckets: buckets.tagModify,
  facts: ['§2.4', '§8'],
  limits: [needed('resourceArn'), needed('tags')],
  run(world, caller, input) {
    const tags = tagsAt(world, caller, input.resourceArn);
    const given = tagMap(input.tags);
    checkCount(new Map([...tags, ...given]));
    for (const [key, value] of given) tags.set(key, value);
    return {};
  },
};

export const untagResource: EcsOperation<UntagResourceCommandInput, UntagResourceCommandOutput> = {
  name: 'ecs:UntagResource',
  schema: UntagResource$,
  effect: 'write',
  buckets: buckets.tagModify,
  facts: ['§2.4'],
  limits: [needed('resourceArn'), needed('tagKeys')],
  run(world, caller, input) {
    const tags = tagsAt(world, caller, input.resourceArn);
    for (const key of input.tagKeys ?? []) tags.delete(key);
    return {};
  },
};

export const listTagsForResource: EcsOperation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput> = {
  name: 'ecs:ListTagsForResource',
  schema: ListTagsForResource$,
  effect: 'read',
  buckets: buckets.tagRead,
  facts: ['§2.4'],
  limits: [needed('resourceArn')],
  run: (world, caller, input) => ({ tags: tagList(tagsAt(world, caller, input.resourceArn)) }),
};
