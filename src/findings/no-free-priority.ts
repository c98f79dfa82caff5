import { findingKind } from './finding.ts';

export const noFreePriority = findingKind<{ listener: string; from: number; to: number }>({
  code: 'no-free-priority',
  severity: 'error',
  clearedBy: 'person',
  cause: ({ listener, from, to }) => `no priority between ${from} and ${to} is free on ${listener}`,
  whatToDo: () => [
    'widen the band of this listener in the control item',
    'or give the route a priority in the document',
  ],
});
