import { describe, expect, it } from 'vitest';
import type { Reply } from '../../../src/simulator/answer.ts';
import { describeTargetHealth } from '../../../src/simulator/elbv2/registration.ts';
import { deleteRule } from '../../../src/simulator/elbv2/rules.ts';
import { modifyTargetGroupAttributes } from '../../../src/simulator/elbv2/target-group-attributes.ts';
import { modifyTargetGroup } from '../../../src/simulator/elbv2/target-groups.ts';
import { deregisterTarget, drainSeconds, registerTarget, targetHealth } from '../../../src/simulator/elbv2/targets.ts';
import { caller, loadBalancedWorld, makeGroup, makeRule } from './load-balanced-world.ts';
import { name, oneTarget } from './one-target.ts';

const seconds = 1000;

describe('a new target', () => {
  it('is initial while it is registered, then while it is first checked, and healthy after one success', () => {
    const { health, later } = oneTarget({ status: 200 });
    expect(health()).toEqual({
      state: 'initial',
      reason: 'Elb.RegistrationInProgress',
      description: 'Target registration is in progress',
    });
    // Registered after 1 to 3 s, checked for the first time up to 2 s later.
    const reasons = [];
    for (let time = 0; time < 50; time++) reasons.push(later(0.1)?.reason);
    expect(new Set(reasons)).toEqual(new Set(['Elb.RegistrationInProgress', 'Elb.InitialHealthChecking', undefined]));
    expect(health()).toEqual({ state: 'healthy' });
  });

  it.each<[Reply, string, string]>([
    [{ status: 307 }, 'Target.ResponseCodeMismatch', 'Health checks failed with these codes: [307]'],
    [{ timeout: true }, 'Target.Timeout', 'Request timed out'],
    [{ refused: true }, 'Target.FailedHealthChecks', 'Health checks failed'],
  ])('that answers %j is unhealthy after the second failure, not the first', (reply, reason, description) => {
    const { later } = oneTarget(reply);
    expect(later(5)).toMatchObject({ state: 'initial' });
    expect(later(4.9)).toMatchObject({ state: 'initial' });
    expect(later(11)).toEqual({ state: 'unhealthy', reason, description });
  });

  it('is asked on the port and path of the health check', () => {
    const here = loadBalancedWorld();
    const arn = makeGroup(here.world, 'backend', { HealthCheckPort: '9000', HealthCheckPath: '/ready' });
    makeRule(here.world, here.listenerArn, arn);
    const answer = { listensOn: 9000, default: { status: 404 }, paths: { '/ready': { status: 200 } } };
    registerTarget(here.world, caller, arn, { ...name, zone: 'eu-central-1a', answer });
    here.world.clock.advance(5 * seconds);
    expect(targetHealth(here.world, caller, arn, name)).toEqual({ state: 'healthy' });
  });

  it('passes with any code of the matcher', () => {
    const { later } = oneTarget({ status: 302 }, { Matcher: { HttpCode: '200,300-399' } });
    expect(later(5)).toEqual({ state: 'healthy' });
  });

  it('of a gRPC group passes where its server does not know the method', () => {
    const { later } = oneTarget({ status: 200 }, { ProtocolVersion: 'GRPC', HealthCheckPath: undefined });
    expect(later(5)).toEqual({ state: 'healthy' });
  });
});

describe('a target whose answers change', () => {
  it('becomes unhealthy after two failures, and healthy again only after three successes', () => {
    const { register, later } = oneTarget({ status: 200 });
    expect(later(5)).toEqual({ state: 'healthy' });
    register({ default: { status: 500 } });
    expect(later(10)).toEqual({ state: 'healthy' });
    expect(later(10)).toMatchObject({ state: 'unhealthy', reason: 'Target.ResponseCodeMismatch' });
    register({ default: { status: 200 } });
    expect(later(20)).toMatchObject({ state: 'unhealthy' });
    expect(later(10)).toEqual({ state: 'healthy' });
  });

  it('one success between failures begins the count again', () => {
    const { register, later } = oneTarget({ status: 200 });
    later(5);
    register({ default: { status: 500 } });
    later(10);
    register({ default: { status: 200 } });
    later(10);
    register({ default: { status: 500 } });
    expect(later(10)).toEqual({ state: 'healthy' });
    expect(later(10)).toMatchObject({ state: 'unhealthy' });
  });

  it('a bad health check path in the group makes it unhealthy, too, and the right one healthy', () => {
    const here = loadBalancedWorld();
    const arn = makeGroup(here.world, 'backend', { HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 2 });
    makeRule(here.world, here.listenerArn, arn);
    const answer = { default: { status: 200 }, paths: { '/nope': { status: 404 } } };
    registerTarget(here.world, caller, arn, { ...name, zone: 'eu-central-1a', answer });
    const later = (time: number) => {
      here.world.clock.advance(time * seconds);
      return targetHealth(here.world, caller, arn, name);
    };
    expect(later(5)).toEqual({ state: 'healthy' });
    modifyTargetGroup.run(here.world, caller, { TargetGroupArn: arn, HealthCheckPath: '/nope' });
    expect(later(20)).toMatchObject({
      state: 'unhealthy',
      description: 'Health checks failed with these codes: [404]',
    });
    modifyTargetGroup.run(here.world, caller, { TargetGroupArn: arn, HealthCheckPath: '/' });
    expect(later(20)).toEqual({ state: 'healthy' });
  });
});

