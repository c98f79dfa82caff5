import type {
  PutScalingPolicyRequest,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { describe, expect, test } from 'vitest';
import {
  deleteScalingPolicy,
  describeScalingPolicies,
  putScalingPolicy,
} from '../../../src/simulator/application-autoscaling/policies.ts';
import { registerScalableTarget } from '../../../src/simulator/application-autoscaling/targets.ts';
import { checkLimits } from '../../../src/simulator/limits.ts';
import { caller, codeOf, key, newWorld } from './service.ts';

const cpu = {
  TargetValue: 80,
  PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
} as const;

const cpuPolicy = {
  ...key,
  PolicyName: 'cpu',
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingScalingPolicyConfiguration: cpu,
} as const;

const steps: PutScalingPolicyRequest = {
  ...key,
  PolicyName: 'steps',
  PolicyType: 'StepScaling',
  StepScalingPolicyConfiguration: {
    AdjustmentType: 'ChangeInCapacity',
    StepAdjustments: [
      { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
      { MetricIntervalLowerBound: 10, ScalingAdjustment: 2 },
    ],
  },
};

function registered() {
  const world = newWorld(2);
  registerScalableTarget.run(world, caller, { ...key, MinCapacity: 2, MaxCapacity: 6 });
  world.clock.advance(3000);
  const put = (input: PutScalingPolicyRequest) => putScalingPolicy.run(world, caller, input);
  const shown = (more: object = {}) =>
    describeScalingPolicies.run(world, caller, { ServiceNamespace: 'ecs', ...more }).ScalingPolicies ?? [];
  return { world, put, shown };
}

describe('PutScalingPolicy', () => {
  test('answers ARN and two alarms, which Describe shows', () => {
    const { put, shown } = registered();
    const { PolicyARN, Alarms } = put(cpuPolicy);
    expect(PolicyARN).toMatch(
      /^arn:aws:autoscaling:eu-central-1:210987654321:scalingPolicy:[0-9a-f-]{36}:resource\/ecs\/service\/todo\/backend:policyName\/cpu$/,
    );
    expect(Alarms?.map((alarm) => alarm.AlarmName?.slice(0, -36))).toEqual([
      'TargetTracking-service/todo/backend-AlarmHigh-',
      'TargetTracking-service/todo/backend-AlarmLow-',
    ]);
    expect(shown()).toEqual([
      {
        ...cpuPolicy,
        PolicyARN,
        TargetTrackingScalingPolicyConfiguration: { ...cpu, DisableScaleIn: false },
        Alarms,
        CreationTime: new Date('2026-03-02T08:00:03Z'),
      },
    ]);
  });

  test('is an upsert by name, which keeps ARN and alarms', () => {
    const { put, shown } = registered();
    const first = put(cpuPolicy);
    const changed = { ...cpu, TargetValue: 60, ScaleInCooldown: 0 };
    expect(put({ ...cpuPolicy, TargetTrackingScalingPolicyConfiguration: changed })).toEqual(first);
    expect(shown().map((policy) => policy.TargetTrackingScalingPolicyConfiguration)).toEqual([
      { ...changed, DisableScaleIn: false },
    ]);
  });

  test('makes no low alarm where scale-in is disabled', () => {
    const { put } = registered();
    const out = { ...cpu, DisableScaleIn: true };
    expect(put({ ...cpuPolicy, TargetTrackingScalingPolicyConfiguration: out }).Alarms).toHaveLength(1);
  });

  test('leaves the alarms of a step policy to its user', () => {
    const { put, shown } = registered();
    expect(put(steps).Alarms).toEqual([]);
    expect(shown()[0]?.StepScalingPolicyConfiguration).toEqual({
      ...steps.StepScalingPolicyConfiguration,
      MetricAggregationType: 'Average',
    });
  });

  test('knows predictive scaling', () => {
    const { put, shown } = registered();
    const configuration = {
      MetricSpecifications: [
        {
          TargetValue: 70,
          PredefinedMetricPairSpecification: { PredefinedMetricType: 'ECSServiceCPUUtilization' },
        },
      ],
    };
    put({
      ...key,
      PolicyName: 'ahead',
      PolicyType: 'PredictiveScaling',
      PredictiveScalingPolicyConfiguration: configuration,
    });
    expect(shown()[0]?.PredictiveScalingPolicyConfiguration).toEqual({ ...configuration, Mode: 'ForecastOnly' });
  });

  test('can’t change the type', () => {
    const { put } = registered();
    put(cpuPolicy);
    expect(codeOf(() => put({ ...steps, PolicyName: 'cpu' }))).toBe('ValidationException');
  });

  test('needs a target', () => {
    const run = () => putScalingPolicy.run(newWorld(2), caller, cpuPolicy);
    expect(run).toThrow(
      'No scalable target registered for service namespace: ecs, resource ID: service/todo/backend, scalable dimension: ecs:service:DesiredCount',
    );
    expect(codeOf(run)).toBe('ObjectNotFoundException');
  });

  const label = 'app/shop/0123456789abcdef/targetgroup/web/0123456789abcdef';
  test.each([
    [
      'requests with their label',
      {
        TargetValue: 500,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: label },
      },
    ],
    [
      'a customized metric',
      {
        TargetValue: 10,
        CustomizedMetricSpecification: { Namespace: 'shop', MetricName: 'Jobs', Statistic: 'Average' },
      },
    ],
    [
      'metric math',
      { TargetValue: 10, CustomizedMetricSpecification: { Metrics: [{ Id: 'jobs', Expression: 'a / b' }] } },
    ],
  ] satisfies [string, TargetTrackingScalingPolicyConfiguration][])('takes %s', (_what, configuration) => {
    const { put, shown } = registered();
    put({ ...cpuPolicy, TargetTrackingScalingPolicyConfiguration: configuration });
    expect(shown()[0]?.TargetTrackingScalingPolicyConfiguration).toMatchObject(configuration);
  });

  test.each([
    ['no metric', { TargetValue: 80 }],
    [
      'two metrics',
      { ...cpu, CustomizedMetricSpecification: { Namespace: 'shop', MetricName: 'Jobs', Statistic: 'Sum' } },
    ],
    ['a target of 0', { ...cpu, TargetValue: 0 }],
    [
      'requests without their label',
      { TargetValue: 500, PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget' } },
    ],
    [
      'a label for CPU',
      {
        TargetValue: 80,
        PredefinedMetricSpecification: { ...cpu.PredefinedMetricSpecification, ResourceLabel: label },
      },
    ],
    [
      'the metric of another service',
      { TargetValue: 80, PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' } },
    ],
    [
      'a metric without statistic',
      { TargetValue: 8, CustomizedMetricSpecification: { Namespace: 'shop', MetricName: 'Jobs' } },
    ],
  ] satisfies [string, TargetTrackingScalingPolicyConfiguration][])('refuses %s', (_what, configuration) => {
    const { put } = registered();
    const input = { ...cpuPolicy, TargetTrackingScalingPolicyConfiguration: configuration };
    expect(codeOf(() => put(input))).toBe('ValidationException');
  });

  test.each([
    [
      'a gap',
      [
        { MetricIntervalUpperBound: 0, ScalingAdjustment: -1 },
        { MetricIntervalLowerBound: 1, ScalingAdjustment: 1 },
      ],
    ],
    ['no bound', [{ ScalingAdjustment: 1 }]],
    ['no step', []],
  ])('refuses steps with %s', (_what, StepAdjustments) => {
    const { put } = registered();
    const configuration = { AdjustmentType: 'ChangeInCapacity', StepAdjustments } as const;
    expect(codeOf(() => put({ ...steps, StepScalingPolicyConfiguration: configuration }))).toBe('ValidationException');
  });

  test('takes 20 steps and 50 policies, and no more', () => {
    const { put } = registered();
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        MetricIntervalLowerBound: index,
        MetricIntervalUpperBound: index + 1,
        ScalingAdjustment: 1,
      }));
    const withSteps = (count: number) => () =>
      put({
        ...steps,
        StepScalingPolicyConfiguration: { AdjustmentType: 'ChangeInCapacity', StepAdjustments: many(count) },
      });
    expect(withSteps(20)).not.toThrow();
    expect(codeOf(withSteps(21))).toBe('LimitExceededException');
    for (let index = 1; index < 50; index += 1) put({ ...cpuPolicy, PolicyName: `cpu${index}` });
    expect(codeOf(() => put(cpuPolicy))).toBe('LimitExceededException');
  });
});

