import { describe, expect, it } from 'vitest';
import { createTargetGroup } from '../../../src/simulator/elbv2/create-target-group.ts';
import { deleteRule } from '../../../src/simulator/elbv2/rules.ts';
import {
  deleteTargetGroup,
  describeTargetGroups,
  modifyTargetGroup,
} from '../../../src/simulator/elbv2/target-groups.ts';
import { associatedLoadBalancers, findTargetGroup } from '../../../src/simulator/elbv2/targets.ts';
import { checkLimits } from '../../../src/simulator/limits.ts';
import { caller, loadBalancedWorld, makeGroup, makeRule, prefix, refusal, vpcId } from './load-balanced-world.ts';

const ip = { Name: 'backend', Protocol: 'HTTP', Port: 8080, VpcId: vpcId, TargetType: 'ip' } as const;

describe('CreateTargetGroup', () => {
  it('fills in the defaults of HTTP groups', () => {
    const { world } = loadBalancedWorld();
    const made = createTargetGroup.run(world, caller, ip).TargetGroups?.[0];
    expect(made).toEqual({
      TargetGroupArn: expect.stringMatching(/:targetgroup\/backend\/[0-9a-f]{16}$/),
      TargetGroupName: 'backend',
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: vpcId,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      HealthCheckPath: '/',
      Matcher: { HttpCode: '200' },
      LoadBalancerArns: [],
      TargetType: 'ip',
      ProtocolVersion: 'HTTP1',
      IpAddressType: 'ipv4',
    });
  });

  it.each([
    [{ ProtocolVersion: 'GRPC' }, { Matcher: { GrpcCode: '12' }, HealthCheckPath: '/AWS.ALB/healthcheck' }],
    [{ TargetType: undefined }, { TargetType: 'instance' }],
    [{ Protocol: 'TCP' }, { HealthCheckProtocol: 'TCP', HealthCheckTimeoutSeconds: 10 }],
    [
      { Protocol: 'TCP', HealthCheckProtocol: 'HTTP' },
      { HealthCheckTimeoutSeconds: 6, Matcher: { HttpCode: '200-399' } },
    ],
  ] as const)('fills in the defaults of %j', (input, expected) => {
    const { world } = loadBalancedWorld();
    expect(createTargetGroup.run(world, caller, { ...ip, ...input }).TargetGroups?.[0]).toMatchObject(expected);
  });

  it('leaves a group for a function without protocol, port and VPC', () => {
    const { world } = loadBalancedWorld();
    const made = createTargetGroup.run(world, caller, { Name: 'f', TargetType: 'lambda' }).TargetGroups?.[0];
    expect(made).toMatchObject({
      HealthCheckEnabled: false,
      HealthCheckIntervalSeconds: 35,
      UnhealthyThresholdCount: 5,
    });
    for (const member of ['Protocol', 'Port', 'VpcId', 'HealthCheckPort']) expect(made).not.toHaveProperty(member);
  });

  it('answers the group that is there for the same settings, and refuses others under its name', () => {
    const { world } = loadBalancedWorld();
    const first = makeGroup(world);
    expect(makeGroup(world)).toBe(first);
    expect(refusal(() => makeGroup(world, 'backend', { Port: 80 }))).toEqual({
      code: 'DuplicateTargetGroupName',
      message: `A target group with the same name 'backend' exists, but with different settings`,
    });
    expect(refusal(() => makeGroup(world, 'backend', { Tags: [{ Key: 'a', Value: 'b' }] }))).toMatchObject({
      code: 'DuplicateTargetGroupName',
    });
  });

  it.each([
    [
      { Name: 'a'.repeat(33) },
      'ValidationError',
      `Target group name '${'a'.repeat(33)}' cannot be longer than '32' characters`,
    ],
    [{ Name: 'backend-' }, 'ValidationError', `Target group name 'backend-' cannot begin or end with '-'`],
    [{ VpcId: 'vpc-404' }, 'ValidationError', `The VPC ID 'vpc-404' is not found`],
    [
      { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 5 },
      'ValidationError',
      `Health check timeout '5' must be smaller than the interval '5'`,
    ],
    [
      { TargetControlPort: 3000 },
      'NotImplementedBySimulator',
      'The simulator does not know TargetControlPort of elasticloadbalancing:CreateTargetGroup.',
    ],
  ])('refuses %j', (input, code, message) => {
    const { world } = loadBalancedWorld();
    expect(refusal(() => createTargetGroup.run(world, caller, { ...ip, ...input }))).toEqual({ code, message });
  });

  it.each([
    { Name: 'a_b' },
    { Protocol: 'GENEVE' },
    { TargetType: 'alb' },
    { HealthCheckEnabled: false },
    { HealthCheckPath: 'health' },
    { HealthCheckPort: '0' },
    { HealthCheckProtocol: 'TCP' },
    { Matcher: { HttpCode: '199' } },
    { Matcher: { HttpCode: '200-500' } },
    { Matcher: { GrpcCode: '0' } },
    { ProtocolVersion: 'HTTP3' },
  ] as const)('refuses %j, too', (input) => {
    const { world } = loadBalancedWorld();
    expect(refusal(() => createTargetGroup.run(world, caller, { ...ip, ...input }))).not.toBe('no error');
  });

  it.each([
    [{ Name: undefined }, `Value null at 'name'`],
    [{ ...ip, Port: 65_536 }, `Value '65536' at 'port'`],
    [{ ...ip, HealthCheckIntervalSeconds: 4 }, `Value '4' at 'healthCheckIntervalSeconds'`],
    [{ ...ip, HealthyThresholdCount: 11 }, `Value '11' at 'healthyThresholdCount'`],
  ])('has bounds as data: %j', (input, message) => {
    expect(refusal(() => checkLimits(createTargetGroup.limits, input))).toMatchObject({
      code: 'ValidationError',
      message: expect.stringContaining(message),
    });
  });
});

