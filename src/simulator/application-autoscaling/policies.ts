import {
  DeleteScalingPolicy$,
  type DeleteScalingPolicyRequest,
  type DeleteScalingPolicyResponse,
  DescribeScalingPolicies$,
  type DescribeScalingPoliciesRequest,
  type DescribeScalingPoliciesResponse,
  PutScalingPolicy$,
  type PutScalingPolicyRequest,
  type PutScalingPolicyResponse,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { configurationOf } from './policy-rules.ts';
import {
  buckets,
  checkNamespace,
  dimension,
  identifier,
  invalid,
  invalidToken,
  keyLimits,
  limit,
  needed,
  notFound,
  pageLimit,
  registeredTarget,
  serviceOf,
  visibleTarget,
  visibleTargets,
} from './resource.ts';
import { watch } from './scaler.ts';
import type { AlarmRecord, PolicyConfiguration, PolicyRecord, TargetRecord } from './state.ts';

const policiesOfATarget = 50;
const policyTypes = ['TargetTrackingScaling', 'StepScaling', 'PredictiveScaling'];

/**
 * Upsert by name within the target: the configuration is replaced as a whole, ARN and alarms stay. The type can't change
 * (ValidationException); without one it is step scaling. Throws ObjectNotFoundException without a target, and for some
 * seconds after the target's registration.
 */
export const putScalingPolicy: Operation<PutScalingPolicyRequest, PutScalingPolicyResponse> = {
  name: 'application-autoscaling:PutScalingPolicy',
  schema: PutScalingPolicy$,
  effect: 'write',
  limits: [
    needed('PolicyName'),
    limit('PolicyName', 'have length between 1 and 256', { min: 1, max: 256 }),
    ...keyLimits,
    limit('PolicyType', `satisfy enum value set: [${policyTypes.join(', ')}]`, { oneOf: policyTypes }),
  ],
  buckets: buckets.write,
  facts: ['§5', '§8', '§10'],
  run(world, caller, input) {
    refuseOthers('application-autoscaling:PutScalingPolicy', input, [
      'PolicyName',
      'ServiceNamespace',
      'ResourceId',
      'ScalableDimension',
      'PolicyType',
      'TargetTrackingScalingPolicyConfiguration',
      'StepScalingPolicyConfiguration',
      'PredictiveScalingPolicyConfiguration',
    ]);
    const target = registeredTarget(world, caller, input);
    const known = target.policies.get(input.PolicyName ?? '');
    const configuration = configurationOf(input.PolicyType ?? known?.type ?? 'StepScaling', input);
    if (known !== undefined && known.type !== configuration.type)
      throw invalid(`The type of the policy ${known.name} can't change; delete it first`);
    const policy = known ?? newPolicy(world, caller, target, input.PolicyName ?? '', configuration);
    policy.configuration = configuration;
    policy.alarms = alarmsOf(world, caller, target, policy);
    // A new target value begins to count anew.
    policy.breach = undefined;
    target.policies.set(policy.name, policy);
    watch(world, caller, target);
    return { PolicyARN: policy.arn, Alarms: policy.alarms.map(describeAlarm) };
  },
};

/** Throws LimitExceededException, a quota, which the SDK mistakes for a throttle (aws-facts §1.3). */
function newPolicy(
  world: World,
  where: Where,
  target: TargetRecord,
  name: string,
  configuration: PolicyConfiguration,
): PolicyRecord {
  if (target.policies.size >= policiesOfATarget)
    throw new AwsError(
      'LimitExceededException',
      `A scalable target can't have more than ${policiesOfATarget} policies.`,
    );
  return {
    name,
    arn: `arn:aws:autoscaling:${where.region}:${where.account}:scalingPolicy:${identifier(world)}:resource/ecs/${target.resourceId}:policyName/${name}`,
    createdAt: world.clock.now(),
    type: configuration.type,
    configuration,
    alarms: [],
    breach: undefined,
  };
}

/** Target tracking makes its own two alarms, and keeps them over changes; the low one only where scale-in is wanted. */
function alarmsOf(world: World, where: Where, target: TargetRecord, policy: PolicyRecord): readonly AlarmRecord[] {
  if (policy.configuration.type !== 'TargetTrackingScaling') return [];
  const sides = policy.configuration.tracking.DisableScaleIn === true ? ['High'] : ['High', 'Low'];
  return sides.map((side, index) => {
    const known = policy.alarms[index];
    if (known !== undefined) return known;
    const name = `TargetTracking-${target.resourceId}-Alarm${side}-${identifier(world)}`;
    return { name, arn: `arn:aws:cloudwatch:${where.region}:${where.account}:alarm:${name}` };
  });
}

function describeAlarm({ name, arn }: AlarmRecord) {
  return { AlarmName: name, AlarmARN: arn };
}

/** Small pages: never more than ten. */
const policiesOfAPage = 10;

/** By resource, by names, or all. Names are unique within a target only. */
export const describeScalingPolicies: Operation<DescribeScalingPoliciesRequest, DescribeScalingPoliciesResponse> = {
  name: 'application-autoscaling:DescribeScalingPolicies',
  schema: DescribeScalingPolicies$,
  effect: 'read',
  limits: [
    needed('ServiceNamespace'),
    limit('PolicyNames', 'have length less than or equal to 50', { max: 50 }),
    pageLimit(policiesOfAPage),
  ],
  buckets: buckets.policies,
  facts: ['§5', '§9.3'],
  run(world, caller, input) {
    refuseOthers('application-autoscaling:DescribeScalingPolicies', input, [
      'PolicyNames',
      'ServiceNamespace',
      'ResourceId',
      'ScalableDimension',
      'MaxResults',
      'NextToken',
    ]);
    checkNamespace(input);
    const policies = visibleTargets(world, caller)
      .filter((target) => input.ResourceId === undefined || target.resourceId === input.ResourceId)
      .flatMap((target) => [...target.policies.values()].map((policy) => ({ target, policy })))
      .filter(({ policy }) => input.PolicyNames?.includes(policy.name) ?? true);
    const page = pageOf(policies, {
      size: input.MaxResults ?? policiesOfAPage,
      token: input.NextToken,
      keyOf: ({ target, policy }) => `${target.resourceId} ${policy.name}`,
      refuse: invalidToken,
    });
    return { ScalingPolicies: page.items.map(({ target, policy }) => describe(target, policy)), NextToken: page.next };
  },
};

function describe(target: TargetRecord, policy: PolicyRecord): ScalingPolicy {
  return {
    PolicyARN: policy.arn,
    PolicyName: policy.name,
    ServiceNamespace: 'ecs',
    ResourceId: target.resourceId,
    ScalableDimension: dimension,
    PolicyType: policy.type,
    ...shown(policy.configuration),
    Alarms: policy.alarms.map(describeAlarm),
    CreationTime: new Date(policy.createdAt),
  };
}

/** Cooldowns that were never sent stay absent; DisableScaleIn is always said. */
function shown(configuration: PolicyConfiguration): Partial<ScalingPolicy> {
  switch (configuration.type) {
    case 'TargetTrackingScaling': {
      const { tracking } = configuration;
      const DisableScaleIn = tracking.DisableScaleIn ?? false;
      return { TargetTrackingScalingPolicyConfiguration: { ...structuredClone(tracking), DisableScaleIn } };
    }
    case 'StepScaling':
      return { StepScalingPolicyConfiguration: structuredClone(configuration.steps) };
    case 'PredictiveScaling':
      return { PredictiveScalingPolicyConfiguration: structuredClone(configuration.predictive) };
  }
}

/** Its alarms go with it. Throws ObjectNotFoundException for an unknown target, too. */
export const deleteScalingPolicy: Operation<DeleteScalingPolicyRequest, DeleteScalingPolicyResponse> = {
  name: 'application-autoscaling:DeleteScalingPolicy',
  schema: DeleteScalingPolicy$,
  effect: 'write',
  limits: [needed('PolicyName'), ...keyLimits],
  buckets: buckets.write,
  facts: ['§5', '§8'],
  run(world, caller, input) {
    const members = ['PolicyName', 'ServiceNamespace', 'ResourceId', 'ScalableDimension'];
    refuseOthers('application-autoscaling:DeleteScalingPolicy', input, members);
    const target = visibleTarget(world, caller, serviceOf(input).resourceId);
    if (target?.policies.delete(input.PolicyName ?? '') !== true)
      throw notFound('No scaling policy found', `policy name: ${input.PolicyName}`);
    watch(world, caller, target);
    return {};
  },
};
