import { describe, expect, test } from 'vitest';
import { putScalingPolicy } from '../../../src/simulator/application-autoscaling/policies.ts';
import { putScheduledAction } from '../../../src/simulator/application-autoscaling/scheduled-actions.ts';
import {
  listTagsForResource,
  tagResource,
  untagResource,
} from '../../../src/simulator/application-autoscaling/tags.ts';
import {
  deregisterScalableTarget,
  describeScalableTargets,
  registerScalableTarget,
} from '../../../src/simulator/application-autoscaling/targets.ts';
import { checkLimits } from '../../../src/simulator/limits.ts';
import type { World } from '../../../src/simulator/world.ts';
import { addService, caller, codeOf, countOf, key, newWorld } from './service.ts';

/** Longer than any delay until a new target is seen. */
const settled = 3000;

const namespace = { ServiceNamespace: 'ecs' } as const;

function register(world: World, more: object = { MinCapacity: 2, MaxCapacity: 6 }) {
  const answer = registerScalableTarget.run(world, caller, { ...key, ...more });
  world.clock.advance(settled);
  return answer;
}

function targets(world: World) {
  return describeScalableTargets.run(world, caller, namespace).ScalableTargets;
}

describe('RegisterScalableTarget', () => {
  test('fills in role, times and suspended state', () => {
    const world = newWorld(2);
    const { ScalableTargetARN } = register(world);
    expect(ScalableTargetARN).toMatch(
      /^arn:aws:application-autoscaling:eu-central-1:210987654321:scalable-target\/0ec5[0-9a-f]{32}$/,
    );
    expect(targets(world)).toEqual([
      {
        ...key,
        MinCapacity: 2,
        MaxCapacity: 6,
        RoleARN:
          'arn:aws:iam::210987654321:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService',
        CreationTime: new Date('2026-03-02T08:00:00Z'),
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
        },
        ScalableTargetARN,
      },
    ]);
  });

  test('is an upsert: what is not sent stays', () => {
    const world = newWorld(2);
    const first = register(world);
    register(world, { SuspendedState: { DynamicScalingInSuspended: true } });
    const second = register(world, { MaxCapacity: 8, SuspendedState: { ScheduledScalingSuspended: true } });
    expect(second).toEqual(first);
    expect(targets(world)).toMatchObject([
      {
        MinCapacity: 2,
        MaxCapacity: 8,
        SuspendedState: { DynamicScalingInSuspended: true, ScheduledScalingSuspended: true },
      },
    ]);
  });

  test.each([
    [1, 2],
    [4, 4],
    [9, 6],
  ])('moves a count of %i to %i at once', (before, after) => {
    const world = newWorld(before);
    registerScalableTarget.run(world, caller, { ...key, MinCapacity: 2, MaxCapacity: 6 });
    expect(countOf(world)).toBe(after);
  });

  test('needs an active service', () => {
    const world = newWorld(2);
    const run = (ResourceId: string) => () => registerScalableTarget.run(world, caller, { ...key, ResourceId });
    expect(run('service/todo/other')).toThrow("ECS service doesn't exist: service/todo/other");
    expect(codeOf(run('service/todo/other'))).toBe('ValidationException');
  });

  test('needs both bounds first, and a maximum that is not below the minimum', () => {
    const world = newWorld(2);
    expect(codeOf(() => register(world, { MinCapacity: 2 }))).toBe('ValidationException');
    expect(() => register(world, { MinCapacity: 3, MaxCapacity: 2 })).toThrow(
      'Maximum capacity cannot be less than minimum capacity',
    );
    register(world);
    expect(() => register(world, { MinCapacity: 7 })).toThrow('Maximum capacity cannot be less than minimum capacity');
    expect(targets(world)).toMatchObject([{ MinCapacity: 2 }]);
    expect(codeOf(() => checkLimits(registerScalableTarget.limits, { ...key, MinCapacity: -1 }))).toBe(
      'ValidationException',
    );
  });

  test.each([
    { ...key, ServiceNamespace: 'dynamodb' },
    { ...key, ResourceId: 'service/todo' },
    { ...key, ResourceId: 'table/todo/web' },
    { ...key, ScalableDimension: 'dynamodb:table:ReadCapacityUnits' },
  ] as const)('knows services of ECS only: %o', (input) => {
    const run = () => registerScalableTarget.run(newWorld(2), caller, { ...input, MinCapacity: 1, MaxCapacity: 2 });
    expect(run).toThrow('Unsupported service namespace, resource type or scalable dimension');
  });

  test('is seen by other calls up to 3 s later', () => {
    const delays = [1, 2, 3, 4, 5].map((seed) => {
      const world = newWorld(2, seed);
      registerScalableTarget.run(world, caller, { ...key, MinCapacity: 2, MaxCapacity: 6 });
      let delay = 0;
      for (; targets(world)?.length === 0; delay += 100) world.clock.advance(100);
      return delay;
    });
    expect(Math.max(...delays)).toBeLessThanOrEqual(settled);
    expect(new Set(delays).size).toBeGreaterThan(1);
  });
});

