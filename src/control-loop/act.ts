import type { ServiceToPlan } from '../reconcilers/plan.ts';
import type { Step } from '../reconcilers/step.ts';
import { entriesOf, outcomeItem } from '../records/history.ts';
import { type Applied, apply } from './apply.ts';
import { candidatesOf, type Recovered } from './recovery.ts';
import type { Counts, Scene } from './scene.ts';

/**
 * Intent first, with what an earlier pass left open, then the writes, then what came of them (R31). An outcome that could
 * not be written is left for whoever comes next, as by a pass that died.
 */
export async function act(
  { passing, subject }: Scene,
  steps: readonly Step[],
  services: readonly ServiceToPlan[],
  recovered: Recovered,
  counts: Counts,
): Promise<readonly Applied[] | 'no record'> {
  const { worker, history, lease } = passing;
  const { app } = subject.app;
  const entries = entriesOf({
    app,
    now: worker.clock.now(),
    fence: lease.fence,
    documentVersion: subject.stored.version,
    steps,
    recovered: recovered.steps,
    candidates: candidatesOf(services),
  });
  for (const entry of entries) if (!(await history.write({ ...entry })).ok) return 'no record';
  for (const open of recovered.entries)
    if (!(await history.complete(open, { recoveredBy: entries[0]?.sk })).ok) return 'no record';
  counts.unrecovered = false;
  if (recovered.steps.length > 0) worker.tell({ fact: 'recovered', app, steps: recovered.steps });
  if (steps.length === 0) return [];
  const applied = await apply(subject.aws, steps, (each) => worker.tell({ fact: 'step', app, applied: each }));
  // A revision that AWS no longer takes is not kept in memory either.
  for (const { failure } of applied)
    if (failure?.message.includes('TaskDefinition is inactive') === true) worker.revisions.clear();
  const outcomes = applied.map(({ step, outcome, failure, why }) => ({
    id: step.id,
    outcome,
    ...(failure === undefined ? {} : { code: failure.code }),
    ...(why === undefined ? {} : { why }),
  }));
  for (const entry of entries)
    if (entry.intent.length > 0 && !(await history.complete(entry, outcomeItem(entry, outcomes))).ok)
      counts.unrecovered = true;
  return applied;
}
