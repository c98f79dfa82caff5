import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { ecsState, serviceKey, type TaskRecord, type TaskStatus } from '../state.ts';
import { emitTask } from './events.ts';
import { wake } from './wake.ts';

export const second = 1_000;

/** Between so many seconds from now. */
export function later(world: World, seconds: readonly [number, number], label: string, run: () => void): void {
  world.clock.after(world.random.between(seconds[0] * second, seconds[1] * second), label, run);
}

/** A task's next status; EventBridge hears of it, and the scheduler looks at its service. */
export function change(world: World, where: Where, task: TaskRecord, status: TaskStatus): void {
  if (task.lastStatus !== status) task.version += 1;
  task.lastStatus = status;
  emitTask(world, where, task);
  const service = world.state(ecsState, where).services.get(serviceKey(task.cluster, task.service));
  if (service !== undefined && status !== 'PROVISIONING') wake(world, where, service);
}
