import { arrived } from './in-force.ts';
import { quoted } from './quoted.ts';
import type { RolloutIn } from './rollout.ts';
import type { Sighting } from './sighting.ts';

/** What is watched is up: ECS is done, its tasks are the only ones, and the load balancer finds them healthy. */
export function isUp(record: RolloutIn<'deploying' | 'verifying'>, seen: Sighting): boolean {
  return seen.targetsHealthy && arrived(record, seen);
}

/** ECS itself gave the deployment up. */
export function ecsFailure(seen: Sighting): string | undefined {
  if (typeof seen.deployment !== 'object') return undefined;
  const { failed, rolledBackTo } = seen.deployment;
  const back = rolledBackTo === undefined ? '' : `, and went back to ${rolledBackTo}`;
  return `ECS gave it up: ${quoted(failed)}${stop(seen)}${back}`;
}

/** What the last task died of; long enough for a secret's or an image's name at its end. */
export function stop({ lastStop }: Sighting): string {
  return lastStop === undefined ? '' : `; its last task stopped with ${quoted(lastStop, 400)}`;
}

/** The deadline itself counts as passed: 1 ms before it nothing has failed, at it and after it everything unfinished has. */
export function pastDeadline(record: { readonly deadline: number }, now: number): boolean {
  return now >= record.deadline;
}

/** What was missing when the time was up. */
export function missing(seen: Sighting): string {
  if (seen.deployment === 'none') return 'its deployment is not the primary one';
  if (seen.deployment !== 'completed') return 'ECS was not done';
  if (!seen.tasksOnRevision) return 'tasks of another revision still ran';
  if (!seen.targetsHealthy) return 'its targets were not healthy';
  return 'its checks had no answer';
}