describe('time', () => {
  it('a time-out shows only after the seconds that the check waits', () => {
    const stateAt = (reply: Reply) => {
      const { later } = oneTarget(reply, { HealthCheckTimeoutSeconds: 9 });
      // The second check begins 11.5 to 15 s after the registration.
      return later(16)?.state;
    };
    expect(stateAt({ refused: true })).toBe('unhealthy');
    expect(stateAt({ timeout: true })).toBe('initial');
  });

  it('a shorter interval holds from the change on, not from the next check of the long one', () => {
    const { world, arn, register, later } = oneTarget({ status: 200 }, { HealthCheckIntervalSeconds: 300 });
    later(10);
    register({ default: { status: 500 } });
    modifyTargetGroup.run(world, caller, { TargetGroupArn: arn, HealthCheckIntervalSeconds: 10 });
    expect(later(19)).toEqual({ state: 'healthy' });
    expect(later(1)).toMatchObject({ state: 'unhealthy' });
  });
});

describe('an unused target', () => {
  it('is not checked while no load balancer uses its group, and initial when one does', () => {
    const { world, listenerArn } = loadBalancedWorld();
    const arn = makeGroup(world);
    registerTarget(world, caller, arn, { ...name, zone: 'eu-central-1a', answer: { default: { status: 200 } } });
    world.clock.advance(60 * seconds);
    expect(targetHealth(world, caller, arn, name)).toEqual({
      state: 'unused',
      reason: 'Target.NotInUse',
      description: 'Target group is not configured to receive traffic from the load balancer',
    });
    makeRule(world, listenerArn, arn);
    expect(targetHealth(world, caller, arn, name)).toMatchObject({ reason: 'Elb.InitialHealthChecking' });
    world.clock.advance(5 * seconds);
    expect(targetHealth(world, caller, arn, name)).toEqual({ state: 'healthy' });
  });

  it('is one in a zone without the load balancer', () => {
    const { later } = oneTarget({ status: 200 }, {}, 'eu-central-1c');
    expect(later(60)).toEqual({
      state: 'unused',
      reason: 'Target.NotInUse',
      description: 'Target is in an Availability Zone that is not enabled for the load balancer',
    });
  });

  it('is one whose rule went', () => {
    const { world, rule, later, health } = oneTarget({ status: 200 });
    later(5);
    deleteRule.run(world, caller, { RuleArn: rule });
    expect(health()).toMatchObject({ state: 'unused', reason: 'Target.NotInUse' });
  });
});

describe('a deregistered target', () => {
  it('drains for the delay of the group, then is gone', () => {
    const { world, arn, later, health } = oneTarget({ status: 200 });
    later(5);
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '20' }];
    modifyTargetGroupAttributes.run(world, caller, { TargetGroupArn: arn, Attributes });
    expect(drainSeconds(world, caller, arn)).toBe(20);
    deregisterTarget(world, caller, arn, name);
    expect(health()).toEqual({
      state: 'draining',
      reason: 'Target.DeregistrationInProgress',
      description: 'Target deregistration is in progress',
    });
    expect(later(19.9)).toMatchObject({ state: 'draining' });
    expect(later(0.1)).toBeUndefined();
    expect(describeTargetHealth.run(world, caller, { TargetGroupArn: arn }).TargetHealthDescriptions).toEqual([]);
  });

  it('begins anew when it is registered again while it drains', () => {
    const { world, arn, register, later, health } = oneTarget({ status: 200 });
    later(5);
    deregisterTarget(world, caller, arn, name);
    register({ default: { status: 200 } });
    expect(health()).toMatchObject({ state: 'initial' });
    expect(later(5)).toEqual({ state: 'healthy' });
  });

  it('that nobody used is gone at once', () => {
    const { world, arn, health } = oneTarget({ status: 200 }, {}, 'eu-central-1c');
    deregisterTarget(world, caller, arn, name);
    expect(health()).toBeUndefined();
  });
});

it('health costs no event of the clock, however long it goes on', () => {
  const { world, later } = oneTarget({ status: 500 });
  expect(later(86_400)).toMatchObject({ state: 'unhealthy' });
  expect(world.clock.next()).toBeUndefined();
});
