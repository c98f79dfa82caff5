import { describe, expect, it } from 'vitest';
import {
  describeLoadBalancerAttributes,
  modifyLoadBalancerAttributes,
} from '../../../src/simulator/elbv2/load-balancer-attributes.ts';
import {
  describeTargetGroupAttributes,
  modifyTargetGroupAttributes,
} from '../../../src/simulator/elbv2/target-group-attributes.ts';
import { caller, loadBalancedWorld, makeGroup, refusal } from './load-balanced-world.ts';

function group(more: object = {}) {
  const { world } = loadBalancedWorld();
  const TargetGroupArn = makeGroup(world, 'backend', more);
  const modify = (attributes: Record<string, string>) =>
    modifyTargetGroupAttributes.run(world, caller, {
      TargetGroupArn,
      Attributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })),
    });
  const all = () => {
    const answer = describeTargetGroupAttributes.run(world, caller, { TargetGroupArn });
    return Object.fromEntries(answer.Attributes?.map(({ Key, Value }) => [Key, Value]) ?? []);
  };
  return { world, modify, all };
}

const defaults = {
  'stickiness.enabled': 'false',
  'deregistration_delay.timeout_seconds': '300',
  'stickiness.type': 'lb_cookie',
  'stickiness.lb_cookie.duration_seconds': '86400',
  'slow_start.duration_seconds': '0',
  'load_balancing.algorithm.type': 'round_robin',
  'load_balancing.algorithm.anomaly_mitigation': 'off',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'stickiness.app_cookie.cookie_name': '',
  'stickiness.app_cookie.duration_seconds': '86400',
  'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
};

describe('attributes of a target group', () => {
  it('are all answered with their defaults, those of HTTP/2 only there', () => {
    expect(group().all()).toEqual(defaults);
    expect(group({ ProtocolVersion: 'HTTP2' }).all()).toEqual({
      ...defaults,
      'waf.http2.traffic_inspection_behavior': 'inspect_immediately',
      'routing.http2.rst_stream_error_forwarding.enabled': 'false',
    });
  });

  it('are merged by key, and a change answers all of them', () => {
    const { modify, all } = group();
    expect(modify({ 'deregistration_delay.timeout_seconds': '30' }).Attributes).toHaveLength(14);
    modify({ 'stickiness.enabled': 'true' });
    expect(all()).toEqual({
      ...defaults,
      'deregistration_delay.timeout_seconds': '30',
      'stickiness.enabled': 'true',
    });
  });

  it.each<[Record<string, string>, string, string]>([
    [{ 'no.such.key': '1' }, 'ValidationError', `Target group attribute key 'no.such.key' is not recognized`],
    [
      { 'deregistration_delay.timeout_seconds': '3601' },
      'ValidationError',
      `'3601' is not a valid value for the attribute 'deregistration_delay.timeout_seconds'`,
    ],
    [
      { 'stickiness.enabled': 'true', 'stickiness.type': 'app_cookie' },
      'InvalidConfigurationRequest',
      `You must specify an application cookie name to enable stickiness of type 'app_cookie'`,
    ],
    [
      { 'slow_start.duration_seconds': '30', 'load_balancing.algorithm.type': 'least_outstanding_requests' },
      'InvalidConfigurationRequest',
      `Slow start cannot be enabled with the load balancing algorithm 'least_outstanding_requests'`,
    ],
    [
      { 'load_balancing.algorithm.anomaly_mitigation': 'on' },
      'InvalidConfigurationRequest',
      `Anomaly mitigation cannot be enabled with the load balancing algorithm 'round_robin'`,
    ],
  ])('refuses %j and changes nothing', (change, code, message) => {
    const { modify, all } = group();
    expect(refusal(() => modify({ 'stickiness.lb_cookie.duration_seconds': '60', ...change }))).toEqual({
      code,
      message,
    });
    expect(all()).toEqual(defaults);
  });

  it.each([
    { 'slow_start.duration_seconds': '29' },
    { 'stickiness.app_cookie.cookie_name': 'AWSALBAPP-x' },
    { 'stickiness.lb_cookie.duration_seconds': '0' },
    { 'stickiness.type': 'source_ip' },
    { 'target_group_health.dns_failover.minimum_healthy_targets.percentage': '0' },
    { 'waf.http2.traffic_inspection_behavior': 'inspect_immediately' },
  ] as Record<string, string>[])('refuses %j', (change) => {
    expect(refusal(() => group().modify(change))).toMatchObject({ code: 'ValidationError' });
  });

  it('of groups without HTTP are not known', () => {
    expect(refusal(() => group({ Protocol: 'TCP' }).all())).toEqual({
      code: 'NotImplementedBySimulator',
      message: 'The simulator does not know the attributes of TCP target groups.',
    });
  });
});

it('attributes of a load balancer are merged and answered', () => {
  const { world, loadBalancerArn: LoadBalancerArn } = loadBalancedWorld();
  const Attributes = [{ Key: 'idle_timeout.timeout_seconds', Value: '120' }];
  modifyLoadBalancerAttributes.run(world, caller, { LoadBalancerArn, Attributes });
  const answer = describeLoadBalancerAttributes.run(world, caller, { LoadBalancerArn }).Attributes;
  expect(answer).toContainEqual({ Key: 'idle_timeout.timeout_seconds', Value: '120' });
  expect(answer).toContainEqual({ Key: 'deletion_protection.enabled', Value: 'false' });
  const wrong = [{ Key: 'deletion_protection.enabled', Value: 'maybe' }];
  expect(
    refusal(() => modifyLoadBalancerAttributes.run(world, caller, { LoadBalancerArn, Attributes: wrong })),
  ).toMatchObject({ code: 'ValidationError' });
});
