import {
  DeleteScheduledAction$,
  type DeleteScheduledActionRequest,
  type DeleteScheduledActionResponse,
  DescribeScheduledActions$,
  type DescribeScheduledActionsRequest,
  type DescribeScheduledActionsResponse,
  PutScheduledAction$,
  type PutScheduledActionRequest,
  type PutScheduledActionResponse,
  type ScheduledAction,
} from '@aws-sdk/client-application-auto-scaling';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
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
import { isTimeZone, parseSchedule } from './schedule.ts';
import { scheduleNext } from './scheduler.ts';
import type { ActionRecord, TargetRecord } from './state.ts';
import { checkBounds } from './targets.ts';

const actionsOfATarget = 200;

const nameLimits = [
  needed('ScheduledActionName'),
  limit('ScheduledActionName', 'have length between 1 and 256', { min: 1, max: 256 }),
  limit(
    'ScheduledActionName',
    'satisfy regular expression pattern: (?!((^[ ]+.*)|(.*([\\u0000-\\u001f]|[\\u007f-\\u009f]|[:/|])+.*)|(.*[ ]+$))).+',
    {
      pattern: /^(?! )(?!.* $)[^:/|\p{Cc}]+$/u,
    },
  ),
];

/**
 * Upsert by name. Of a known action what is not sent stays, but start and end go (the SDK's documentation). Throws
 * ObjectNotFoundException without a target, ValidationException, and LimitExceededException for the 201st.
 */
export const putScheduledAction: Operation<PutScheduledActionRequest, PutScheduledActionResponse> = {
  name: 'application-autoscaling:PutScheduledAction',
  schema: PutScheduledAction$,
  effect: 'write',
  limits: [
    ...keyLimits,
    ...nameLimits,
    limit('ScalableTargetAction.MinCapacity', 'have value greater than or equal to 0', { min: 0 }),
    limit('ScalableTargetAction.MaxCapacity', 'have value greater than or equal to 0', { min: 0 }),
  ],
  buckets: buckets.write,
  facts: ['§5', '§8', '§10'],
  run(world, caller, input) {
    refuseOthers('application-autoscaling:PutScheduledAction', input, [
      'ServiceNamespace',
      'Schedule',
      'Timezone',
      'ScheduledActionName',
      'ResourceId',
      'ScalableDimension',
      'StartTime',
      'EndTime',
      'ScalableTargetAction',
    ]);
    const target = registeredTarget(world, caller, input);
    const known = target.actions.get(input.ScheduledActionName ?? '');
    if (known === undefined && target.actions.size >= actionsOfATarget)
      throw new AwsError(
        'LimitExceededException',
        `A scalable target can't have more than ${actionsOfATarget} scheduled actions.`,
      );
    const action = merged(world, caller, target, input, known);
    check(action);
    target.actions.set(action.name, action);
    scheduleNext(world, caller, target.resourceId, action);
    return {};
  },
};

/** The action after the call; nothing of the target is changed yet. */
function merged(
  world: World,
  where: Where,
  target: TargetRecord,
  input: PutScheduledActionRequest,
  known: ActionRecord | undefined,
): ActionRecord {
  const name = input.ScheduledActionName ?? '';
  const now = world.clock.now();
  return {
    name,
    arn:
      known?.arn ??
      `arn:aws:autoscaling:${where.region}:${where.account}:scheduledAction:${identifier(world)}:resource/ecs/${target.resourceId}:scheduledActionName/${name}`,
    createdAt: known?.createdAt ?? now,
    putAt: now,
    schedule: input.Schedule ?? known?.schedule ?? '',
    timezone: input.Timezone ?? known?.timezone,
    startAt: input.StartTime?.getTime(),
    endAt: input.EndTime?.getTime(),
    action: structuredClone(input.ScalableTargetAction ?? known?.action ?? {}),
  };
}

