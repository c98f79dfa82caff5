import { findingKind } from './finding.ts';

/** Planned, allowed, and still not sent in this pass (R42). */
export const notSent = findingKind<{ steps: readonly string[]; why: string }>({
  code: 'not-sent',
  severity: 'note',
  clearedBy: 'itself',
  cause: ({ steps, why }) =>
    `${steps.length === 1 ? 'one step was' : `${steps.length} steps were`} not sent (${steps.slice(0, 3).join('; ')}${steps.length > 3 ? ' …' : ''}): ${why}`,
  whatToDo: () => [
    'nothing: the next pass plans anew and goes on; if the same is said again, mend what the reason names',
  ],
});
