import type { HealthCheck } from '@aws-sdk/client-ecs';
import type { Behaviour } from '../../behaviour.ts';
import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import type { ContainerRecord, TaskRecord } from '../state.ts';
import { change, second } from './changes.ts';
import { stop } from './stopping.ts';

/** The first success makes a container healthy; failures count only after its start period, and need all retries. */
export function watchContainer(
  world: World,
  where: Where,
  task: TaskRecord,
  container: ContainerRecord,
  { interval = 30, retries = 3, startPeriod = 0 }: HealthCheck,
): void {
  const bad = container.behaviour?.containerHealth === 'UNHEALTHY';
  const after = bad ? startPeriod + interval * retries : Math.min(interval, 10);
  world.clock.after(after * second, 'container health', () => {
    if (task.lastStatus !== 'RUNNING' || container.exitCode !== undefined) return;
    container.health = bad ? 'UNHEALTHY' : 'HEALTHY';
    task.version += 1;
    change(world, where, task, 'RUNNING');
  });
}

/** An essential container takes its task with it. */
export function containerExits(
  world: World,
  where: Where,
  task: TaskRecord,
  name: string,
  exits: NonNullable<Behaviour['exits']>,
): void {
  const container = task.containers.find((each) => each.name === name);
  if (container === undefined || task.desiredStatus === 'STOPPED') return;
  container.exitCode = exits.code;
  if (exits.reason !== undefined) container.reason = exits.reason;
  if (container.essential) stop(world, where, task, 'EssentialContainerExited', 'Essential container in task exited');
  else {
    task.version += 1;
    change(world, where, task, task.lastStatus);
  }
}
