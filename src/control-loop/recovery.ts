import { unanswered } from '../reconcilers/observation.ts';
import type { Plan, ServiceToPlan } from '../reconcilers/plan.ts';
import type { RecoveredStep } from '../records/history.ts';
import type { OpenEntry } from '../records/history-store.ts';
import type { Scene } from './scene.ts';

/** What a pass that died had begun, as this one's own look finds it (R31). */
export interface Recovered {
  readonly entries: readonly OpenEntry[];
  readonly steps: readonly RecoveredStep[];
}

const nothing: Recovered = { entries: [], steps: [] };

/** Only after a lease that ran out: whoever released one has said what came of it. undefined: the history can't be read. */
export async function recover(
  scene: Scene,
  plan: Plan,
  services: readonly ServiceToPlan[],
): Promise<Recovered | undefined> {
  const { passing, subject, seen } = scene;
  if (!passing.lease.ranOut) return nothing;
  const open = await passing.history.open(subject.app.app);
  if (!open.ok) return undefined;
  const targets = open.value.flatMap(({ intent }) => intent.map(({ target }) => target));
  const now: Now = {
    planned: new Set(plan.steps.map(actOf)),
    waits: plan.waits,
    whole: !unanswered(seen) && plan.waits.every((wait) => targets.some((target) => wait.includes(target))),
    documentVersion: subject.stored.version,
    candidates: candidatesOf(services),
  };
  const steps = open.value.flatMap((entry) =>
    entry.intent.map(({ id, call, target, candidate }) => ({
      id,
      call,
      target,
      outcome: outcomeNow({ call, target }, candidate, entry, now),
      entry: entry.sk,
    })),
  );
  return { entries: open.value, steps };
}

export function candidatesOf(services: readonly ServiceToPlan[]): ReadonlyMap<string, string> {
  return new Map(
    services.flatMap(({ service, candidate }) => (candidate === undefined ? [] : [[service.name, candidate.hash]])),
  );
}

/** What is made and set at once is put right by a step of another id: the call and its target tell. */
function actOf({ call, target }: { readonly call: string; readonly target: string }): string {
  return `${call} ${target}`;
}

interface Now {
  /** Acts, as `actOf` names them. */
  readonly planned: ReadonlySet<string>;
  readonly waits: readonly string[];
  /** All was read, and what waits unplanned is named by its wait. */
  readonly whole: boolean;
  readonly documentVersion: number;
  readonly candidates: ReadonlyMap<string, string>;
}

/** The same wish planned again: it was not done (so far: what was signed may land late). No longer planned: it was. */
function outcomeNow(
  step: { readonly call: string; readonly target: string },
  candidate: string | undefined,
  { documentVersion }: OpenEntry,
  now: Now,
): RecoveredStep['outcome'] {
  const sameWish =
    documentVersion === now.documentVersion &&
    (candidate === undefined || [...now.candidates.values()].includes(candidate));
  if (!sameWish) return 'unknown';
  if (now.planned.has(actOf(step))) return 'not-done';
  return now.whole && !now.waits.some((wait) => wait.includes(step.target)) ? 'done' : 'unknown';
}
