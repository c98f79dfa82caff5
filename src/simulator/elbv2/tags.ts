import {
  AddTags$,
  type AddTagsCommandInput,
  type AddTagsCommandOutput,
  DescribeTags$,
  type DescribeTagsCommandInput,
  type DescribeTagsCommandOutput,
  RemoveTags$,
  type RemoveTagsCommandInput,
  type RemoveTagsCommandOutput,
  type Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { kindOf } from './arns.ts';
import { lengths, required, tagBounds } from './bounds.ts';
import { changes, type ElbOperation, invalid, reads } from './elb-operation.ts';
import { findGroup, findListener, findLoadBalancer, findRule, listenersNotFound } from './find.ts';
import { type ElbState, elbState } from './state.ts';

const mostTags = 50;
const mostArns = 20;

/** The tags of a new thing, or AWS' error. */
export function acceptTags(given: readonly Tag[] | undefined): Map<string, string> {
  return merge(new Map(), given ?? []);
}

/** A key that is there gets the new value. */
function merge(present: ReadonlyMap<string, string>, given: readonly Tag[]): Map<string, string> {
  const keys = given.map((tag) => tag.Key ?? '');
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new AwsError('DuplicateTagKeys', `Tag keys must be unique: '${twice}'`);
  const reserved = keys.find((key) => key.toLowerCase().startsWith('aws:'));
  if (reserved !== undefined) throw invalid(`Tag key '${reserved}' begins with 'aws:', which is reserved`);
  const all = new Map([...present, ...given.map(({ Key = '', Value = '' }) => [Key, Value] as const)]);
  if (all.size > mostTags) throw new AwsError('TooManyTags', `A resource can have at most ${mostTags} tags`);
  return all;
}

/** Refuses an ARN that is malformed, or names nothing, with the error of its kind. */
function checkExists(state: ElbState, where: Where, arn: string): void {
  switch (kindOf(where, arn)) {
    case 'load balancer':
      findLoadBalancer(state, where, arn);
      return;
    case 'listener':
      findListener(state, where, arn, listenersNotFound);
      return;
    case 'listener rule':
      findRule(state, where, arn);
      return;
    case 'target group':
      findGroup(state, where, arn);
      return;
    case undefined:
      throw invalid(`'${arn}' is not a valid ARN`);
  }
}

/** On all of the resources or on none. */
export const addTags: ElbOperation<AddTagsCommandInput, AddTagsCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:AddTags',
  schema: AddTags$,
  limits: [required('ResourceArns'), required('Tags'), ...lengths('Tags', 1, 1000), ...tagBounds],
  facts: ['§4.5'],
  run(world, caller, input) {
    const state = world.state(elbState, caller);
    const arns = input.ResourceArns ?? [];
    for (const arn of arns) checkExists(state, caller, arn);
    const merged = arns.map((arn) => [arn, merge(state.tags.get(arn) ?? new Map(), input.Tags ?? [])] as const);
    for (const [arn, tags] of merged) state.tags.set(arn, tags);
    return {};
  },
};

/** A key that is not there is no error. */
export const removeTags: ElbOperation<RemoveTagsCommandInput, RemoveTagsCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:RemoveTags',
  schema: RemoveTags$,
  limits: [required('ResourceArns'), required('TagKeys')],
  facts: ['§4.5'],
  run(world, caller, input) {
    const state = world.state(elbState, caller);
    for (const arn of input.ResourceArns ?? []) checkExists(state, caller, arn);
    for (const arn of input.ResourceArns ?? []) for (const key of input.TagKeys ?? []) state.tags.get(arn)?.delete(key);
    return {};
  },
};

/** Kinds may be mixed; one unknown ARN fails the whole call (aws-facts §4.5). */
export const describeTags: ElbOperation<DescribeTagsCommandInput, DescribeTagsCommandOutput> = {
  ...reads,
  name: 'elasticloadbalancing:DescribeTags',
  schema: DescribeTags$,
  limits: [required('ResourceArns')],
  facts: ['§4.5'],
  run(world, caller, input) {
    const state = world.state(elbState, caller);
    const arns = input.ResourceArns ?? [];
    if (arns.length > mostArns) throw invalid(`You can specify at most ${mostArns} resource ARNs in one call`);
    for (const arn of arns) checkExists(state, caller, arn);
    return {
      TagDescriptions: [...new Set(arns)].map((ResourceArn) => ({
        ResourceArn,
        Tags: [...(state.tags.get(ResourceArn) ?? [])].map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  },
};
