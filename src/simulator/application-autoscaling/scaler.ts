import { findService } from '../ecs/counts.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { recordNotScaled } from './activities.ts';
import { changeCount, currentCount, isDeploying } from './capacity.ts';
import { autoScalingState, type Breach, type PolicyRecord, type TargetRecord } from './state.ts';
import { cooldown, inAlarm, metricKey, type Tracked, trackedPolicies, updateBreach, wantedCount } from './tracking.ts';

const minute = 60_000;

/**
 * A test order: the metric of a service has this value from now on. `metric` as the policy calls it: a predefined
 * type, a customized metric's name, or the Id of the metric math that returns data.
 */
export function setMetric(world: World, where: Where, resourceId: string, metric: string, value: number): void {
  const state = world.state(autoScalingState, where);
  state.metrics.set(metricKey(resourceId, metric), value);
  const target = state.targets.get(resourceId);
  if (target !== undefined) watch(world, where, target);
}

/** Looks each minute at a target, but only while one of its alarms has something to count: a calm world costs nothing. */
export function watch(world: World, where: Where, target: TargetRecord): void {
  const now = world.clock.now();
  const tracked = trackedPolicies(world, where, target);
  for (const one of tracked) updateBreach(one, now);
  target.watch += 1;
  if (tracked.some(({ policy }) => policy.breach !== undefined)) look(world, where, target.resourceId, target.watch);
}

/** Each look sets the next one; a newer watch, or the end of the target, ends the row. */
function look(world: World, where: Where, resourceId: string, watch: number): void {
  world.clock.after(minute, `alarms of ${resourceId}`, () => {
    const target = world.state(autoScalingState, where).targets.get(resourceId);
    if (target === undefined || target.watch !== watch) return;
    const count = currentCount(world, where, target);
    if (count !== undefined) scale(world, where, target, count);
    look(world, where, resourceId, watch);
  });
}

/** Out by the policy that wants most; in only where all that may scale in agree, and never both at once. */
function scale(world: World, where: Where, target: TargetRecord, count: number): void {
  const now = world.clock.now();
  const tracked = trackedPolicies(world, where, target);
  const high = tracked.filter(({ policy }) => inAlarm(policy, 'high', now));
  if (high.length > 0) {
    if (!target.suspended.DynamicScalingOutSuspended) move(world, where, target, count, 'high', high);
    return;
  }
  const mayScaleIn = tracked.filter(({ configuration }) => configuration.DisableScaleIn !== true);
  const agree = mayScaleIn.length > 0 && mayScaleIn.every(({ policy }) => inAlarm(policy, 'low', now));
  if (agree && !target.suspended.DynamicScalingInSuspended && !isDeploying(world, where, target))
    move(world, where, target, count, 'low', mayScaleIn);
}

/** Changes the count within the bounds, unless it is too soon after the last change; else says why nothing happens. */
function move(
  world: World,
  where: Where,
  target: TargetRecord,
  count: number,
  side: Breach['side'],
  alarmed: readonly Tracked[],
): void {
  const largest = alarmed.reduce((one, other) => (wantedCount(other, count) > wantedCount(one, count) ? other : one));
  const now = world.clock.now();
  if (now < cooledAt(target, side, largest)) return;
  const wanted = Math.min(Math.max(wantedCount(largest, count), target.minCapacity), target.maxCapacity);
  const alarm = largest.policy.alarms[side === 'high' ? 0 : 1];
  const cause = `monitor alarm ${alarm?.name} in state ALARM triggered policy ${largest.policy.name}`;
  if (side === 'high' ? wanted > count : wanted < count) {
    if (side === 'high') target.scaledOutAt = now;
    else target.scaledInAt = now;
    changeCount(world, where, target, wanted, cause);
  } else reportOnce(world, where, target, count, { policy: largest.policy, side, cause });
}

/** Scaling out waits for the last scaling out; scaling in waits for both, so as not to undo what was just added. */
function cooledAt(target: TargetRecord, side: Breach['side'], { configuration }: Tracked): number {
  const out = target.scaledOutAt ?? Number.NEGATIVE_INFINITY;
  const last = side === 'high' ? out : Math.max(out, target.scaledInAt ?? Number.NEGATIVE_INFINITY);
  return last + cooldown(configuration, side);
}

/** Once per breach: the alarm stays in its state, so AWS is not told again either. */
function reportOnce(
  world: World,
  where: Where,
  target: TargetRecord,
  count: number,
  what: { readonly policy: PolicyRecord; readonly side: Breach['side']; readonly cause: string },
): void {
  const { breach } = what.policy;
  if (breach === undefined || breach.reported) return;
  breach.reported = true;
  const { minCapacity, maxCapacity } = target;
  const reason =
    what.side === 'high' && count >= maxCapacity
      ? { Code: 'AlreadyAtMaxCapacity', MaxCapacity: maxCapacity }
      : what.side === 'low' && count <= minCapacity
        ? { Code: 'AlreadyAtMinCapacity', MinCapacity: minCapacity }
        : { Code: 'AlreadyAtDesiredCapacity', CurrentCapacity: count };
  recordNotScaled(world, where, target.resourceId, what.cause, reason);
}

/** AWS removes a deleted service's target after a while (aws-facts §5); a service of that name made before finds it again. */
const targetRemovedAfter = { low: 300_000, high: 900_000 };

export function onServiceDeleted(world: World, where: Where, cluster: string, service: string): void {
  const clusterName = cluster.slice(cluster.lastIndexOf('/') + 1);
  const resourceId = `service/${clusterName}/${service}`;
  if (!world.state(autoScalingState, where).targets.has(resourceId)) return;
  const delay = world.random.between(targetRemovedAfter.low, targetRemovedAfter.high);
  world.clock.after(delay, `scalable target of the deleted ${resourceId}`, () => {
    if (findService(world, where, clusterName, service)?.status === 'ACTIVE') return;
    world.state(autoScalingState, where).targets.delete(resourceId);
  });
}