test('a service that was just made is seen up to 3 s later', () => {
  const delays = [1, 2, 3, 4, 5].map((seed) => {
    const world = newWorld(2, seed);
    addService(world, 'new', 2);
    const input = { ...key, ResourceId: 'service/todo/new', MinCapacity: 2, MaxCapacity: 6 };
    let delay = 0;
    for (; codeOf(() => registerScalableTarget.run(world, caller, input)) === 'ValidationException'; delay += 100)
      world.clock.advance(100);
    return delay;
  });
  expect(Math.max(...delays)).toBeLessThanOrEqual(settled);
  expect(new Set(delays).size).toBeGreaterThan(1);
});

describe('DescribeScalableTargets', () => {
  test('leaves out what is unknown, and pages', () => {
    const world = newWorld(2);
    for (const service of ['a', 'b', 'c']) addService(world, service, 2);
    world.clock.advance(settled);
    const resources = ['a', 'b', 'c'].map((service) => {
      register(world, { ResourceId: `service/todo/${service}`, MinCapacity: 1, MaxCapacity: 2 });
      return `service/todo/${service}`;
    });
    const describe = (more: object) => describeScalableTargets.run(world, caller, { ...namespace, ...more });
    const some = describe({ ResourceIds: ['service/todo/b', 'service/todo/x'] });
    expect(some.ScalableTargets?.map((target) => target.ResourceId)).toEqual(['service/todo/b']);
    const first = describe({ MaxResults: 2 });
    const second = describe({ MaxResults: 2, NextToken: first.NextToken });
    const pages = [first, second].flatMap((page) => page.ScalableTargets?.map((target) => target.ResourceId));
    expect(pages).toEqual(resources);
    expect(codeOf(() => describe({ NextToken: 'mine' }))).toBe('InvalidNextTokenException');
    expect(codeOf(() => checkLimits(describeScalableTargets.limits, { ...namespace, MaxResults: 51 }))).toBe(
      'ValidationException',
    );
  });
});

describe('DeregisterScalableTarget', () => {
  test('takes policies and scheduled actions with it, and leaves the count', () => {
    const world = newWorld(2);
    register(world);
    const tracking = {
      TargetValue: 80,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    } as const;
    putScalingPolicy.run(world, caller, {
      ...key,
      PolicyName: 'cpu',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: tracking,
    });
    putScheduledAction.run(world, caller, {
      ...key,
      ScheduledActionName: 'evening',
      Schedule: 'cron(0 20 * * ? *)',
      ScalableTargetAction: { MinCapacity: 4 },
    });
    deregisterScalableTarget.run(world, caller, key);
    expect(targets(world)).toEqual([]);
    world.clock.advance(86_400_000);
    expect(countOf(world)).toBe(2);
  });

  test('refuses what is not there in a sentence of its own', () => {
    const run = () => deregisterScalableTarget.run(newWorld(2), caller, key);
    expect(run).toThrow(
      'No scalable target found for service namespace: ecs, resource ID: service/todo/backend, scalable dimension: ecs:service:DesiredCount',
    );
    expect(codeOf(run)).toBe('ObjectNotFoundException');
  });
});

test('tags go by the target’s ARN', () => {
  const world = newWorld(2);
  const { ScalableTargetARN: ResourceARN } = register(world, { MinCapacity: 2, MaxCapacity: 6, Tags: { app: 'todo' } });
  tagResource.run(world, caller, { ResourceARN, Tags: { team: 'shop' } });
  untagResource.run(world, caller, { ResourceARN, TagKeys: ['app'] });
  expect(listTagsForResource.run(world, caller, { ResourceARN }).Tags).toEqual({ team: 'shop' });
  expect(codeOf(() => listTagsForResource.run(world, caller, { ResourceARN: `${ResourceARN}0` }))).toBe(
    'ResourceNotFoundException',
  );
  expect(codeOf(() => register(world, { Tags: {} }))).toBe('ValidationException');
});
