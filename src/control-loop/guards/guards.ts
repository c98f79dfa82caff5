import type { Finding } from '../../findings/finding.ts';
import { withheld } from '../../findings/withheld.ts';
import type { Plan } from '../../reconcilers/plan.ts';
import type { Step } from '../../reconcilers/step.ts';
import { deletionProtection } from './deletion-protection.ts';
import { floor } from './floor.ts';
import { foreignImage } from './foreign-image.ts';
import { freeze } from './freeze.ts';
import type { Guard, GuardContext } from './guard.ts';
import { maxSteps } from './max-steps.ts';
import { observeMode } from './observe-mode.ts';
import { pause } from './pause.ts';
import { rolePath } from './role-path.ts';
import { traffic } from './traffic.ts';

/** All guards; the first that withholds a step is the one that is named. `maxSteps` counts what the others leave. */
export const guards: readonly Guard[] = [
  observeMode,
  pause,
  freeze,
  deletionProtection,
  foreignImage,
  rolePath,
  floor,
  traffic,
  maxSteps,
];

export interface Guarded {
  readonly allowed: readonly Step[];
  readonly findings: readonly Finding[];
  readonly withheldSteps: readonly Step[];
}

/** What may go out. A step that waits for a withheld one is withheld with it: half of a change is none. */
export function guard(plan: Plan, context: GuardContext): Guarded {
  let allowed = plan.steps;
  const findings: Finding[] = [];
  for (const each of guards) {
    const kept = each.judge({ ...plan, steps: allowed }, context);
    if (kept.length === 0) continue;
    const ids = dependents(allowed, new Set(kept.map(({ step }) => step.id)));
    const steps = allowed.filter(({ id }) => ids.has(id));
    allowed = allowed.filter(({ id }) => !ids.has(id));
    for (const [why, some] of byReason(kept)) {
      const services = new Set(some.map(({ step }) => step.service));
      const place = {
        app: plan.app,
        ...(services.size === 1 && some[0]?.step.service !== undefined ? { service: some[0].step.service } : {}),
      };
      const ownIds = new Set(some.map(({ step }) => step.id));
      // What waits for it is named with it (R42).
      const withIts = dependents(steps, ownIds);
      const own = steps.filter(({ id }) => withIts.has(id));
      findings.push(
        withheld(place, { guard: each.name, steps: own.map(({ id }) => id), why, lift: each.lift(context) }),
      );
    }
  }
  const left = new Set(allowed.map(({ id }) => id));
  return { allowed, findings, withheldSteps: plan.steps.filter(({ id }) => !left.has(id)) };
}

function byReason<Item extends { readonly why: string }>(kept: readonly Item[]): Map<string, readonly Item[]> {
  const reasons = new Map<string, Item[]>();
  for (const each of kept) reasons.set(each.why, [...(reasons.get(each.why) ?? []), each]);
  return reasons.size === 1 ? new Map([[kept[0]?.why ?? '', kept]]) : reasons;
}

/** The steps of these ids, and all that wait for one of them. */
export function dependents(steps: readonly Step[], ids: ReadonlySet<string>): Set<string> {
  const all = new Set(ids);
  for (let before = -1; before !== all.size; ) {
    before = all.size;
    for (const step of steps) if (step.after.some((id) => all.has(id))) all.add(step.id);
  }
  return all;
}
