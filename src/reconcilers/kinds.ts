import { cluster } from './cluster.ts';
import { imageCalls, observeImages } from './image.ts';
import { listenerRule } from './listener-rule.ts';
import { logGroup } from './log-group.ts';
import { emptyObservation, type Observation } from './observation.ts';
import { repository } from './repository.ts';
import type { Look, ResourceKind } from './resource-kind.ts';
import { scalableTarget } from './scalable-target.ts';
import { scalingPolicy } from './scaling-policy.ts';
import { scheduledAction } from './scheduled-action.ts';
import { service } from './service.ts';
import { targetGroup } from './target-group.ts';
import { taskDefinition } from './task-definition.ts';

/** All kinds, in order of need: a step of a kind comes after the steps of those before it. */
export const kinds: readonly ResourceKind[] = [
  cluster,
  repository,
  logGroup,
  targetGroup,
  listenerRule,
  taskDefinition,
  service,
  scalableTarget,
  scalingPolicy,
  scheduledAction,
];

/** Everything that reconcilers may call, and nothing else. */
export const reconcilerCalls = [...new Set([...kinds.flatMap((kind) => kind.calls), ...imageCalls])];

/** Services first: what they run and use decides what else is read. */
const reading = [service, targetGroup, listenerRule, taskDefinition, scalableTarget, repository, logGroup, cluster];

/** One look: shared reads over all apps of it. One after the other, so that it is the same each time and never a burst. */
export async function observe(look: Look, began: number): Promise<Observation> {
  const seen = emptyObservation(began);
  for (const kind of reading) await kind.observe(look, seen);
  await observeImages(look, seen);
  return seen;
}