describe('DescribeTargetGroups', () => {
  it('finds by names, by ARNs and by load balancer', () => {
    const { world, listenerArn, loadBalancerArn } = loadBalancedWorld();
    const used = makeGroup(world, 'used');
    makeGroup(world, 'idle');
    makeRule(world, listenerArn, used);
    const names = (input: object) =>
      describeTargetGroups.run(world, caller, input).TargetGroups?.map((group) => group.TargetGroupName);
    expect(names({})).toEqual(['idle', 'used']);
    expect(names({ Names: ['used'] })).toEqual(['used']);
    expect(names({ TargetGroupArns: [used] })).toEqual(['used']);
    expect(names({ LoadBalancerArn: loadBalancerArn })).toEqual(['used']);
  });

  it('fails as a whole for one unknown name or ARN, and where kinds are mixed', () => {
    const { world } = loadBalancedWorld();
    const arn = makeGroup(world);
    const ask = (input: object) => refusal(() => describeTargetGroups.run(world, caller, input));
    const notFound = { code: 'TargetGroupNotFound', message: 'One or more target groups not found' };
    expect(ask({ Names: ['backend', 'ghost'] })).toEqual(notFound);
    expect(ask({ TargetGroupArns: [arn, `${prefix}:targetgroup/ghost/0123456789abcdef`] })).toEqual(notFound);
    expect(ask({ TargetGroupArns: ['ghost'] })).toEqual({
      code: 'ValidationError',
      message: `'ghost' is not a valid target group ARN`,
    });
    expect(ask({ Names: ['backend'], TargetGroupArns: [arn] })).toMatchObject({ code: 'ValidationError' });
  });

  it('pages, and what is deleted between two pages hides nothing', () => {
    const { world } = loadBalancedWorld();
    const arns = ['a', 'b', 'c', 'd', 'e'].map((name) => makeGroup(world, name));
    const first = describeTargetGroups.run(world, caller, { PageSize: 2 });
    expect(first.TargetGroups?.map((group) => group.TargetGroupName)).toEqual(['a', 'b']);
    deleteTargetGroup.run(world, caller, { TargetGroupArn: arns[0] });
    const second = describeTargetGroups.run(world, caller, { PageSize: 2, Marker: first.NextMarker });
    expect(second.TargetGroups?.map((group) => group.TargetGroupName)).toEqual(['c', 'd']);
    const third = describeTargetGroups.run(world, caller, { PageSize: 2, Marker: second.NextMarker });
    expect(third.TargetGroups?.map((group) => group.TargetGroupName)).toEqual(['e']);
    expect(third.NextMarker).toBeUndefined();
    expect(refusal(() => describeTargetGroups.run(world, caller, { Marker: 'x' }))).toMatchObject({
      code: 'ValidationError',
    });
  });

  it('answers copies', () => {
    const { world } = loadBalancedWorld();
    makeGroup(world);
    const [shown] = describeTargetGroups.run(world, caller, {}).TargetGroups ?? [];
    if (shown?.Matcher !== undefined) shown.Matcher.HttpCode = '500';
    expect(describeTargetGroups.run(world, caller, {}).TargetGroups?.[0]?.Matcher).toEqual({ HttpCode: '200' });
  });
});

