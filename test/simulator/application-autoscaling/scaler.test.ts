import { describe, expect, test } from 'vitest';
import { describeScalingActivities } from '../../../src/simulator/application-autoscaling/activities.ts';
import { deleteScalingPolicy, putScalingPolicy } from '../../../src/simulator/application-autoscaling/policies.ts';
import { setMetric } from '../../../src/simulator/application-autoscaling/scaler.ts';
import {
  describeScalableTargets,
  registerScalableTarget,
} from '../../../src/simulator/application-autoscaling/targets.ts';
import { orderForeignImage } from '../../../src/simulator/ecr/images.ts';
import { updateService } from '../../../src/simulator/ecs/update-service.ts';
import type { World } from '../../../src/simulator/world.ts';
import { addService, caller, countOf, deleteService, here, image, key, newWorld } from './service.ts';

const minute = 60_000;
const cpuMetric = 'ECSServiceAverageCPUUtilization';
const memoryMetric = 'ECSServiceAverageMemoryUtilization';

function registered(count = 2) {
  const world = newWorld(count);
  registerScalableTarget.run(world, caller, { ...key, MinCapacity: 2, MaxCapacity: 6 });
  world.clock.advance(10 * minute);
  return world;
}

function track(world: World, PolicyName: string, metric: typeof cpuMetric | typeof memoryMetric, more: object = {}) {
  return putScalingPolicy.run(world, caller, {
    ...key,
    PolicyName,
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 80,
      PredefinedMetricSpecification: { PredefinedMetricType: metric },
      ...more,
    },
  });
}

function metric(world: World, name: string, value: number) {
  setMetric(world, here, key.ResourceId, name, value);
}

function activities(world: World, IncludeNotScaledActivities = false) {
  const input = { ServiceNamespace: 'ecs', ResourceId: key.ResourceId, IncludeNotScaledActivities } as const;
  return describeScalingActivities.run(world, caller, input).ScalingActivities ?? [];
}

describe('scaling out', () => {
  test('comes after three minutes over the target, and names its alarm', () => {
    const world = registered();
    const { Alarms } = track(world, 'cpu', cpuMetric);
    metric(world, cpuMetric, 120);
    world.clock.advance(3 * minute - 1);
    expect(countOf(world)).toBe(2);
    world.clock.advance(1);
    expect(countOf(world)).toBe(3);
    expect(activities(world)).toMatchObject([
      {
        StatusCode: 'InProgress',
        Description: 'Setting desired count to 3.',
        Cause: `monitor alarm ${Alarms?.[0]?.AlarmName} in state ALARM triggered policy cpu`,
      },
    ]);
    world.clock.advance(minute);
    expect(activities(world)).toMatchObject([
      {
        StatusCode: 'Successful',
        StatusMessage: 'Successfully set desired count to 3. Change successfully fulfilled by ecs.',
      },
    ]);
  });

  test('does not come for a peak of two minutes', () => {
    const world = registered();
    track(world, 'cpu', cpuMetric);
    metric(world, cpuMetric, 120);
    world.clock.advance(2 * minute);
    metric(world, cpuMetric, 75);
    world.clock.advance(60 * minute);
    expect(countOf(world)).toBe(2);
  });

  test('goes on after each cooldown, up to the maximum, and then says why not', () => {
    const world = registered();
    track(world, 'cpu', cpuMetric, { ScaleOutCooldown: 120 });
    metric(world, cpuMetric, 120);
    world.clock.advance(3 * minute);
    expect(countOf(world)).toBe(3);
    world.clock.advance(2 * minute);
    expect(countOf(world)).toBe(5);
    world.clock.advance(30 * minute);
    expect(countOf(world)).toBe(6);
    expect(activities(world)).toHaveLength(3);
    expect(activities(world, true)).toMatchObject([
      { NotScaledReasons: [{ Code: 'AlreadyAtMaxCapacity', MaxCapacity: 6 }] },
      {},
      {},
      {},
    ]);
  });

  test('follows the policy that wants most', () => {
    const world = registered();
    track(world, 'cpu', cpuMetric);
    track(world, 'memory', memoryMetric);
    metric(world, cpuMetric, 90);
    metric(world, memoryMetric, 160);
    world.clock.advance(3 * minute);
    expect(countOf(world)).toBe(4);
  });

  test('is suspended on order', () => {
    const world = registered();
    track(world, 'cpu', cpuMetric);
    const suspend = (DynamicScalingOutSuspended: boolean) =>
      registerScalableTarget.run(world, caller, { ...key, SuspendedState: { DynamicScalingOutSuspended } });
    suspend(true);
    metric(world, cpuMetric, 120);
    world.clock.advance(30 * minute);
    expect(countOf(world)).toBe(2);
    suspend(false);
    world.clock.advance(minute);
    expect(countOf(world)).toBe(3);
  });

  test('ends with its policy', () => {
    const world = registered();
    track(world, 'cpu', cpuMetric);
    metric(world, cpuMetric, 120);
    deleteScalingPolicy.run(world, caller, { ...key, PolicyName: 'cpu' });
    world.clock.advance(30 * minute);
    expect(countOf(world)).toBe(2);
  });
});

