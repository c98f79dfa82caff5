import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { ecsState, type ServiceRecord, type TaskRecord } from '../state.ts';
import { tasksOf } from '../task-index.ts';
import { alarmed, giveUp, pastOf, ringing, tripped, watchesAlarms } from './deployments.ts';
import { emitServiceAction } from './events.ts';
import { say } from './messages.ts';
import type { View } from './view.ts';
import { breakerThreshold } from './window.ts';

/**
 * Counts tasks of the primary deployment that ended before they were ever healthy, and those that failed their health checks.
 * One healthy task sets the count to 0, unless `resetOnHealthyTask` is off.
 */
export function countFailures(world: World, where: Where, service: ServiceRecord, view: View): void {
  const { primary } = view;
  if (primary === undefined) return;
  const proven = view.own.filter((task) => view.healthy.has(task));
  const breaker = primary.shape.deploymentConfiguration?.deploymentCircuitBreaker;
  for (const task of proven) task.proven = true;
  if (proven.length > 0 && breaker?.resetOnHealthyTask !== false) primary.failedTasks = 0;
  if (view.own.some(({ startedAt = 0 }) => startedAt > service.lastRoundAt)) service.failedRounds = 0;
  for (const task of tasksOf(world.state(ecsState, where), service)) {
    if (task.deployment !== primary.id || task.counted || !failed(task)) continue;
    task.counted = true;
    primary.failedTasks += 1;
    primary.updatedAt = world.clock.now();
    if (task.startedAt === undefined) pace(world, where, service, task);
  }
  const past = pastOf(service, primary.id);
  if (past !== undefined) past.failureCount = primary.failedTasks;
}

function failed({ desiredStatus, stopCode, stoppedReason, proven }: TaskRecord): boolean {
  if (desiredStatus !== 'STOPPED') return false;
  if (stopCode === 'TaskFailedToStart') return true;
  if (stopCode === 'EssentialContainerExited') return !proven;
  return stoppedReason?.includes('health checks') === true;
}

/**
 * «Amazon ECS service throttle logic»: where tasks stop again and again before they are RUNNING, the next launches wait longer
 * and longer, up to 27 minutes, in silence. What stops after it ran (a command that ends, a failed health check) never counts.
 * Unsure: how many launches it takes (three here) and how the wait grows (it doubles here).
 */
const patience = 3;
const firstWait = 15_000;
const longestWait = 27 * 60_000;

function pace(world: World, where: Where, service: ServiceRecord, task: TaskRecord): void {
  // Tasks of one launch that fail together are one failure.
  if (task.createdAt <= service.lastRoundAt) return;
  service.lastRoundAt = world.clock.now();
  service.failedRounds += 1;
  const over = service.failedRounds - patience;
  if (over < 0) return;
  service.nextLaunchAt = world.clock.now() + Math.min(longestWait, firstWait * 2 ** over);
  if (over > 0) return;
  say(
    world,
    service,
    'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section.',
  );
  emitServiceAction(world, where, service, 'SERVICE_TASK_START_IMPAIRED');
}

/** True: the deployment was given up in this look. Without a circuit breaker or an alarm it never is. */
export function givesUp(world: World, where: Where, service: ServiceRecord, view: View): boolean {
  const { primary } = view;
  if (primary?.rolloutState !== 'IN_PROGRESS') return false;
  const configuration = primary.shape.deploymentConfiguration ?? {};
  const { deploymentCircuitBreaker: breaker, alarms } = configuration;
  const past = pastOf(service, primary.id);
  const triggered = watchesAlarms(service, primary) ? ringing(world, where, primary.shape) : [];
  if (triggered.length > 0) {
    if (past !== undefined) past.triggeredAlarms = triggered;
    giveUp(world, where, service, primary, alarmed, alarms?.rollback === true);
    return true;
  }
  if (breaker?.enable !== true) return false;
  const threshold = breakerThreshold(service.desiredCount, configuration);
  if (past !== undefined) past.threshold = threshold;
  if (primary.failedTasks < threshold) return false;
  giveUp(world, where, service, primary, tripped, breaker.rollback === true);
  return true;
}