describe('ModifyTargetGroup', () => {
  it('changes what is given of the health check and nothing else', () => {
    const { world } = loadBalancedWorld();
    const arn = makeGroup(world);
    const change = { TargetGroupArn: arn, HealthCheckPath: '/health', Matcher: { HttpCode: '200,204' } };
    const after = modifyTargetGroup.run(world, caller, change).TargetGroups?.[0];
    expect(after).toMatchObject({ ...change, HealthCheckIntervalSeconds: 30, HealthCheckTimeoutSeconds: 5 });
  });

  it('checks the time-out against the interval that stays', () => {
    const { world } = loadBalancedWorld();
    const arn = makeGroup(world);
    const run = () => modifyTargetGroup.run(world, caller, { TargetGroupArn: arn, HealthCheckTimeoutSeconds: 30 });
    expect(refusal(run)).toEqual({
      code: 'ValidationError',
      message: `Health check timeout '30' must be smaller than the interval '30'`,
    });
    expect(describeTargetGroups.run(world, caller, {}).TargetGroups?.[0]?.HealthCheckTimeoutSeconds).toBe(5);
  });
});

describe('use of a target group', () => {
  it('is seen at once by ELB, and by other services at most five seconds after the rule', () => {
    const late = [1, 2, 3, 4, 5].filter((seed) => {
      const { world, listenerArn, loadBalancerArn } = loadBalancedWorld(seed);
      const arn = makeGroup(world);
      expect(associatedLoadBalancers(world, caller, arn)).toEqual([]);
      makeRule(world, listenerArn, arn);
      expect(findTargetGroup(world, caller, arn)?.loadBalancerArns).toEqual([loadBalancerArn]);
      const seenAtOnce = associatedLoadBalancers(world, caller, arn).length > 0;
      world.clock.advance(5000);
      expect(associatedLoadBalancers(world, caller, arn)).toEqual([loadBalancerArn]);
      return !seenAtOnce;
    });
    expect(late.length).toBeGreaterThan(0);
  });

  it('keeps it from being deleted, up to five seconds longer than the rule', () => {
    const { world, listenerArn } = loadBalancedWorld();
    const arn = makeGroup(world);
    const rule = makeRule(world, listenerArn, arn);
    const inUse = {
      code: 'ResourceInUse',
      message: `Target group '${arn}' is currently in use by a listener or a rule`,
    };
    const remove = () => refusal(() => deleteTargetGroup.run(world, caller, { TargetGroupArn: arn }));
    expect(remove()).toEqual(inUse);
    deleteRule.run(world, caller, { RuleArn: rule });
    expect(findTargetGroup(world, caller, arn)?.loadBalancerArns).toEqual([]);
    expect(remove()).toEqual(inUse);
    world.clock.advance(5000);
    expect(remove()).toBe('no error');
    expect(findTargetGroup(world, caller, arn)).toBeUndefined();
  });

  it('deleting a group that is gone succeeds, a malformed ARN does not', () => {
    const { world } = loadBalancedWorld();
    const arn = `${prefix}:targetgroup/ghost/0123456789abcdef`;
    expect(deleteTargetGroup.run(world, caller, { TargetGroupArn: arn })).toEqual({});
    const elsewhere = arn.replace('eu-central-1', 'us-east-1');
    expect(refusal(() => deleteTargetGroup.run(world, caller, { TargetGroupArn: elsewhere }))).toEqual({
      code: 'ValidationError',
      message: `'${elsewhere}' is not a valid target group ARN`,
    });
  });
});
