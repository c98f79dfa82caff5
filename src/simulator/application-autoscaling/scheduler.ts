import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { recordBounds } from './activities.ts';
import { bringIntoBounds } from './capacity.ts';
import { nextTime, parseSchedule } from './schedule.ts';
import { type ActionRecord, autoScalingState, type TargetRecord } from './state.ts';

/** Sets a scheduled action's next time on the clock. A timer whose action was put anew or deleted meanwhile does nothing. */
export function scheduleNext(world: World, where: Where, resourceId: string, action: ActionRecord): void {
  const schedule = parseSchedule(action.schedule);
  if (schedule === undefined) return;
  const bounds = { ...action, timeZone: action.timezone ?? 'UTC' };
  const time = nextTime(schedule, world.clock.now(), bounds);
  if (time === undefined) return;
  world.clock.at(time, `scheduled action ${action.name} of ${resourceId}`, () => {
    const target = world.state(autoScalingState, where).targets.get(resourceId);
    if (target?.actions.get(action.name) !== action) return;
    if (!target.suspended.ScheduledScalingSuspended) perform(world, where, target, action);
    scheduleNext(world, where, resourceId, action);
  });
}

/** Rewrites the target's bounds, then brings the count into them. */
function perform(world: World, where: Where, target: TargetRecord, { name, action }: ActionRecord): void {
  const minimum = action.MinCapacity ?? target.minCapacity;
  const maximum = action.MaxCapacity ?? target.maxCapacity;
  const failed = maximum < minimum ? 'Maximum capacity cannot be less than minimum capacity' : undefined;
  recordBounds(world, where, target.resourceId, { name, bounds: boundsText(action), failed });
  if (failed !== undefined) return;
  target.minCapacity = minimum;
  target.maxCapacity = maximum;
  bringIntoBounds(world, where, target);
}

/** As the activity words it. */
function boundsText({ MinCapacity, MaxCapacity }: ActionRecord['action']): string {
  return [
    ...(MinCapacity === undefined ? [] : [`min capacity to ${MinCapacity}`]),
    ...(MaxCapacity === undefined ? [] : [`max capacity to ${MaxCapacity}`]),
  ].join(' and ');
}
