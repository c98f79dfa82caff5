import {
  DeregisterScalableTarget$,
  type DeregisterScalableTargetRequest,
  type DeregisterScalableTargetResponse,
  DescribeScalableTargets$,
  type DescribeScalableTargetsRequest,
  type DescribeScalableTargetsResponse,
  RegisterScalableTarget$,
  type RegisterScalableTargetRequest,
  type RegisterScalableTargetResponse,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { findService } from '../ecs/counts.ts';
import { addRole } from '../iam/roles.ts';
import { refuseOthers } from '../not-implemented.ts';
import type { Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import type { Where } from '../where.ts';
import type { Caller, World } from '../world.ts';
import { bringIntoBounds } from './capacity.ts';
import {
  buckets,
  checkNamespace,
  dimension,
  invalid,
  invalidToken,
  keyLimits,
  limit,
  needed,
  notFound,
  pageLimit,
  scalingRole,
  serviceOf,
  visibleTarget,
  visibleTargets,
} from './resource.ts';
import { watch } from './scaler.ts';
import { isSeen } from './service-lag.ts';
import { autoScalingState, type TargetRecord } from './state.ts';
import { setTags } from './tags.ts';

/** A new target is seen by other calls this much later, at most (aws-facts §10). */
const visibleWithin = 3000;

/**
 * Upsert: what is not sent stays. The count moves into the bounds at once, at each call. RoleARN is taken and ignored, as
 * AWS does for ECS. Throws ValidationException where the service is not there, not active or too new.
 */
export const registerScalableTarget: Operation<RegisterScalableTargetRequest, RegisterScalableTargetResponse> = {
  name: 'application-autoscaling:RegisterScalableTarget',
  schema: RegisterScalableTarget$,
  effect: 'write',
  limits: [
    ...keyLimits,
    limit('MinCapacity', 'have value greater than or equal to 0', { min: 0 }),
    limit('MaxCapacity', 'have value greater than or equal to 0', { min: 0 }),
  ],
  buckets: buckets.write,
  facts: ['§5', '§8', '§10'],
  run(world, caller, input) {
    refuseOthers('application-autoscaling:RegisterScalableTarget', input, [
      'ServiceNamespace',
      'ResourceId',
      'ScalableDimension',
      'MinCapacity',
      'MaxCapacity',
      'RoleARN',
      'SuspendedState',
      'Tags',
    ]);
    const name = serviceOf(input);
    const { resourceId, cluster, service } = name;
    if (findService(world, caller, cluster, service)?.status !== 'ACTIVE' || !isSeen(world, caller, name))
      throw invalid(`ECS service doesn't exist: ${resourceId}`);
    addRole(world, caller.account, scalingRole(caller.account));
    const known = world.state(autoScalingState, caller).targets.get(resourceId);
    const target = known === undefined ? newTarget(world, caller, resourceId, input) : updated(known, input);
    world.state(autoScalingState, caller).targets.set(resourceId, target);
    bringIntoBounds(world, caller, target);
    watch(world, caller, target);
    return { ScalableTargetARN: target.arn };
  },
};

/** Throws ValidationException where a bound is missing: later calls may leave them out, the first may not. */
function newTarget(
  world: World,
  caller: Caller,
  resourceId: string,
  input: RegisterScalableTargetRequest,
): TargetRecord {
  const { MinCapacity, MaxCapacity } = input;
  if (MinCapacity === undefined || MaxCapacity === undefined)
    throw invalid('MinCapacity and MaxCapacity are required to register a new scalable target');
  checkBounds(MinCapacity, MaxCapacity);
  const tags = new Map<string, string>();
  setTags(tags, input.Tags ?? {});
  const id = `0ec5${world.random.hex(32)}`;
  const now = world.clock.now();
  return {
    resourceId,
    arn: `arn:aws:application-autoscaling:${caller.region}:${caller.account}:scalable-target/${id}`,
    createdAt: now,
    visibleFrom: now + world.random.between(0, visibleWithin),
    tags,
    policies: new Map(),
    actions: new Map(),
    minCapacity: MinCapacity,
    maxCapacity: MaxCapacity,
    suspended: suspendedState(undefined, input),
    scaledOutAt: undefined,
    scaledInAt: undefined,
    watch: 0,
  };
}

/** All is checked before anything is changed. */
function updated(target: TargetRecord, input: RegisterScalableTargetRequest): TargetRecord {
  if (input.Tags !== undefined)
    throw invalid(
      'The scalable target that you tried to tag already exists. To update tags on an existing scalable target, use the TagResource API.',
    );
  const minimum = input.MinCapacity ?? target.minCapacity;
  const maximum = input.MaxCapacity ?? target.maxCapacity;
  checkBounds(minimum, maximum);
  target.minCapacity = minimum;
  target.maxCapacity = maximum;
  target.suspended = suspendedState(target, input);
  return target;
}

/** Throws ValidationException; equal bounds fix the count. */
export function checkBounds(minimum: number, maximum: number): void {
  if (maximum < minimum) throw invalid('Maximum capacity cannot be less than minimum capacity');
}

/** Each member by itself: what is not sent stays, at first false. */
function suspendedState(
  known: TargetRecord | undefined,
  { SuspendedState: sent }: RegisterScalableTargetRequest,
): TargetRecord['suspended'] {
  const before = known?.suspended;
  return {
    DynamicScalingInSuspended: sent?.DynamicScalingInSuspended ?? before?.DynamicScalingInSuspended ?? false,
    DynamicScalingOutSuspended: sent?.DynamicScalingOutSuspended ?? before?.DynamicScalingOutSuspended ?? false,
    ScheduledScalingSuspended: sent?.ScheduledScalingSuspended ?? before?.ScheduledScalingSuspended ?? false,
  };
}

const targetsOfAPage = 50;

/** Resources without a target are just absent. */
export const describeScalableTargets: Operation<DescribeScalableTargetsRequest, DescribeScalableTargetsResponse> = {
  name: 'application-autoscaling:DescribeScalableTargets',
  schema: DescribeScalableTargets$,
  effect: 'read',
  limits: [
    needed('ServiceNamespace'),
    limit('ResourceIds', 'have length less than or equal to 50', { max: 50 }),
    pageLimit(targetsOfAPage),
  ],
  buckets: buckets.read,
  facts: ['§5', '§10'],
  run(world, caller, input) {
    refuseOthers('application-autoscaling:DescribeScalableTargets', input, [
      'ServiceNamespace',
      'ResourceIds',
      'ScalableDimension',
      'MaxResults',
      'NextToken',
    ]);
    checkNamespace(input);
    const page = pageOf(
      visibleTargets(world, caller).filter((target) => input.ResourceIds?.includes(target.resourceId) ?? true),
      {
        size: input.MaxResults ?? targetsOfAPage,
        token: input.NextToken,
        keyOf: (target) => target.resourceId,
        refuse: invalidToken,
      },
    );
    return { ScalableTargets: page.items.map((target) => describe(caller, target)), NextToken: page.next };
  },
};

function describe(where: Where, target: TargetRecord): ScalableTarget {
  return {
    ServiceNamespace: 'ecs',
    ResourceId: target.resourceId,
    ScalableDimension: dimension,
    MinCapacity: target.minCapacity,
    MaxCapacity: target.maxCapacity,
    RoleARN: scalingRole(where.account),
    CreationTime: new Date(target.createdAt),
    SuspendedState: { ...target.suspended },
    ScalableTargetARN: target.arn,
  };
}

/** Policies and scheduled actions go with it; the count stays. Throws ObjectNotFoundException. */
export const deregisterScalableTarget: Operation<DeregisterScalableTargetRequest, DeregisterScalableTargetResponse> = {
  name: 'application-autoscaling:DeregisterScalableTarget',
  schema: DeregisterScalableTarget$,
  effect: 'write',
  limits: keyLimits,
  buckets: buckets.write,
  facts: ['§5', '§8'],
  run(world, caller, input) {
    const members = ['ServiceNamespace', 'ResourceId', 'ScalableDimension'];
    refuseOthers('application-autoscaling:DeregisterScalableTarget', input, members);
    const { resourceId } = serviceOf(input);
    if (visibleTarget(world, caller, resourceId) === undefined)
      throw notFound('No scalable target found', `resource ID: ${resourceId}, scalable dimension: ${dimension}`);
    world.state(autoScalingState, caller).targets.delete(resourceId);
    return {};
  },
};