describe('scaling in', () => {
  test('comes after fifteen minutes under 90 % of the target', () => {
    const world = registered(6);
    track(world, 'cpu', cpuMetric);
    metric(world, cpuMetric, 71);
    world.clock.advance(15 * minute - 1);
    expect(countOf(world)).toBe(6);
    metric(world, cpuMetric, 40);
    world.clock.advance(minute);
    expect(countOf(world)).toBe(3);
  });

  test('does not come between 90 % and the target', () => {
    const world = registered(6);
    track(world, 'cpu', cpuMetric);
    metric(world, cpuMetric, 73);
    world.clock.advance(60 * minute);
    expect(countOf(world)).toBe(6);
  });

  test('needs all policies that may scale in', () => {
    const world = registered(6);
    track(world, 'cpu', cpuMetric);
    track(world, 'memory', memoryMetric);
    metric(world, cpuMetric, 10);
    metric(world, memoryMetric, 75);
    world.clock.advance(60 * minute);
    expect(countOf(world)).toBe(6);
    track(world, 'memory', memoryMetric, { DisableScaleIn: true });
    world.clock.advance(15 * minute);
    expect(countOf(world)).toBe(2);
  });

  test('waits while a deployment is under way', () => {
    const world = registered(6);
    track(world, 'cpu', cpuMetric);
    orderForeignImage(world, here, image, { missing: true });
    updateService.run(world, caller, { cluster: 'todo', service: 'backend', forceNewDeployment: true });
    metric(world, cpuMetric, 40);
    world.clock.advance(30 * minute);
    expect(countOf(world)).toBe(6);
    orderForeignImage(world, here, image, { missing: false });
    world.clock.advance(60 * minute);
    expect(countOf(world)).toBe(2);
  });

  test('does not come where it is disabled or suspended', () => {
    const world = registered(6);
    track(world, 'cpu', cpuMetric, { DisableScaleIn: true });
    metric(world, cpuMetric, 10);
    world.clock.advance(60 * minute);
    expect(countOf(world)).toBe(6);
    track(world, 'cpu', cpuMetric);
    registerScalableTarget.run(world, caller, { ...key, SuspendedState: { DynamicScalingInSuspended: true } });
    world.clock.advance(60 * minute);
    expect(countOf(world)).toBe(6);
  });
});

test('a calm metric sets nothing on the clock', () => {
  const world = registered();
  track(world, 'cpu', cpuMetric);
  const before = world.clock.next();
  metric(world, cpuMetric, 75);
  expect(world.clock.next()).toBe(before);
});

test('a policy with a new target counts its minutes anew', () => {
  const world = registered();
  track(world, 'cpu', cpuMetric);
  metric(world, cpuMetric, 120);
  world.clock.advance(2 * minute);
  track(world, 'cpu', cpuMetric, { TargetValue: 60 });
  world.clock.advance(2 * minute);
  expect(countOf(world)).toBe(2);
  world.clock.advance(minute);
  expect(countOf(world)).toBe(4);
});

test('activities are kept for six weeks', () => {
  const world = newWorld(1);
  registerScalableTarget.run(world, caller, { ...key, MinCapacity: 2, MaxCapacity: 6 });
  world.clock.advance(41 * 24 * 60 * minute);
  expect(activities(world)).toMatchObject([{ Cause: 'minimum capacity was set to 2' }]);
  world.clock.advance(2 * 24 * 60 * minute);
  expect(activities(world)).toEqual([]);
});

describe('a deleted service', () => {
  const targets = (world: World) =>
    describeScalableTargets.run(world, caller, { ServiceNamespace: 'ecs' }).ScalableTargets?.length;

  test('loses its target after a while', () => {
    const world = registered();
    deleteService(world);
    expect(targets(world)).toBe(1);
    world.clock.advance(15 * minute);
    expect(targets(world)).toBe(0);
  });

  test('leaves it to a service of the same name that is made soon', () => {
    const world = registered();
    deleteService(world);
    world.clock.advance(3 * minute);
    addService(world, 'backend', 2);
    world.clock.advance(15 * minute);
    expect(targets(world)).toBe(1);
  });
});
