import { findingKind } from './finding.ts';

/** A guard kept planned steps back (R42): which, why, and how to lift it. */
export const withheld = findingKind<{ guard: string; steps: readonly string[]; why: string; lift: string }>({
  code: 'withheld',
  severity: 'warning',
  clearedBy: 'person',
  cause: ({ guard, steps, why }) =>
    `the guard «${guard}» withholds ${steps.length === 1 ? 'one step' : `${steps.length} steps`} (${steps.slice(0, 3).join('; ')}${steps.length > 3 ? ' …' : ''}): ${why}`,
  whatToDo: ({ lift }) => [lift],
});
