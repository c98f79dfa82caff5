import { beforeEach, describe, expect, it } from 'vitest';
import { listTagsForResource, tagResource, untagResource } from '../../../src/simulator/ecs/tagging.ts';
import type { World } from '../../../src/simulator/world.ts';
import { caller, refusal } from '../elbv2/load-balanced-world.ts';
import { arns, create, ecsWorld, register, tasks, until } from './ecs-world.ts';

let world: World;
beforeEach(() => {
  ({ world } = ecsWorld());
  create(world, register(world, 'good'), { desiredCount: 1, tags: [{ key: 'app', value: 'todo' }] });
});
const service = `${arns}:service/todo/backend`;
const list = (resourceArn: string) => listTagsForResource.run(world, caller, { resourceArn }).tags;
const tag = (resourceArn: string, tags: Record<string, string>) =>
  tagResource.run(world, caller, {
    resourceArn,
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  });
const refused = (run: () => unknown) => {
  const answer = refusal(run);
  return answer === 'no error' ? answer : `${answer.code}: ${answer.message}`;
};

describe('tags of ECS (§2.4)', () => {
  it('merge by key and go by key', () => {
    tag(service, { team: 'x', app: 'new' });
    expect(list(service)).toEqual([
      { key: 'app', value: 'new' },
      { key: 'team', value: 'x' },
    ]);
    untagResource.run(world, caller, { resourceArn: service, tagKeys: ['app', 'unknown'] });
    expect(list(service)).toEqual([{ key: 'team', value: 'x' }]);
  });

  it('are there for clusters, tasks and revisions, too', () => {
    until(world, () => tasks(world).length === 1);
    const others = [`${arns}:cluster/todo`, `${arns}:task-definition/backend:1`, tasks(world)[0]?.taskArn ?? ''];
    for (const arn of others) {
      expect(list(arn)).toEqual([]);
      tag(arn, { app: 'todo' });
      expect(list(arn)).toEqual([{ key: 'app', value: 'todo' }]);
    }
  });

  it('need the long form of ARNs, and something that exists', () => {
    expect(refused(() => list(`${arns}:service/backend`))).toBe(
      'InvalidParameterException: Long arn format must be used for tagging operations',
    );
    expect(refused(() => tag(`${arns}:service/todo/other`, { a: 'b' }))).toBe(
      'InvalidParameterException: The specified service was not found.',
    );
  });

  it.each([
    ['fifty-one', Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']))],
    ['a key of AWS', { 'aws:ecs:x': '' }],
    ['an empty key', { '': 'x' }],
    ['a long key', { ['k'.repeat(129)]: '' }],
    ['a long value', { key: 'v'.repeat(257) }],
    ['other signs', { key: 'a;b' }],
  ])('refuse %s', (_what, tags) => {
    expect(refused(() => tag(service, tags))).toMatch(/^InvalidParameterException/);
    expect(list(service)).toEqual([{ key: 'app', value: 'todo' }]);
  });

  it('take letters of any script, spaces and the signs _.:/=+-@', () => {
    tag(service, { 'ecs-steward:app': 'Aufgaben für Łukasz _.:/=+-@ 1' });
    expect(list(service)).toHaveLength(2);
  });
});
