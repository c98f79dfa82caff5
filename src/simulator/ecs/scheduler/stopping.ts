import { releaseAddress } from '../../ec2/network.ts';
import { deregisterTarget, drainSeconds } from '../../elbv2/targets.ts';
import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { ecsState, serviceKey, type TaskRecord } from '../state.ts';
import { forgetTask } from '../task-index.ts';
import { change, later, second } from './changes.ts';
import { count } from './messages.ts';

/** The second half of a task's life: DEACTIVATING → STOPPING → DEPROVISIONING → STOPPED. */

/** Stopped tasks are readable for about an hour. */
const readable = 3_600;

/** It never ran. */
export function fail(world: World, where: Where, task: TaskRecord, reason: string): void {
  if (task.desiredStatus === 'STOPPED') return;
  markStopping(world, task, 'TaskFailedToStart', reason);
  deprovision(world, where, task);
}

/** Drains, is told to stop, and goes. A task that is on its way out stays on it. */
export function stop(world: World, where: Where, task: TaskRecord, code: string, reason: string): void {
  if (task.desiredStatus === 'STOPPED') return;
  const { news } = world.state(ecsState, where).services.get(serviceKey(task.cluster, task.service)) ?? {};
  markStopping(world, task, code, reason);
  for (const { group, port } of task.targets) {
    deregisterTarget(world, where, group, { id: task.ip ?? '', port });
    if (news !== undefined) count(news.deregistered, group);
  }
  if (task.targets.length > 0 && news !== undefined) count(news.draining, task.deployment);
  // Nobody waits for a container that is gone already.
  const drains =
    code === 'EssentialContainerExited' ? [] : task.targets.map(({ group }) => drainSeconds(world, where, group));
  const longest = Math.max(0, ...drains);
  if (longest === 0) {
    endContainers(world, where, task);
    return;
  }
  change(world, where, task, 'DEACTIVATING');
  world.clock.after(longest * second, 'task has drained', () => endContainers(world, where, task));
}

function markStopping(world: World, task: TaskRecord, code: string, reason: string): void {
  task.desiredStatus = 'STOPPED';
  task.stopCode = code;
  task.stoppedReason = reason;
  task.stoppingAt = world.clock.now();
}

/** SIGTERM; what runs ends by itself within seconds, long before its stopTimeout. */
function endContainers(world: World, where: Where, task: TaskRecord): void {
  const ran = task.startedAt !== undefined || task.lastStatus === 'ACTIVATING';
  change(world, where, task, 'STOPPING');
  later(world, [1, 3], 'containers end', () => {
    task.executionStoppedAt = world.clock.now();
    for (const container of task.containers) if (ran) container.exitCode ??= 0;
    deprovision(world, where, task);
  });
}

function deprovision(world: World, where: Where, task: TaskRecord): void {
  change(world, where, task, 'DEPROVISIONING');
  later(world, [2, 5], 'task is gone', () => {
    if (task.ip !== undefined) releaseAddress(world, where, task.subnet, task.ip);
    task.stoppedAt = world.clock.now();
    change(world, where, task, 'STOPPED');
    world.clock.after(readable * second, 'task is forgotten', () => forgetTask(world.state(ecsState, where), task));
  });
}
