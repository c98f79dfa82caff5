import type { Finding } from '../findings/finding.ts';
import { notSent } from '../findings/not-sent.ts';
import type { Step } from '../reconcilers/step.ts';
import type { Applied } from './apply.ts';

/** Every planned step that did not go out is said, with its reason (R42): one finding a reason and service. */
export function unsentFindings(
  app: string,
  applied: readonly Applied[],
  later: readonly Step[],
  laterUntil: number | undefined,
): Finding[] {
  const waiting = later.map((step) => ({ step, why: oldSignatures(laterUntil) }));
  const left = applied.flatMap(({ step, outcome, why }) =>
    outcome === 'not-sent' ? [{ step, why: why ?? 'the pass ended before' }] : [],
  );
  const groups = new Map<string, { service: string | undefined; why: string; steps: string[] }>();
  for (const { step, why } of [...waiting, ...left]) {
    const key = JSON.stringify([step.service, why]);
    const group = groups.get(key) ?? { service: step.service, why, steps: [] };
    group.steps.push(step.id);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ service, why, steps }) =>
    notSent({ app, ...(service === undefined ? {} : { service }) }, { steps, why }),
  );
}

function oldSignatures(until: number | undefined): string {
  const time = until === undefined ? 'then' : new Date(until).toISOString();
  return `an earlier worker's lease ran out, and what it signed may land until ${time}`;
}
