import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { addNetwork } from '../../../src/simulator/ec2/network.ts';
import { addLoadBalancer } from '../../../src/simulator/elbv2/add-load-balancer.ts';
import { createListener } from '../../../src/simulator/elbv2/listeners.ts';
import { caller, makeGroup, makeRule, prefix, refusal, vpcId } from './load-balanced-world.ts';
import { api, fixed, ruleMaker } from './rule-maker.ts';

describe('what CreateRule refuses', () => {
  const path = (...values: string[]): RuleCondition => ({ Field: 'path-pattern', Values: values });
  it.each([
    ['ValidationError', `The 'path-pattern' value is too long; the limit is '128'`, [path(`/${'a'.repeat(128)}`)]],
    ['ValidationError', 'A condition value must be specified', [path()]],
    ['ValidationError', 'A condition field must be specified', [{ Values: ['/'] }]],
    ['ValidationError', 'A condition must be specified', []],
    [
      'ValidationError',
      `You cannot provide both Values and 'PathPatternConfig' for a condition of type 'path-pattern'`,
      [{ ...api, PathPatternConfig: { Values: ['/api/*'] } }],
    ],
    [
      'ValidationError',
      `A rule can only have '5' condition values`,
      [path('/1', '/2', '/3', '/4'), { Field: 'host-header', Values: ['a.b', 'c.d'] }],
    ],
    ['ValidationError', `A rule can only have '5' condition wildcards`, [path('/*/*/*/', '/?/?/?')]],
    ['ValidationError', `A rule can only have one 'path-pattern' condition`, [path('/1'), path('/2')]],
    [
      'NotImplementedBySimulator',
      `The simulator does not know RegexValues in the condition 'path-pattern' of listener rules.`,
      [{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/a'] } }],
    ],
  ])('%s: %s', (code, message, Conditions) => {
    const { create } = ruleMaker();
    expect(refusal(() => create({ Conditions }))).toEqual({ code, message });
  });

  it('several conditions on headers and query strings are allowed', () => {
    const { create } = ruleMaker();
    const header = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-A', Values: ['1'] } };
    expect(create({ Conditions: [header, header] })?.Conditions).toHaveLength(2);
  });

  it('a priority that is taken, and one out of bounds', () => {
    const { create } = ruleMaker();
    create({});
    expect(refusal(() => create({}))).toEqual({ code: 'PriorityInUse', message: `Priority '10' is currently in use` });
    expect(refusal(() => create({ Priority: 50_001 }))).toMatchObject({ code: 'ValidationError' });
  });

  it('not equal conditions under another priority', () => {
    const { create } = ruleMaker();
    create({});
    expect(create({ Priority: 11 })?.Priority).toBe('11');
  });

  it('an unknown target group, an unknown listener and a malformed ARN', () => {
    const { create } = ruleMaker();
    const group = `${prefix}:targetgroup/ghost/0123456789abcdef`;
    expect(refusal(() => create({ Actions: [{ Type: 'forward', TargetGroupArn: group }] }))).toEqual({
      code: 'TargetGroupNotFound',
      message: `Target group '${group}' not found`,
    });
    expect(refusal(() => create({ ListenerArn: `${prefix}:listener/app/todo/aa/bb` }))).toEqual({
      code: 'ListenerNotFound',
      message: 'The specified listener does not exist.',
    });
    expect(refusal(() => create({ ListenerArn: 'x' }))).toEqual({
      code: 'ValidationError',
      message: `'x' is not a valid listener ARN`,
    });
  });

  it('a group that another load balancer uses', () => {
    const { world, create } = ruleMaker();
    const other = addLoadBalancer(world, caller, {
      name: 'other',
      vpcId,
      subnets: ['subnet-a', 'subnet-b'],
      listenerPort: 80,
    });
    const arn = makeGroup(world);
    makeRule(world, other.listenerArn, arn);
    expect(refusal(() => create({ Actions: [{ Type: 'forward', TargetGroupArn: arn }] }))).toEqual({
      code: 'TargetGroupAssociationLimit',
      message: `The following target groups cannot be associated with more than one load balancer: ${arn}`,
    });
  });

  it('a group of another VPC', () => {
    const { world, create } = ruleMaker();
    addNetwork(world, caller, { vpcId: 'vpc-other', subnets: [], securityGroups: [] });
    const arn = makeGroup(world, 'far', { VpcId: 'vpc-other' });
    expect(refusal(() => create({ Actions: [{ Type: 'forward', TargetGroupArn: arn }] }))).toMatchObject({
      code: 'InvalidConfigurationRequest',
    });
  });

  it('more than five groups an action, a weight over 999, stickiness without a duration', () => {
    const { world, create } = ruleMaker();
    const arns = [1, 2, 3, 4, 5, 6].map((number) => makeGroup(world, `g${number}`));
    const forward = (ForwardConfig: object) => refusal(() => create({ Actions: [{ Type: 'forward', ForwardConfig }] }));
    expect(forward({ TargetGroups: arns.map((TargetGroupArn) => ({ TargetGroupArn })) })).toMatchObject({
      code: 'ValidationError',
    });
    const TargetGroups = [{ TargetGroupArn: arns[0], Weight: 1 }];
    expect(forward({ TargetGroups: [{ ...TargetGroups[0], Weight: 1000 }] })).toMatchObject({
      code: 'ValidationError',
    });
    expect(forward({ TargetGroups, TargetGroupStickinessConfig: { Enabled: true } })).toMatchObject({
      code: 'ValidationError',
    });
    expect(forward({ TargetGroups })).toBe('no error');
  });

  it('the hundred and first rule of a load balancer, over all its listeners', () => {
    const { world, loadBalancerArn, create } = ruleMaker();
    for (let priority = 1; priority <= 99; priority++) create({ Priority: priority });
    const second = createListener.run(world, caller, {
      LoadBalancerArn: loadBalancerArn,
      Port: 81,
      Protocol: 'HTTP',
      DefaultActions: [fixed],
    }).Listeners?.[0]?.ListenerArn;
    create({ ListenerArn: second, Priority: 1 });
    expect(refusal(() => create({ Priority: 100 }))).toMatchObject({ code: 'TooManyRules' });
  });

  it.each([
    [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '302' } }, 'ValidationError'],
    [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_302' } }, 'InvalidLoadBalancerAction'],
    [{ Type: 'authenticate-oidc' }, 'InvalidLoadBalancerAction'],
    [{ Type: 'teleport' }, 'ValidationError'],
    [{ Type: 'forward' }, 'ValidationError'],
  ])('the action %j', (action, code) => {
    const { create } = ruleMaker();
    expect(refusal(() => create({ Actions: [action] }))).toMatchObject({ code });
  });
});
