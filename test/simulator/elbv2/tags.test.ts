import { describe, expect, it } from 'vitest';
import { createTargetGroup } from '../../../src/simulator/elbv2/create-target-group.ts';
import { deleteRule } from '../../../src/simulator/elbv2/rules.ts';
import { addTags, describeTags, removeTags } from '../../../src/simulator/elbv2/tags.ts';
import { checkLimits } from '../../../src/simulator/limits.ts';
import { caller, loadBalancedWorld, makeGroup, makeRule, prefix, refusal } from './load-balanced-world.ts';

function tagged() {
  const { world, listenerArn, loadBalancerArn } = loadBalancedWorld();
  const group = makeGroup(world, 'backend', { Tags: [{ Key: 'ecs-steward:app', Value: 'todo' }] });
  const rule = makeRule(world, listenerArn, group);
  const tagsOf = (arn: string) =>
    describeTags.run(world, caller, { ResourceArns: [arn] }).TagDescriptions?.[0]?.Tags ?? [];
  return { world, group, rule, listenerArn, loadBalancerArn, tagsOf };
}

describe('tags', () => {
  it('given at creation are there, and others are added to them or take their place', () => {
    const { world, group, tagsOf } = tagged();
    const Tags = [
      { Key: 'ecs-steward:app', Value: 'shop' },
      { Key: 'team', Value: 'a' },
    ];
    addTags.run(world, caller, { ResourceArns: [group], Tags });
    expect(tagsOf(group)).toEqual(Tags);
    removeTags.run(world, caller, { ResourceArns: [group], TagKeys: ['team', 'never there'] });
    expect(tagsOf(group)).toEqual([{ Key: 'ecs-steward:app', Value: 'shop' }]);
  });

  it('are described for kinds of any mixture, at most twenty', () => {
    const { world, group, rule, listenerArn, loadBalancerArn } = tagged();
    const ResourceArns = [group, rule, listenerArn, loadBalancerArn];
    const answer = describeTags.run(world, caller, { ResourceArns });
    expect(answer.TagDescriptions?.map((one) => one.ResourceArn)).toEqual(ResourceArns);
    const many = Array.from({ length: 21 }, () => group);
    expect(refusal(() => describeTags.run(world, caller, { ResourceArns: many }))).toMatchObject({
      code: 'ValidationError',
    });
  });

  it.each([
    ['targetgroup/ghost/0123456789abcdef', 'TargetGroupNotFound', 'One or more target groups not found'],
    ['listener/app/todo/aa/bb', 'ListenerNotFound', 'One or more listeners not found'],
    ['listener-rule/app/todo/aa/bb/cc', 'RuleNotFound', 'One or more rules not found'],
    ['loadbalancer/app/todo/aa', 'LoadBalancerNotFound', 'One or more load balancers not found'],
  ])('of %s, which is not there, fail the whole call', (resource, code, message) => {
    const { world, group, tagsOf } = tagged();
    const ResourceArns = [group, `${prefix}:${resource}`];
    expect(refusal(() => describeTags.run(world, caller, { ResourceArns }))).toEqual({ code, message });
    const Tags = [{ Key: 'a', Value: 'b' }];
    expect(refusal(() => addTags.run(world, caller, { ResourceArns, Tags }))).toEqual({ code, message });
    expect(tagsOf(group)).toEqual([{ Key: 'ecs-steward:app', Value: 'todo' }]);
  });

  it('go with a rule', () => {
    const { world, rule } = tagged();
    addTags.run(world, caller, { ResourceArns: [rule], Tags: [{ Key: 'a', Value: 'b' }] });
    deleteRule.run(world, caller, { RuleArn: rule });
    expect(refusal(() => describeTags.run(world, caller, { ResourceArns: [rule] }))).toMatchObject({
      code: 'RuleNotFound',
    });
  });

  it('are at most fifty, with different keys, none of them reserved', () => {
    const { world, group } = tagged();
    const add = (Tags: { Key: string }[]) => refusal(() => addTags.run(world, caller, { ResourceArns: [group], Tags }));
    const numbered = (count: number) => Array.from({ length: count }, (_none, index) => ({ Key: `k${index}` }));
    expect(add([{ Key: 'a' }, { Key: 'a' }])).toMatchObject({ code: 'DuplicateTagKeys' });
    expect(add([{ Key: 'aws:x' }])).toMatchObject({ code: 'ValidationError' });
    expect(add(numbered(50))).toMatchObject({ code: 'TooManyTags' });
    expect(add(numbered(49))).toBe('no error');
  });

  it('have bounds as data', () => {
    const Tags = [{ Key: 'k'.repeat(129) }];
    expect(refusal(() => checkLimits(addTags.limits, { ResourceArns: [], Tags }))).toMatchObject({
      message: expect.stringContaining(`at 'tags.member.key'`),
    });
    expect(refusal(() => checkLimits(createTargetGroup.limits, { Name: 'a', Tags }))).not.toBe('no error');
  });
});
