import { describe, expect, it } from 'vitest';
import { addNetwork } from '../../../src/simulator/ec2/network.ts';
import { describeAccountLimits } from '../../../src/simulator/elbv2/account-limits.ts';
import { addLoadBalancer } from '../../../src/simulator/elbv2/add-load-balancer.ts';
import { createLoadBalancer } from '../../../src/simulator/elbv2/create-load-balancer.ts';
import {
  createListener,
  deleteListener,
  describeListeners,
  modifyListener,
} from '../../../src/simulator/elbv2/listeners.ts';
import { modifyLoadBalancerAttributes } from '../../../src/simulator/elbv2/load-balancer-attributes.ts';
import { deleteLoadBalancer, describeLoadBalancers } from '../../../src/simulator/elbv2/load-balancers.ts';
import { describeRules } from '../../../src/simulator/elbv2/rules.ts';
import { findTargetGroup } from '../../../src/simulator/elbv2/targets.ts';
import {
  caller,
  loadBalancedWorld,
  makeGroup,
  makeRule,
  prefix,
  refusal,
  start,
  vpcId,
} from './load-balanced-world.ts';

const shop = { Name: 'shop', Subnets: ['subnet-a', 'subnet-b'], SecurityGroups: ['sg-1'] };
const fixed = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } } as const;

describe('CreateLoadBalancer', () => {
  it('makes one that is active after two to three minutes', () => {
    const { world } = loadBalancedWorld();
    const made = createLoadBalancer.run(world, caller, shop).LoadBalancers?.[0];
    expect(made).toEqual({
      LoadBalancerArn: expect.stringMatching(/:loadbalancer\/app\/shop\/[0-9a-f]{16}$/),
      DNSName: expect.stringMatching(/^shop-\d{10}\.eu-central-1\.elb\.amazonaws\.com$/),
      CreatedTime: new Date(start),
      LoadBalancerName: 'shop',
      Scheme: 'internet-facing',
      VpcId: vpcId,
      State: { Code: 'provisioning' },
      Type: 'application',
      AvailabilityZones: [
        { ZoneName: 'eu-central-1a', SubnetId: 'subnet-a', LoadBalancerAddresses: [] },
        { ZoneName: 'eu-central-1b', SubnetId: 'subnet-b', LoadBalancerAddresses: [] },
      ],
      SecurityGroups: ['sg-1'],
      IpAddressType: 'ipv4',
    });
    const state = () => describeLoadBalancers.run(world, caller, { Names: ['shop'] }).LoadBalancers?.[0]?.State?.Code;
    world.clock.advance(119_000);
    expect(state()).toBe('provisioning');
    world.clock.advance(61_000);
    expect(state()).toBe('active');
  });

  it('answers the one that is there for the same settings', () => {
    const { world } = loadBalancedWorld();
    const arn = () => createLoadBalancer.run(world, caller, shop).LoadBalancers?.[0]?.LoadBalancerArn;
    expect(arn()).toBe(arn());
    expect(refusal(() => createLoadBalancer.run(world, caller, { ...shop, Scheme: 'internal' }))).toEqual({
      code: 'DuplicateLoadBalancerName',
      message: `A load balancer with the same name 'shop' exists, but with different settings`,
    });
  });

  it.each([
    [
      { Subnets: ['subnet-a'] },
      'ValidationError',
      'At least two subnets in two different Availability Zones must be specified',
    ],
    [{ Subnets: ['subnet-a', 'subnet-x'] }, 'SubnetNotFound', `The subnet ID 'subnet-x' is not found`],
    [
      { Subnets: ['subnet-a', 'subnet-a'] },
      'InvalidConfigurationRequest',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    ],
    [{ Name: 'internal-x' }, 'ValidationError', `Load balancer name 'internal-x' cannot begin with 'internal-'`],
    [
      { SecurityGroups: ['sg-x'] },
      'InvalidSecurityGroup',
      `Security group 'sg-x' does not exist in the VPC '${vpcId}'`,
    ],
    [
      { SubnetMappings: [] },
      'NotImplementedBySimulator',
      'The simulator does not know SubnetMappings of elasticloadbalancing:CreateLoadBalancer.',
    ],
    [
      { Type: 'network' },
      'NotImplementedBySimulator',
      `The simulator does not know Type 'network' of elasticloadbalancing:CreateLoadBalancer.`,
    ],
  ] as const)('refuses %j', (input, code, message) => {
    const { world } = loadBalancedWorld();
    const given = { ...shop, ...input, Subnets: 'Subnets' in input ? [...input.Subnets] : shop.Subnets };
    const groups = 'SecurityGroups' in input ? { SecurityGroups: [...input.SecurityGroups] } : {};
    const mappings = 'SubnetMappings' in input ? { SubnetMappings: [] } : {};
    const run = () => createLoadBalancer.run(world, caller, { ...given, ...groups, ...mappings } as typeof shop);
    expect(refusal(run)).toEqual({ code, message });
  });

  it('needs an internet gateway, unless it is internal', () => {
    const { world } = loadBalancedWorld();
    addNetwork(world, caller, {
      vpcId: 'vpc-private',
      subnets: ['a', 'b'].map((letter, index) => ({
        id: `subnet-private-${letter}`,
        zone: `eu-central-1${letter}`,
        cidr: `10.0.${index}.0/24`,
        internet: 'none',
      })),
      securityGroups: [],
    });
    const input = { Name: 'private', Subnets: ['subnet-private-a', 'subnet-private-b'] };
    expect(refusal(() => createLoadBalancer.run(world, caller, input))).toEqual({
      code: 'InvalidSubnet',
      message: 'VPC vpc-private has no internet gateway',
    });
    const made = createLoadBalancer.run(world, caller, { ...input, Scheme: 'internal' }).LoadBalancers?.[0];
    expect(made?.DNSName).toMatch(/^internal-private-/);
  });
});

