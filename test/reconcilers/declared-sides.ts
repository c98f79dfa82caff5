import fc from 'fast-check';
import type { ComparedKind } from '../../src/reconcilers/difference.ts';
import { service, taskDefinition } from './declared-ecs-sides.ts';
import {
  capitalTags,
  filled,
  listOf,
  partly,
  plainSet,
  port,
  type Side,
  seconds,
  targetGroupArn,
  text,
  word,
} from './declared-pieces.ts';

const targetGroup = partly(
  {
    Name: word,
    Protocol: fc.constantFrom('HTTP', 'HTTPS'),
    Port: port,
    TargetType: fc.constant('ip'),
    VpcId: word,
    HealthCheckPath: filled,
    HealthCheckPort: fc.constantFrom('traffic-port', '8081'),
    HealthCheckIntervalSeconds: seconds,
    HealthCheckTimeoutSeconds: seconds,
    HealthyThresholdCount: fc.integer({ min: 2, max: 10 }),
    UnhealthyThresholdCount: fc.integer({ min: 2, max: 10 }),
    Matcher: partly({ HttpCode: fc.constantFrom('200', '200-299') }, ['HttpCode']),
  },
  ['Name', 'Protocol', 'Port', 'TargetType', 'VpcId'],
);

const targetGroupAttributes = partly(
  {
    TargetGroupArn: targetGroupArn,
    Attributes: listOf(
      partly(
        {
          Key: fc.constantFrom(
            'deregistration_delay.timeout_seconds',
            'stickiness.enabled',
            'slow_start.duration_seconds',
          ),
          Value: fc.constantFrom('0', '30', '300', 'true', 'false'),
        },
        ['Key', 'Value'],
      ),
      ({ Key }) => Key,
    ),
  },
  ['TargetGroupArn', 'Attributes'],
);

const condition = fc.oneof(
  partly({ Field: fc.constant('path-pattern'), Values: plainSet(filled, 1) }, ['Field', 'Values']),
  partly({ Field: fc.constant('host-header'), Values: plainSet(word, 1) }, ['Field', 'Values']),
);

const forward = fc
  .uniqueArray(targetGroupArn, { minLength: 2, maxLength: 4 })
  .chain((groups) =>
    fc.tuple(
      ...groups.map((TargetGroupArn) =>
        partly({ TargetGroupArn: fc.constant(TargetGroupArn), Weight: fc.integer({ min: 1, max: 900 }) }, [
          'TargetGroupArn',
        ]),
      ),
    ),
  )
  .map((TargetGroups): Side => ({ Type: 'forward', ForwardConfig: { TargetGroups } }));

const redirect = partly(
  { StatusCode: fc.constantFrom('HTTP_301', 'HTTP_302'), Host: filled, Path: filled, Port: filled },
  ['StatusCode'],
).map((RedirectConfig): Side => ({ Type: 'redirect', RedirectConfig }));

const listenerRule = partly(
  {
    ListenerArn: word,
    Priority: fc.integer({ min: 1, max: 50000 }),
    Conditions: listOf(condition, ({ Field }) => Field, 1),
    Actions: fc.oneof(forward, redirect).map((action) => [action]),
  },
  ['ListenerArn', 'Priority', 'Conditions', 'Actions'],
);

const scaled = {
  ServiceNamespace: fc.constant('ecs'),
  ResourceId: word,
  ScalableDimension: fc.constant('ecs:service:DesiredCount'),
};

const scalableTarget = partly(
  {
    ...scaled,
    MinCapacity: fc.nat(5),
    MaxCapacity: fc.integer({ min: 5, max: 20 }),
    SuspendedState: partly({ DynamicScalingInSuspended: fc.boolean(), ScheduledScalingSuspended: fc.boolean() }),
  },
  ['ServiceNamespace', 'ResourceId', 'ScalableDimension', 'MinCapacity', 'MaxCapacity'],
);

const scalingPolicy = partly(
  {
    ...scaled,
    PolicyName: word,
    PolicyType: fc.constant('TargetTrackingScaling'),
    TargetTrackingScalingPolicyConfiguration: partly(
      {
        TargetValue: fc.integer({ min: 1, max: 100 }),
        ScaleInCooldown: fc.nat(600),
        ScaleOutCooldown: fc.nat(600),
        DisableScaleIn: fc.boolean(),
        PredefinedMetricSpecification: partly({ PredefinedMetricType: filled, ResourceLabel: filled }, [
          'PredefinedMetricType',
        ]),
      },
      ['TargetValue'],
    ),
  },
  ['PolicyName', 'PolicyType', 'TargetTrackingScalingPolicyConfiguration'],
);

const scheduledAction = partly(
  {
    ...scaled,
    ScheduledActionName: word,
    Schedule: filled,
    Timezone: fc.constantFrom('UTC', 'Europe/Berlin'),
    ScalableTargetAction: partly({ MinCapacity: fc.nat(9), MaxCapacity: fc.nat(9) }, ['MinCapacity', 'MaxCapacity']),
  },
  ['ScheduledActionName', 'Schedule', 'ScalableTargetAction'],
);

const repository = partly(
  {
    repositoryName: word,
    imageTagMutability: fc.constantFrom('MUTABLE', 'IMMUTABLE'),
    imageScanningConfiguration: partly({ scanOnPush: fc.boolean() }),
    encryptionConfiguration: partly({ encryptionType: fc.constant('AES256') }),
    tags: capitalTags,
  },
  ['repositoryName'],
);

const lifecycleRule = partly(
  {
    rulePriority: fc.integer({ min: 1, max: 99 }),
    description: text,
    selection: partly(
      { tagStatus: fc.constantFrom('any', 'tagged'), tagPrefixList: plainSet(word, 1), countNumber: port },
      ['tagStatus', 'countNumber'],
    ),
    action: fc.constant({ type: 'expire' }),
  },
  ['rulePriority', 'selection', 'action'],
);

const lifecyclePolicy = listOf(lifecycleRule, ({ rulePriority }) => rulePriority, 1).map(
  (rules): Side => ({ repositoryName: 'todo', lifecyclePolicyText: JSON.stringify({ rules }) }),
);

const logGroup = partly(
  {
    logGroupName: word,
    retentionInDays: fc.constantFrom(1, 14, 30),
    logGroupClass: fc.constantFrom('STANDARD', 'INFREQUENT_ACCESS'),
  },
  ['logGroupName'],
);

const cluster = partly(
  {
    cluster: word,
    capacityProviders: plainSet(word, 1),
    defaultCapacityProviderStrategy: listOf(
      partly({ capacityProvider: word, weight: fc.nat(9), base: fc.nat(9) }, ['capacityProvider']),
      (one) => one.capacityProvider,
    ),
  },
  ['cluster', 'capacityProviders', 'defaultCapacityProviderStrategy'],
);

/** What a document could declare, for each kind. */
export const declaredSides: Readonly<Record<ComparedKind, fc.Arbitrary<Side>>> = {
  taskDefinition,
  service,
  targetGroup,
  targetGroupAttributes,
  listenerRule,
  scalableTarget,
  scalingPolicy,
  scheduledAction,
  repository,
  lifecyclePolicy,
  logGroup,
  cluster,
};
