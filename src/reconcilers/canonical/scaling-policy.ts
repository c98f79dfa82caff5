import { PutScalingPolicyRequest$, ScalingPolicy$ } from '@aws-sdk/client-application-auto-scaling';
import type { KindRule } from './kind-rule.ts';
import type { Struct } from './plain-data.ts';
import { byDefault, keyed, leaf, set, struct } from './rules.ts';

const dimensions = keyed('Name');

/** «ReturnData … its default (true)» (API reference, TargetTrackingMetricDataQuery and its predictive neighbour). */
const metrics = keyed('Id', {
  MetricStat: struct({ Metric: struct({ Dimensions: dimensions }) }),
  ReturnData: byDefault(true),
});

/** aws-facts §5, «target tracking field»: both cooldowns are 300 s for ECS; an absent one is not answered (?). */
const targetTracking = struct({
  ScaleOutCooldown: byDefault(300),
  ScaleInCooldown: byDefault(300),
  DisableScaleIn: byDefault(false),
  CustomizedMetricSpecification: struct({
    Dimensions: dimensions,
    Metrics: metrics,
  }),
});

/** aws-facts §5, «Step scaling»; the steps are intervals, so their order means nothing. */
const stepScaling = struct({
  StepAdjustments: set(),
  Cooldown: byDefault(300),
  MetricAggregationType: byDefault('Average'),
});

/** API reference, PredictiveScalingPolicyConfiguration. */
const predictiveScaling = struct({
  MetricSpecifications: set({
    element: struct({
      CustomizedScalingMetricSpecification: struct({ MetricDataQueries: metrics }),
      CustomizedLoadMetricSpecification: struct({ MetricDataQueries: metrics }),
      CustomizedCapacityMetricSpecification: struct({ MetricDataQueries: metrics }),
    }),
  }),
  Mode: byDefault('ForecastOnly'),
  SchedulingBufferTime: byDefault(300),
  MaxCapacityBreachBehavior: byDefault('HonorMaxCapacity'),
});

/** aws-facts §5, «PutScalingPolicy». */
export const scalingPolicy: KindRule = {
  shapes: { declared: [PutScalingPolicyRequest$], observed: [ScalingPolicy$] },
  rule: struct({
    PolicyType: leaf({ take: (policy) => policy.PolicyType ?? typeByConfiguration(policy) }),
    TargetTrackingScalingPolicyConfiguration: targetTracking,
    StepScalingPolicyConfiguration: stepScaling,
    PredictiveScalingPolicyConfiguration: predictiveScaling,
  }),
};

/** The type may be left out where the configuration tells it. */
function typeByConfiguration(policy: Struct): string | undefined {
  if (policy.TargetTrackingScalingPolicyConfiguration !== undefined) return 'TargetTrackingScaling';
  if (policy.PredictiveScalingPolicyConfiguration !== undefined) return 'PredictiveScaling';
  return policy.StepScalingPolicyConfiguration === undefined ? undefined : 'StepScaling';
}
