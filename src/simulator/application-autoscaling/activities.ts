import {
  DescribeScalingActivities$,
  type DescribeScalingActivitiesRequest,
  type DescribeScalingActivitiesResponse,
  type NotScaledReason,
  type ScalingActivity,
} from '@aws-sdk/client-application-auto-scaling';
import { refuseOthers } from '../not-implemented.ts';
import type { Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { buckets, checkNamespace, dimension, identifier, invalidToken, limit, needed, pageLimit } from './resource.ts';
import { type ActivityRecord, autoScalingState } from './state.ts';

/** ECS takes this long until the new count runs, as the activity sees it. */
const fulfilled = { low: 20_000, high: 60_000 };

/** Identifier and beginning are the clock's. */
function record(world: World, where: Where, activity: Omit<ActivityRecord, 'id' | 'startedAt'>): void {
  const { activities } = world.state(autoScalingState, where);
  activities.push({ id: identifier(world), startedAt: world.clock.now(), ...activity });
}

/** `cause` says what set the count: an alarm, or a bound that was set. */
export function recordCount(world: World, where: Where, resourceId: string, count: number, cause: string): void {
  const done = `Successfully set desired count to ${count}.`;
  record(world, where, {
    resourceId,
    description: `Setting desired count to ${count}.`,
    cause,
    endedAt: world.clock.now() + world.random.between(fulfilled.low, fulfilled.high),
    status: 'Successful',
    message: `${done} Change successfully fulfilled by ecs.`,
    waiting: `${done} Waiting for change to be fulfilled by ecs.`,
    notScaled: [],
  });
}

/** A scheduled action's own activity; the count that follows has another one. */
export function recordBounds(
  world: World,
  where: Where,
  resourceId: string,
  action: { readonly name: string; readonly bounds: string; readonly failed: string | undefined },
): void {
  const message = action.failed ?? `Successfully set ${action.bounds}`;
  record(world, where, {
    resourceId,
    description: `Setting ${action.bounds}`,
    cause: `scheduled action name ${action.name} was triggered`,
    endedAt: world.clock.now(),
    status: action.failed === undefined ? 'Successful' : 'Failed',
    message,
    waiting: message,
    notScaled: [],
  });
}

/** An alarm that led to nothing; shown only to those who ask for it. */
export function recordNotScaled(
  world: World,
  where: Where,
  resourceId: string,
  cause: string,
  reason: NotScaledReason,
): void {
  const message = 'Capacity was not changed.';
  record(world, where, {
    resourceId,
    description: 'Attempting to scale due to alarm triggered',
    cause,
    endedAt: world.clock.now(),
    status: 'Unfulfilled',
    message,
    waiting: message,
    notScaled: [reason],
  });
}

const keptFor = 6 * 7 * 86_400_000;
const activitiesOfAPage = 50;

/** Newest first, of the last six weeks; activities that did not scale only with IncludeNotScaledActivities. */
export const describeScalingActivities: Operation<DescribeScalingActivitiesRequest, DescribeScalingActivitiesResponse> =
  {
    name: 'application-autoscaling:DescribeScalingActivities',
    schema: DescribeScalingActivities$,
    effect: 'read',
    limits: [
      needed('ServiceNamespace'),
      pageLimit(activitiesOfAPage),
      limit('ResourceId', 'have length between 1 and 1600', { min: 1, max: 1600 }),
    ],
    buckets: buckets.read,
    facts: ['§5'],
    run(world, caller, input) {
      refuseOthers('application-autoscaling:DescribeScalingActivities', input, [
        'ServiceNamespace',
        'ResourceId',
        'ScalableDimension',
        'MaxResults',
        'NextToken',
        'IncludeNotScaledActivities',
      ]);
      checkNamespace(input);
      const now = world.clock.now();
      const numbered = world.state(autoScalingState, caller).activities.map((activity, index) => ({ activity, index }));
      const wanted = numbered.filter(
        ({ activity }) =>
          activity.startedAt > now - keptFor &&
          (input.ResourceId === undefined || activity.resourceId === input.ResourceId) &&
          (input.IncludeNotScaledActivities === true || activity.notScaled.length === 0),
      );
      const page = pageOf(wanted, {
        size: input.MaxResults ?? activitiesOfAPage,
        token: input.NextToken,
        keyOf: ({ index }) => String(999_999_999 - index).padStart(9, '0'),
        refuse: invalidToken,
      });
      return { ScalingActivities: page.items.map(({ activity }) => describe(activity, now)), NextToken: page.next };
    },
  };

/** Activities end by the clock: until then they are InProgress, without an EndTime. */
function describe(activity: ActivityRecord, now: number): ScalingActivity {
  const ended = now >= activity.endedAt;
  return {
    ActivityId: activity.id,
    ServiceNamespace: 'ecs',
    ResourceId: activity.resourceId,
    ScalableDimension: dimension,
    Description: activity.description,
    Cause: activity.cause,
    StartTime: new Date(activity.startedAt),
    EndTime: ended ? new Date(activity.endedAt) : undefined,
    StatusCode: ended ? activity.status : 'InProgress',
    StatusMessage: ended ? activity.message : activity.waiting,
    ...(activity.notScaled.length === 0 ? {} : { NotScaledReasons: structuredClone([...activity.notScaled]) }),
  };
}
