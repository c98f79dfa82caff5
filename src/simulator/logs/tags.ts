import {
  ListTagsForResource$,
  type ListTagsForResourceRequest,
  type ListTagsForResourceResponse,
  TagResource$,
  type TagResourceRequest,
  UntagResource$,
  type UntagResourceRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { World } from '../world.ts';
import { bucketOf, invalidParameter, needed, parseGroupArn } from './inputs.ts';
import { type LogGroupRecord, theGroup } from './state.ts';

const tagsOfAGroup = 50;

/** Sets tags; throws before anything is changed where there would be too many. */
export function setTags(tags: Map<string, string>, given: Readonly<Record<string, string>>): void {
  for (const key of Object.keys(given))
    if (key === '' || key.length > 128 || key.startsWith('aws:') || (given[key] ?? '').length > 256)
      throw invalidParameter(`The tag '${key}' is not allowed.`);
  if (new Set([...tags.keys(), ...Object.keys(given)]).size > tagsOfAGroup)
    throw new AwsError('TooManyTagsException', `A resource can't have more than ${tagsOfAGroup} tags.`);
  for (const [key, value] of Object.entries(given)) tags.set(key, value);
}

/** By the ARN without `:*` only (aws-facts §7). */
function ofArn(world: World, text: string | undefined): LogGroupRecord {
  const arn = parseGroupArn(text ?? '');
  if (arn === undefined || arn.starred) throw invalidParameter(`The resource ARN '${text}' is not valid.`);
  return theGroup(world, arn.where, arn.name);
}

/** Adds and overwrites; other tags stay. Throws TooManyTagsException, ResourceNotFoundException. */
export const tagResource: Operation<TagResourceRequest, object> = {
  name: 'logs:TagResource',
  schema: TagResource$,
  effect: 'write',
  limits: [needed('resourceArn'), needed('tags')],
  buckets: bucketOf('TagResource', 10),
  facts: ['§7', '§8'],
  run(world, _caller, input) {
    refuseOthers('logs:TagResource', input, ['resourceArn', 'tags']);
    setTags(ofArn(world, input.resourceArn).tags, input.tags ?? {});
    return {};
  },
};

/** Keys that are not there are no error. */
export const untagResource: Operation<UntagResourceRequest, object> = {
  name: 'logs:UntagResource',
  schema: UntagResource$,
  effect: 'write',
  limits: [needed('resourceArn'), needed('tagKeys')],
  buckets: bucketOf('UntagResource', 10),
  facts: ['§7', '§8'],
  run(world, _caller, input) {
    refuseOthers('logs:UntagResource', input, ['resourceArn', 'tagKeys']);
    const { tags } = ofArn(world, input.resourceArn);
    for (const key of input.tagKeys ?? []) tags.delete(key);
    return {};
  },
};

/** A map, not a list of pairs as in ECR. */
export const listTagsForResource: Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  name: 'logs:ListTagsForResource',
  schema: ListTagsForResource$,
  effect: 'read',
  limits: [needed('resourceArn')],
  buckets: bucketOf('ListTagsForResource', 10),
  facts: ['§7', '§8'],
  run(world, _caller, input) {
    refuseOthers('logs:ListTagsForResource', input, ['resourceArn']);
    return { tags: Object.fromEntries(ofArn(world, input.resourceArn).tags) };
  },
};
