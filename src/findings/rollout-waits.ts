import { findingKind } from './finding.ts';

export const rolloutWaits = findingKind<{ candidate: string; why: string }>({
  code: 'rollout-waits',
  severity: 'note',
  clearedBy: 'itself',
  cause: ({ candidate, why }) => `the rollout of ${candidate} waits: ${why}`,
  whatToDo: () => ['nothing, unless it should not wait: then lift what it waits for'],
});
