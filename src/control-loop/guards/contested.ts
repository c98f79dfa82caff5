import { contested } from '../../findings/contested.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Plan } from '../../reconcilers/plan.ts';
import type { Step } from '../../reconcilers/step.ts';
import { dependents } from './guards.ts';

const HOUR = 3_600_000;
const MOST_REPAIRS = 3;

/** A field's name over passes. */
function fieldOf(step: Step, path: string): string {
  return `${step.service ?? '-'} ${step.kind} ${path}`;
}

/** After three repairs of one field within an hour we stop fighting until the oldest is an hour old (R33). */
export function contestedSteps(
  plan: Plan,
  repairs: Readonly<Record<string, readonly number[]>>,
  now: number,
): { readonly left: readonly Step[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const ids = new Set<string>();
  for (const step of plan.steps.filter(({ reason }) => reason === 'drift')) {
    for (const { path } of step.differences) {
      const recent = (repairs[fieldOf(step, path)] ?? []).filter((at) => now - at < HOUR);
      if (recent.length < MOST_REPAIRS) continue;
      const place = {
        app: plan.app,
        resource: step.target,
        ...(step.service === undefined ? {} : { service: step.service }),
      };
      // Half of a change is none: what waits for it stays as well, and is named (R42).
      const kept = dependents(plan.steps, new Set([step.id]));
      for (const id of kept) ids.add(id);
      findings.push(
        contested(place, {
          field: `${step.target} ${path}`,
          repairs: recent.length,
          until: new Date(Math.min(...recent) + HOUR).toISOString(),
          waiting: [...kept].filter((id) => id !== step.id),
        }),
      );
    }
  }
  return { left: plan.steps.filter(({ id }) => !ids.has(id)), findings };
}

/** The memory after this pass: what was repaired now, and what is younger than an hour. */
export function repairsAfter(
  repairs: Readonly<Record<string, readonly number[]>>,
  repaired: readonly Step[],
  now: number,
): Record<string, number[]> {
  const kept = new Map(Object.entries(repairs).map(([field, times]) => [field, times.filter((at) => now - at < HOUR)]));
  for (const step of repaired)
    for (const { path } of step.differences)
      kept.set(fieldOf(step, path), [...(kept.get(fieldOf(step, path)) ?? []), now]);
  return Object.fromEntries([...kept].filter(([, times]) => times.length > 0));
}
