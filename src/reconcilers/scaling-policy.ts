import type { PutScalingPolicyCommandInput, ScalingPolicy } from '@aws-sdk/client-application-auto-scaling';
import { loadBalancerOf } from './elb-reads.ts';
import { present } from './observation.ts';
import { type Around, nothingPlanned, type ResourceKind } from './resource-kind.ts';
import { planParts, type ScalingPart } from './scaling-part.ts';

/** Scaling policies: an upsert by name (aws-facts §5). Read with their target. */
export const scalingPolicy: ResourceKind = {
  kind: 'scaling-policy',
  needs: ['scalable-target'],
  calls: ['application-autoscaling:PutScalingPolicy', 'application-autoscaling:DeleteScalingPolicy'],
  observe: async () => undefined,
  plan: (around) => planParts(policies, around),
  // They go with their target.
  remove: () => nothingPlanned,
};

const policies: ScalingPart<PutScalingPolicyCommandInput, ScalingPolicy> = {
  kind: 'scaling-policy',
  compared: 'scalingPolicy',
  what: 'policy',
  key: 'PolicyName',
  put: 'application-autoscaling:PutScalingPolicy',
  delete: 'application-autoscaling:DeleteScalingPolicy',
  declared: (scaling) => scaling.policies,
  seen: (scaling) => scaling.policies,
  complete: labelled,
};

/** `app/LB/ID/targetgroup/TG/ID`: changes when the target group is replaced (aws-facts §5). */
function labelled(
  { service, seen }: Around,
  policy: PutScalingPolicyCommandInput,
): PutScalingPolicyCommandInput | undefined {
  const metric = policy.TargetTrackingScalingPolicyConfiguration?.PredefinedMetricSpecification;
  const configuration = policy.TargetTrackingScalingPolicyConfiguration;
  if (
    configuration === undefined ||
    metric?.PredefinedMetricType !== 'ALBRequestCountPerTarget' ||
    metric.ResourceLabel !== undefined
  )
    return policy;
  const group = present(seen.targetGroups.get(service.targetGroups[0]?.name ?? ''))?.TargetGroupArn;
  const listener = service.rules[0]?.listenerArn;
  if (group === undefined || listener === undefined) return undefined;
  const label = `${loadBalancerOf(listener).split(':loadbalancer/')[1]}/${group.split(':').at(-1)}`;
  return {
    ...policy,
    TargetTrackingScalingPolicyConfiguration: {
      ...configuration,
      PredefinedMetricSpecification: { ...metric, ResourceLabel: label },
    },
  };
}
