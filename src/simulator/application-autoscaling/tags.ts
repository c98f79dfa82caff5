import {
  ListTagsForResource$,
  type ListTagsForResourceRequest,
  type ListTagsForResourceResponse,
  TagResource$,
  type TagResourceRequest,
  type TagResourceResponse,
  UntagResource$,
  type UntagResourceRequest,
  type UntagResourceResponse,
} from '@aws-sdk/client-application-auto-scaling';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { buckets, invalid, needed, visibleTargets } from './resource.ts';
import type { TargetRecord } from './state.ts';

const tagsOfATarget = 50;

/** Sets tags; throws before anything is changed where there would be too many. */
export function setTags(tags: Map<string, string>, given: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(given))
    if (key === '' || key.length > 128 || key.startsWith('aws:') || value.length > 256)
      throw invalid(`The tag '${key}' is not allowed`);
  if (new Set([...tags.keys(), ...Object.keys(given)]).size > tagsOfATarget)
    throw new AwsError('TooManyTagsException', `A scalable target can't have more than ${tagsOfATarget} tags.`);
  for (const [key, value] of Object.entries(given)) tags.set(key, value);
}

/** ResourceNotFoundException carries the ARN, and is told apart from ObjectNotFoundException by name. */
function ofArn(world: World, caller: Caller, arn: string | undefined): TargetRecord {
  const target = visibleTargets(world, caller).find((one) => one.arn === arn);
  if (target === undefined)
    throw new AwsError('ResourceNotFoundException', `The resource ${arn} does not exist`, 400, { ResourceName: arn });
  return target;
}

/** Adds and overwrites; other tags stay. Throws TooManyTagsException. */
export const tagResource: Operation<TagResourceRequest, TagResourceResponse> = {
  name: 'application-autoscaling:TagResource',
  schema: TagResource$,
  effect: 'write',
  limits: [needed('ResourceARN'), needed('Tags')],
  buckets: buckets.write,
  facts: ['§5'],
  run(world, caller, input) {
    refuseOthers('application-autoscaling:TagResource', input, ['ResourceARN', 'Tags']);
    setTags(ofArn(world, caller, input.ResourceARN).tags, input.Tags ?? {});
    return {};
  },
};

/** Keys that are not there are no error. */
export const untagResource: Operation<UntagResourceRequest, UntagResourceResponse> = {
  name: 'application-autoscaling:UntagResource',
  schema: UntagResource$,
  effect: 'write',
  limits: [needed('ResourceARN'), needed('TagKeys')],
  buckets: buckets.write,
  facts: ['§5'],
  run(world, caller, input) {
    refuseOthers('application-autoscaling:UntagResource', input, ['ResourceARN', 'TagKeys']);
    const { tags } = ofArn(world, caller, input.ResourceARN);
    for (const key of input.TagKeys ?? []) tags.delete(key);
    return {};
  },
};

/** Describe calls never show tags: this is the only way to them. */
export const listTagsForResource: Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  name: 'application-autoscaling:ListTagsForResource',
  schema: ListTagsForResource$,
  effect: 'read',
  limits: [needed('ResourceARN')],
  buckets: buckets.read,
  facts: ['§5'],
  run(world, caller, input) {
    refuseOthers('application-autoscaling:ListTagsForResource', input, ['ResourceARN']);
    return { Tags: Object.fromEntries(ofArn(world, caller, input.ResourceARN).tags) };
  },
};
