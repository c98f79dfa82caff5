import { describe, expect, it } from 'vitest';
import { deregisterTargets, describeTargetHealth, registerTargets } from '../../../src/simulator/elbv2/registration.ts';
import { targetHealth } from '../../../src/simulator/elbv2/targets.ts';
import { caller, makeGroup, makeRule, refusal } from './load-balanced-world.ts';
import { name, oneTarget } from './one-target.ts';

const seconds = 1000;

describe('DescribeTargetHealth', () => {
  it('answers the target, the port of the check and the state', () => {
    const { world, arn, later } = oneTarget({ status: 307 });
    later(30);
    const [shown] = describeTargetHealth.run(world, caller, { TargetGroupArn: arn }).TargetHealthDescriptions ?? [];
    expect(shown).toEqual({
      Target: { Id: '10.0.0.20', Port: 8080, AvailabilityZone: 'eu-central-1a' },
      HealthCheckPort: '8080',
      TargetHealth: {
        State: 'unhealthy',
        Reason: 'Target.ResponseCodeMismatch',
        Description: 'Health checks failed with these codes: [307]',
      },
    });
  });

  it('says of a target that is not registered that it is not', () => {
    const { world, arn } = oneTarget({ status: 200 });
    const Targets = [{ Id: '10.0.0.99' }];
    const answer = describeTargetHealth.run(world, caller, { TargetGroupArn: arn, Targets });
    expect(answer.TargetHealthDescriptions).toEqual([
      {
        Target: { Id: '10.0.0.99', Port: 8080 },
        TargetHealth: {
          State: 'unused',
          Reason: 'Target.NotRegistered',
          Description: 'Target is not registered to the target group',
        },
      },
    ]);
  });

  it('adds the anomaly detection where it is asked for', () => {
    const { world, arn } = oneTarget({ status: 200 });
    const answer = describeTargetHealth.run(world, caller, { TargetGroupArn: arn, Include: ['AnomalyDetection'] });
    expect(answer.TargetHealthDescriptions?.[0]?.AnomalyDetection).toEqual({
      Result: 'normal',
      MitigationInEffect: 'no',
    });
  });
});

describe('targets registered by hand', () => {
  it('answer as other groups know that address, else not at all', () => {
    const { world, listenerArn, later } = oneTarget({ status: 200 });
    const other = makeGroup(world, 'other');
    makeRule(world, listenerArn, other, { priority: 11 });
    const Targets = [{ Id: '10.0.0.20' }, { Id: '10.0.1.9' }];
    registerTargets.run(world, caller, { TargetGroupArn: other, Targets });
    later(120);
    expect(targetHealth(world, caller, other, name)).toEqual({ state: 'healthy' });
    expect(targetHealth(world, caller, other, { id: '10.0.1.9', port: 8080 })).toMatchObject({
      reason: 'Target.Timeout',
    });
  });

  it('must be in the VPC, unless they say that they are not', () => {
    const { world, arn } = oneTarget({ status: 200 });
    const register = (target: object) =>
      refusal(() =>
        registerTargets.run(world, caller, { TargetGroupArn: arn, Targets: [{ Id: '192.168.1.1', ...target }] }),
      );
    expect(register({})).toEqual({
      code: 'InvalidTarget',
      message: `The following targets are not in the target group VPC 'vpc-0b7e3f1d2c4a59680': '192.168.1.1'`,
    });
    expect(register({ AvailabilityZone: 'all' })).toBe('no error');
    world.clock.advance(60 * seconds);
    const outside = targetHealth(world, caller, arn, { id: '192.168.1.1', port: 8080 });
    expect(outside).toMatchObject({ state: 'unhealthy', reason: 'Target.Timeout' });
  });

  it('are at most a thousand in all groups of a load balancer', () => {
    const { world, arn, listenerArn } = oneTarget({ status: 200 });
    const other = makeGroup(world, 'other');
    makeRule(world, listenerArn, other, { priority: 11 });
    const register = (TargetGroupArn: string, count: number) => {
      const Targets = Array.from({ length: count }, (_none, index) => ({ Id: '10.0.0.30', Port: index + 1 }));
      return refusal(() => registerTargets.run(world, caller, { TargetGroupArn, Targets }));
    };
    expect(register(arn, 500)).toBe('no error');
    expect(register(other, 500)).toMatchObject({ code: 'TooManyTargets' });
    expect(register(other, 499)).toBe('no error');
  });

  it('are at most a thousand in a group', () => {
    const { world, arn } = oneTarget({ status: 200 });
    const ports = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_none, index) => ({ Id: '10.0.0.30', Port: from + index }));
    registerTargets.run(world, caller, { TargetGroupArn: arn, Targets: ports(1, 999) });
    const one = () => registerTargets.run(world, caller, { TargetGroupArn: arn, Targets: ports(1000, 1000) });
    expect(refusal(one)).toMatchObject({ code: 'TooManyTargets' });
  });

  it('can be taken out, also when they are not there', () => {
    const { world, arn, health } = oneTarget({ status: 200 });
    const Targets = [{ Id: '10.0.0.20' }, { Id: '10.0.0.21' }];
    expect(deregisterTargets.run(world, caller, { TargetGroupArn: arn, Targets })).toEqual({});
    expect(health()).toMatchObject({ state: 'draining' });
  });
});
