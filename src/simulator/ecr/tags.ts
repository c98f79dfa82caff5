import {
  ListTagsForResource$,
  type ListTagsForResourceRequest,
  type ListTagsForResourceResponse,
  type Tag,
  TagResource$,
  type TagResourceRequest,
  type TagResourceResponse,
  UntagResource$,
  type UntagResourceRequest,
  type UntagResourceResponse,
} from '@aws-sdk/client-ecr';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { World } from '../world.ts';
import { bucketOf, invalidParameter, limit, readsPerSecond, writesPerSecond } from './inputs.ts';
import { type RepositoryRecord, theRepository } from './state.ts';

const tagsOfARepository = 50;
const repositoryArn = /^arn:aws:ecr:([a-z0-9-]+):(\d{12}):repository\/(.+)$/;
const needsArn = limit('resourceArn', 'must not be null', { required: true });

/** Sets tags; throws before anything is changed where there would be too many. */
export function setTags(tags: Map<string, string>, given: readonly Tag[]): void {
  for (const { Key, Value } of given)
    if (Key === undefined || Key === '' || Key.length > 128 || (Value ?? '').length > 256 || Key.startsWith('aws:'))
      throw new AwsError(
        'InvalidTagParameterException',
        "Invalid parameter at 'tags' failed to satisfy constraint: 'tag keys have 1 to 128 characters and do not begin with \"aws:\", tag values have at most 256'",
      );
  const after = new Set([...tags.keys(), ...given.map(({ Key }) => Key)]);
  if (after.size > tagsOfARepository)
    throw new AwsError('TooManyTagsException', `A repository can't have more than ${tagsOfARepository} tags.`);
  for (const { Key, Value } of given) if (Key !== undefined) tags.set(Key, Value ?? '');
}

/** The ARN names account and region itself: tags of another registry can be reached, as policies would allow it. */
function ofArn(world: World, arn: string | undefined): RepositoryRecord {
  const [, region, account, name] = repositoryArn.exec(arn ?? '') ?? [];
  if (region === undefined || account === undefined || name === undefined)
    throw invalidParameter('resourceArn', 'Invalid ARN');
  return theRepository(world, { account, region }, name);
}

/** Adds and overwrites; other tags stay. Throws TooManyTagsException, InvalidTagParameterException. */
export const tagResource: Operation<TagResourceRequest, TagResourceResponse> = {
  name: 'ecr:TagResource',
  schema: TagResource$,
  effect: 'write',
  limits: [needsArn, limit('tags', 'must not be null', { required: true })],
  buckets: bucketOf('TagResource', writesPerSecond),
  facts: ['§6', '§8'],
  run(world, _caller, input) {
    refuseOthers('ecr:TagResource', input, ['resourceArn', 'tags']);
    setTags(ofArn(world, input.resourceArn).tags, input.tags ?? []);
    return {};
  },
};

/** Keys that are not there are no error. */
export const untagResource: Operation<UntagResourceRequest, UntagResourceResponse> = {
  name: 'ecr:UntagResource',
  schema: UntagResource$,
  effect: 'write',
  limits: [needsArn, limit('tagKeys', 'must not be null', { required: true })],
  buckets: bucketOf('UntagResource', writesPerSecond),
  facts: ['§6', '§8'],
  run(world, _caller, input) {
    refuseOthers('ecr:UntagResource', input, ['resourceArn', 'tagKeys']);
    const { tags } = ofArn(world, input.resourceArn);
    for (const key of input.tagKeys ?? []) tags.delete(key);
    return {};
  },
};

/** All at once: a repository has no more than 50. */
export const listTagsForResource: Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  name: 'ecr:ListTagsForResource',
  schema: ListTagsForResource$,
  effect: 'read',
  limits: [needsArn],
  buckets: bucketOf('ListTagsForResource', readsPerSecond),
  facts: ['§6', '§8'],
  run(world, _caller, input) {
    refuseOthers('ecr:ListTagsForResource', input, ['resourceArn']);
    return { tags: [...ofArn(world, input.resourceArn).tags].map(([Key, Value]) => ({ Key, Value })) };
  },
};