describe('DescribeScalingPolicies', () => {
  test('pages by ten', () => {
    const { world, put } = registered();
    for (let index = 0; index < 12; index += 1) put({ ...cpuPolicy, PolicyName: `cpu${index}` });
    const first = describeScalingPolicies.run(world, caller, { ServiceNamespace: 'ecs' });
    const second = describeScalingPolicies.run(world, caller, { ServiceNamespace: 'ecs', NextToken: first.NextToken });
    expect([first, second].map((page) => page.ScalingPolicies?.length)).toEqual([10, 2]);
    expect(second.NextToken).toBeUndefined();
    const limits = () => checkLimits(describeScalingPolicies.limits, { ServiceNamespace: 'ecs', MaxResults: 11 });
    expect(codeOf(limits)).toBe('ValidationException');
  });

  test('finds by resource and by name', () => {
    const { put, shown } = registered();
    put(cpuPolicy);
    put(steps);
    expect(shown({ PolicyNames: ['steps'] }).map((policy) => policy.PolicyName)).toEqual(['steps']);
    expect(shown({ ResourceId: key.ResourceId })).toHaveLength(2);
    expect(shown({ ResourceId: 'service/todo/other' })).toEqual([]);
  });
});

test('DeleteScalingPolicy takes a policy once', () => {
  const { world, put, shown } = registered();
  put(cpuPolicy);
  const remove = () => deleteScalingPolicy.run(world, caller, { ...key, PolicyName: 'cpu' });
  remove();
  expect(shown()).toEqual([]);
  expect(remove).toThrow('No scaling policy found for service namespace: ecs, policy name: cpu');
  expect(codeOf(remove)).toBe('ObjectNotFoundException');
});