describe('DescribeLoadBalancers', () => {
  it('fails as a whole for one unknown name or ARN, and takes at most twenty', () => {
    const { world, loadBalancerArn } = loadBalancedWorld();
    const ask = (input: object) => refusal(() => describeLoadBalancers.run(world, caller, input));
    const notFound = { code: 'LoadBalancerNotFound', message: 'One or more load balancers not found' };
    expect(ask({ Names: ['todo', 'ghost'] })).toEqual(notFound);
    expect(ask({ LoadBalancerArns: [loadBalancerArn, `${prefix}:loadbalancer/app/ghost/aa`] })).toEqual(notFound);
    expect(ask({ Names: Array.from({ length: 21 }, () => 'todo') })).toMatchObject({ code: 'ValidationError' });
    expect(ask({ Names: ['todo'] })).toBe('no error');
  });
});

describe('DeleteLoadBalancer', () => {
  it('takes listeners and rules with it and sets its groups free, also a second time', () => {
    const { world, loadBalancerArn, listenerArn } = loadBalancedWorld();
    const group = makeGroup(world);
    makeRule(world, listenerArn, group);
    deleteLoadBalancer.run(world, caller, { LoadBalancerArn: loadBalancerArn });
    expect(findTargetGroup(world, caller, group)?.loadBalancerArns).toEqual([]);
    expect(refusal(() => describeListeners.run(world, caller, { ListenerArns: [listenerArn] }))).toEqual({
      code: 'ListenerNotFound',
      message: 'One or more listeners not found',
    });
    expect(deleteLoadBalancer.run(world, caller, { LoadBalancerArn: loadBalancerArn })).toEqual({});
  });

  it('is held off by deletion protection', () => {
    const { world, loadBalancerArn: LoadBalancerArn } = loadBalancedWorld();
    const Attributes = [{ Key: 'deletion_protection.enabled', Value: 'true' }];
    modifyLoadBalancerAttributes.run(world, caller, { LoadBalancerArn, Attributes });
    expect(refusal(() => deleteLoadBalancer.run(world, caller, { LoadBalancerArn }))).toEqual({
      code: 'OperationNotPermitted',
      message: `Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
    });
  });
});

describe('listeners', () => {
  it('need a port of their own', () => {
    const { world, loadBalancerArn: LoadBalancerArn } = loadBalancedWorld();
    const create = (Port: number) =>
      createListener.run(world, caller, { LoadBalancerArn, Port, Protocol: 'HTTP', DefaultActions: [fixed] });
    expect(refusal(() => create(80))).toEqual({
      code: 'DuplicateListener',
      message: 'A listener already exists on this port for this load balancer',
    });
    const [made] = create(8080).Listeners ?? [];
    expect(made).toEqual({
      ListenerArn: expect.stringContaining(`${prefix}:listener/app/todo/50dc6c495c0c9188/`),
      LoadBalancerArn,
      Port: 8080,
      Protocol: 'HTTP',
      DefaultActions: [fixed],
    });
    expect(
      refusal(() => modifyListener.run(world, caller, { ListenerArn: made?.ListenerArn, Port: 80 })),
    ).toMatchObject({ code: 'DuplicateListener' });
    expect(describeListeners.run(world, caller, { LoadBalancerArn }).Listeners).toHaveLength(2);
  });

  it('with HTTPS need a certificate, and lose it with HTTP', () => {
    const { world, listenerArn: ListenerArn } = loadBalancedWorld();
    const toHttps = { ListenerArn, Protocol: 'HTTPS' } as const;
    expect(refusal(() => modifyListener.run(world, caller, toHttps))).toMatchObject({ code: 'ValidationError' });
    const Certificates = [{ CertificateArn: 'arn:aws:acm:eu-central-1:210987654321:certificate/1' }];
    expect(modifyListener.run(world, caller, { ...toHttps, Certificates }).Listeners?.[0]).toMatchObject({
      Protocol: 'HTTPS',
      SslPolicy: 'ELBSecurityPolicy-2016-08',
      Certificates,
    });
    const back = modifyListener.run(world, caller, { ListenerArn, Protocol: 'HTTP' }).Listeners?.[0];
    expect(back).not.toHaveProperty('SslPolicy');
  });

  it('change their default rule by ModifyListener, which binds a group, and go with their rules', () => {
    const { world, listenerArn: ListenerArn, loadBalancerArn } = loadBalancedWorld();
    const group = makeGroup(world);
    const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: group }];
    modifyListener.run(world, caller, { ListenerArn, DefaultActions });
    const rules = describeRules.run(world, caller, { ListenerArn }).Rules;
    expect(rules?.[0]?.Actions?.[0]?.TargetGroupArn).toBe(group);
    expect(findTargetGroup(world, caller, group)?.loadBalancerArns).toEqual([loadBalancerArn]);
    deleteListener.run(world, caller, { ListenerArn });
    expect(findTargetGroup(world, caller, group)?.loadBalancerArns).toEqual([]);
    expect(refusal(() => describeRules.run(world, caller, { ListenerArn }))).toMatchObject({
      code: 'ListenerNotFound',
    });
  });
});

it('DescribeAccountLimits answers the quotas that hold, as texts', () => {
  const { world } = loadBalancedWorld();
  const { Limits } = describeAccountLimits.run(world, caller, {});
  expect(Limits).toContainEqual({ Name: 'rules-per-application-load-balancer', Max: '100' });
  expect(describeAccountLimits.run(world, caller, { PageSize: 1 }).NextMarker).toBeDefined();
});

describe('addLoadBalancer', () => {
  it('is active at once, with the ARNs that are asked for', () => {
    const { world, listenerArn, loadBalancerArn, dnsName } = loadBalancedWorld();
    expect(loadBalancerArn).toBe(`${prefix}:loadbalancer/app/todo/50dc6c495c0c9188`);
    expect(describeLoadBalancers.run(world, caller, {}).LoadBalancers?.[0]).toMatchObject({
      LoadBalancerArn: loadBalancerArn,
      DNSName: dnsName,
      State: { Code: 'active' },
    });
    expect(describeListeners.run(world, caller, { ListenerArns: [listenerArn] }).Listeners?.[0]?.Port).toBe(80);
  });

  it('does not take a subnet that is not there', () => {
    const { world } = loadBalancedWorld();
    const order = { name: 'x', vpcId, subnets: ['subnet-404'], listenerPort: 80 };
    expect(() => addLoadBalancer(world, caller, order)).toThrow('no subnet subnet-404');
  });
});
