import type {
  PolicyType,
  PutScalingPolicyRequest,
  StepAdjustment,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError } from '../operation.ts';
import { invalid } from './resource.ts';
import type { PolicyConfiguration } from './state.ts';

/** Which member belongs to which type. */
const configurations: Readonly<Record<PolicyType, keyof PutScalingPolicyRequest>> = {
  TargetTrackingScaling: 'TargetTrackingScalingPolicyConfiguration',
  StepScaling: 'StepScalingPolicyConfiguration',
  PredictiveScaling: 'PredictiveScalingPolicyConfiguration',
};

/** The configuration that belongs to the policy's type, checked; another one beside it is refused. */
export function configurationOf(type: PolicyType, input: PutScalingPolicyRequest): PolicyConfiguration {
  for (const [other, member] of Object.entries(configurations))
    if (other !== type && input[member] !== undefined)
      throw invalid(`${member} can't be given for a policy of type ${type}`);
  switch (type) {
    case 'TargetTrackingScaling': {
      const tracking = present(input.TargetTrackingScalingPolicyConfiguration, type);
      checkTracking(tracking);
      return { type, tracking: structuredClone(tracking) };
    }
    case 'StepScaling': {
      const steps = present(input.StepScalingPolicyConfiguration, type);
      if (steps.AdjustmentType === undefined) throw invalid('AdjustmentType is required for a step scaling policy');
      checkSteps(steps.StepAdjustments ?? []);
      return {
        type,
        steps: { ...structuredClone(steps), MetricAggregationType: steps.MetricAggregationType ?? 'Average' },
      };
    }
    case 'PredictiveScaling': {
      const predictive = present(input.PredictiveScalingPolicyConfiguration, type);
      if (predictive.MetricSpecifications?.length !== 1)
        throw invalid('A predictive scaling policy needs exactly one metric specification');
      return { type, predictive: { ...structuredClone(predictive), Mode: predictive.Mode ?? 'ForecastOnly' } };
    }
  }
}

function present<Configuration>(given: Configuration | undefined, type: PolicyType): Configuration {
  if (given === undefined) throw invalid(`${configurations[type]} is required for a policy of type ${type}`);
  return given;
}

/** One metric, predefined or customized; a customized one is a metric or metric math, not both. */
function checkTracking(tracking: TargetTrackingScalingPolicyConfiguration): void {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } = tracking;
  if ((predefined === undefined) === (customized === undefined))
    throw invalid('Either PredefinedMetricSpecification or CustomizedMetricSpecification must be given, and not both');
  if ((tracking.TargetValue ?? 0) <= 0) throw invalid('TargetValue must be greater than 0');
  if (predefined !== undefined) checkPredefined(predefined.PredefinedMetricType ?? '', predefined.ResourceLabel);
  if (customized === undefined) return;
  const simple = customized.MetricName !== undefined && customized.Namespace !== undefined;
  const math = customized.Metrics !== undefined;
  if (math === (simple || customized.Statistic !== undefined))
    throw invalid('A customized metric has either Namespace, MetricName and Statistic, or Metrics');
  if (!math && customized.Statistic === undefined) throw invalid('Statistic is required for a customized metric');
}

/** The high-resolution forms need the service's monitoring; that is not checked here. */
const ecsMetric = /^ECSServiceAverage(CPU|Memory)Utilization(HighResolution)?$/;

/** The label of requests per target names load balancer and target group, and is needed for that metric only. */
function checkPredefined(type: string, label: string | undefined): void {
  if (type === 'ALBRequestCountPerTarget') {
    if (!/^app\/[^/]+\/[^/]+\/targetgroup\/[^/]+\/[^/]+$/.test(label ?? ''))
      throw invalid(`ResourceLabel is required for ${type}, as app/LOAD-BALANCER/ID/targetgroup/TARGET-GROUP/ID`);
    return;
  }
  if (!ecsMetric.test(type)) throw invalid(`The metric type ${type} can't be used with the service namespace ecs`);
  if (label !== undefined) throw invalid(`ResourceLabel can't be given for ${type}`);
}

const stepsOfAPolicy = 20;

/** Steps lie side by side: each needs a bound, they don't overlap and leave no gap. */
function checkSteps(steps: readonly StepAdjustment[]): void {
  if (steps.length === 0) throw invalid('A step scaling policy needs at least one step adjustment');
  if (steps.length > stepsOfAPolicy)
    throw new AwsError('LimitExceededException', `A policy can't have more than ${stepsOfAPolicy} step adjustments.`);
  const intervals = steps
    .map((step) => ({
      low: step.MetricIntervalLowerBound ?? Number.NEGATIVE_INFINITY,
      high: step.MetricIntervalUpperBound ?? Number.POSITIVE_INFINITY,
    }))
    .sort((one, other) => one.low - other.low);
  if (
    intervals.some(
      ({ low, high }) => low >= high || (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY),
    )
  )
    throw invalid('Each step adjustment needs a lower bound below its upper bound');
  if (intervals.some(({ low }, index) => index > 0 && low !== intervals[index - 1]?.high))
    throw invalid('Step adjustment intervals must not overlap or have gaps');
}
