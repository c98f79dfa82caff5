import type {
  PutScalingPolicyCommandInput,
  PutScheduledActionCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import type { DesiredScaling } from '../desired.ts';
import { scalingName } from '../names.ts';
import type { ServiceDocument } from '../schema/service.ts';
import type { Given } from './image.ts';
import { ownTags } from './tags.ts';

type Declared = NonNullable<ServiceDocument['scaling']>;

/** Application Auto Scaling (aws-facts §5). */
export function scalingOf(given: Given): DesiredScaling | undefined {
  const { document, name, service, ecsService } = given;
  const declared = service.scaling;
  if (declared === undefined || service.stateful === true) return undefined;
  const key = {
    ServiceNamespace: 'ecs',
    ResourceId: `service/${document.cluster}/${ecsService}`,
    ScalableDimension: 'ecs:service:DesiredCount',
  } as const;
  const policy = (
    what: string,
    configuration: PutScalingPolicyCommandInput['TargetTrackingScalingPolicyConfiguration'],
  ): PutScalingPolicyCommandInput => ({
    ...key,
    PolicyName: scalingName(document.app, name, what),
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: undefined,
      ...configuration,
      ScaleOutCooldown: declared.scaleOutCooldown ?? 300,
      ScaleInCooldown: declared.scaleInCooldown ?? 300,
    },
  });
  return {
    target: {
      ...key,
      MinCapacity: declared.min,
      MaxCapacity: declared.max,
      // Sent only when it is registered first: AWS refuses them later.
      Tags: Object.fromEntries(ownTags(given)),
    },
    policies: tracked(declared).map(([what, configuration]) => policy(what, configuration)),
    scheduledActions: (declared.schedules ?? []).map(
      (entry): PutScheduledActionCommandInput => ({
        ...key,
        ScheduledActionName: scalingName(document.app, name, entry.name),
        Schedule:
          entry.cron !== undefined
            ? `cron(${entry.cron})`
            : entry.rate !== undefined
              ? `rate(${entry.rate})`
              : `at(${entry.at ?? ''})`,
        ScalableTargetAction: {
          ...(entry.min === undefined ? {} : { MinCapacity: entry.min }),
          ...(entry.max === undefined ? {} : { MaxCapacity: entry.max }),
        },
        ...(entry.timezone === undefined ? {} : { Timezone: entry.timezone }),
      }),
    ),
  };
}

function tracked({
  cpu,
  memory,
  requestsPerTarget,
  metric,
}: Declared): [string, NonNullable<PutScalingPolicyCommandInput['TargetTrackingScalingPolicyConfiguration']>][] {
  const policies: [string, NonNullable<PutScalingPolicyCommandInput['TargetTrackingScalingPolicyConfiguration']>][] =
    [];
  const predefined = (
    what: string,
    type: 'ECSServiceAverageCPUUtilization' | 'ECSServiceAverageMemoryUtilization' | 'ALBRequestCountPerTarget',
    target: number,
  ) => policies.push([what, { TargetValue: target, PredefinedMetricSpecification: { PredefinedMetricType: type } }]);
  if (cpu !== undefined) predefined('cpu', 'ECSServiceAverageCPUUtilization', cpu);
  if (memory !== undefined) predefined('memory', 'ECSServiceAverageMemoryUtilization', memory);
  if (requestsPerTarget !== undefined) predefined('requests', 'ALBRequestCountPerTarget', requestsPerTarget);
  if (metric !== undefined) {
    policies.push([
      'metric',
      {
        TargetValue: metric.target,
        CustomizedMetricSpecification: {
          Namespace: metric.namespace,
          MetricName: metric.name,
          Statistic: metric.statistic ?? 'Average',
          ...(metric.unit === undefined ? {} : { Unit: metric.unit }),
          ...(metric.dimensions === undefined
            ? {}
            : { Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })) }),
        },
      },
    ]);
  }
  return policies;
}
