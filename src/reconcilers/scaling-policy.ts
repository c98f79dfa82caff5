import type { PutScalingPolicyCommandInput } from '@aws-sdk/client-application-auto-scaling';
import { foreignScaling } from '../findings/foreign-scaling.ts';
import { differences } from './compare.ts';
import { loadBalancerOf } from './elb-reads.ts';
import { present } from './observation.ts';
import { managed, pathsText, step, stepId } from './planning.ts';
import { type Around, merged, nothingPlanned, type Planned, type ResourceKind } from './resource-kind.ts';
import { NAMESPACE, resourceId, servesUs, serviceSteps } from './scalable-target.ts';

/** Scaling policies: an upsert by name (aws-facts §5). Read with their target. */
export const scalingPolicy: ResourceKind = {
  kind: 'scaling-policy',
  needs: ['scalable-target'],
  calls: ['application-autoscaling:PutScalingPolicy', 'application-autoscaling:DeleteScalingPolicy'],
  observe: async () => undefined,
  plan,
  // They go with their target.
  remove: () => nothingPlanned,
};

function plan(around: Around): Planned {
  const { service, seen } = around;
  const observed = present(seen.scaling.get(service.ecsService));
  if (
    observed === undefined ||
    service.manage !== 'all' ||
    service.scaling === undefined ||
    serviceSteps(around) === undefined ||
    !servesUs(around)
  )
    return nothingPlanned;
  if (observed.target === undefined && around.candidate === undefined && serviceSteps(around)?.length !== 0)
    return nothingPlanned;
  return merged([...service.scaling.policies.map((wanted) => planOne(around, wanted)), others(around)]);
}

function planOne(around: Around, given: PutScalingPolicyCommandInput): Planned {
  const { app, service, seen, reason } = around;
  const wanted = labelled(around, given);
  if (wanted === undefined) return { ...nothingPlanned, waits: ['its target group is not there yet'] };
  const observed = present(seen.scaling.get(service.ecsService));
  const name = wanted.PolicyName ?? '';
  const policy = observed?.policies.find(({ PolicyName }) => PolicyName === name);
  const input = { ...NAMESPACE, ...wanted, ResourceId: resourceId(app.cluster, service.ecsService) };
  const after =
    observed?.target === undefined ? [stepId(service.name, 'scalable-target', 'register', service.ecsService)] : [];
  const common = {
    kind: 'scaling-policy',
    service: service.name,
    target: name,
    call: 'application-autoscaling:PutScalingPolicy',
    input,
    after,
  } as const;
  if (policy === undefined)
    return {
      ...nothingPlanned,
      steps: [
        step({
          ...common,
          does: 'create',
          reason: 'create',
          risk: 'low',
          why: 'the document declares it and it is not there',
        }),
      ],
    };
  const found = managed(differences('scalingPolicy', input, policy), service.unmanaged);
  if (found.length === 0) return nothingPlanned;
  return {
    ...nothingPlanned,
    steps: [
      step({
        ...common,
        does: 'update',
        reason,
        risk: 'medium',
        why: `${pathsText(found)} not as declared`,
        differences: found,
      }),
    ],
  };
}

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

/** Policies that an earlier document of this app declared go; others are somebody's. */
function others({ app, service, seen, reason }: Around): Planned {
  const declared = new Set(service.scaling?.policies.map(({ PolicyName }) => PolicyName));
  const extra = (present(seen.scaling.get(service.ecsService))?.policies ?? []).filter(
    ({ PolicyName }) => !declared.has(PolicyName),
  );
  return merged(
    extra.map(({ PolicyName = '' }): Planned => {
      const place = { app: app.app, service: service.name, resource: PolicyName };
      if (!PolicyName.startsWith(`${app.app}-${service.name}-`))
        return { ...nothingPlanned, findings: [foreignScaling(place, { name: PolicyName, what: 'policy' })] };
      return {
        ...nothingPlanned,
        steps: [
          step({
            kind: 'scaling-policy',
            service: service.name,
            target: PolicyName,
            does: 'delete',
            call: 'application-autoscaling:DeleteScalingPolicy',
            input: { ...NAMESPACE, ResourceId: resourceId(app.cluster, service.ecsService), PolicyName },
            reason: reason === 'drift' ? 'drift' : 'replacement',
            risk: 'high',
            why: 'the document no longer declares it',
          }),
        ],
      };
    }),
  );
}