/** Throws ValidationException. */
function check({ schedule, timezone, startAt, endAt, action }: ActionRecord): void {
  if (schedule === '') throw invalid('Schedule is required for a new scheduled action');
  if (parseSchedule(schedule) === undefined) throw invalid(`The schedule expression ${schedule} is not valid`);
  if (timezone !== undefined && !isTimeZone(timezone)) throw invalid(`The time zone ${timezone} is not valid`);
  if (startAt !== undefined && endAt !== undefined && startAt >= endAt)
    throw invalid('The start time must be before the end time');
  const { MinCapacity, MaxCapacity } = action;
  if (MinCapacity === undefined && MaxCapacity === undefined)
    throw invalid('MinCapacity or MaxCapacity is required in ScalableTargetAction');
  if (MinCapacity !== undefined && MaxCapacity !== undefined) checkBounds(MinCapacity, MaxCapacity);
}

const actionsOfAPage = 50;

/** By resource, by names, or all; those that came for the last time stay in the list. */
export const describeScheduledActions: Operation<DescribeScheduledActionsRequest, DescribeScheduledActionsResponse> = {
  name: 'application-autoscaling:DescribeScheduledActions',
  schema: DescribeScheduledActions$,
  effect: 'read',
  limits: [
    needed('ServiceNamespace'),
    limit('ScheduledActionNames', 'have length less than or equal to 50', { max: 50 }),
    pageLimit(actionsOfAPage),
  ],
  buckets: buckets.read,
  facts: ['§5'],
  run(world, caller, input) {
    refuseOthers('application-autoscaling:DescribeScheduledActions', input, [
      'ScheduledActionNames',
      'ServiceNamespace',
      'ResourceId',
      'ScalableDimension',
      'MaxResults',
      'NextToken',
    ]);
    checkNamespace(input);
    const actions = visibleTargets(world, caller)
      .filter((target) => input.ResourceId === undefined || target.resourceId === input.ResourceId)
      .flatMap((target) => [...target.actions.values()].map((action) => ({ target, action })))
      .filter(({ action }) => input.ScheduledActionNames?.includes(action.name) ?? true);
    const page = pageOf(actions, {
      size: input.MaxResults ?? actionsOfAPage,
      token: input.NextToken,
      keyOf: ({ target, action }) => `${target.resourceId} ${action.name}`,
      refuse: invalidToken,
    });
    return { ScheduledActions: page.items.map(({ target, action }) => describe(target, action)), NextToken: page.next };
  },
};

/** A time zone that was not sent is UTC, and not shown. */
function describe(target: TargetRecord, action: ActionRecord): ScheduledAction {
  return {
    ScheduledActionName: action.name,
    ScheduledActionARN: action.arn,
    ServiceNamespace: 'ecs',
    Schedule: action.schedule,
    Timezone: action.timezone,
    ResourceId: target.resourceId,
    ScalableDimension: dimension,
    StartTime: action.startAt === undefined ? undefined : new Date(action.startAt),
    EndTime: action.endAt === undefined ? undefined : new Date(action.endAt),
    ScalableTargetAction: { ...action.action },
    CreationTime: new Date(action.createdAt),
  };
}

/** Its timer finds nothing to do then. Throws ObjectNotFoundException. */
export const deleteScheduledAction: Operation<DeleteScheduledActionRequest, DeleteScheduledActionResponse> = {
  name: 'application-autoscaling:DeleteScheduledAction',
  schema: DeleteScheduledAction$,
  effect: 'write',
  limits: [...keyLimits, ...nameLimits],
  buckets: buckets.write,
  facts: ['§5', '§8'],
  run(world, caller, input) {
    const members = ['ServiceNamespace', 'ScheduledActionName', 'ResourceId', 'ScalableDimension'];
    refuseOthers('application-autoscaling:DeleteScheduledAction', input, members);
    const target = visibleTarget(world, caller, serviceOf(input).resourceId);
    if (target?.actions.delete(input.ScheduledActionName ?? '') !== true)
      throw notFound('No scheduled action found', `scheduled action name: ${input.ScheduledActionName}`);
    return {};
  },
};
