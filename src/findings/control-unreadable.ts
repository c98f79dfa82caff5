import { findingKind } from './finding.ts';

/** Pause, freezes or limits can't be read as they stand: the safe side is taken until somebody writes them again. */
export const controlUnreadable = findingKind<{ why: string; taken: string }>({
  code: 'control-unreadable',
  severity: 'error',
  clearedBy: 'person',
  cause: ({ why, taken }) => `the item control / current can't be read as it stands: ${why}; ${taken}`,
  whatToDo: () => [
    'write the item again: paused is true or false, a freeze has from and until as ISO times with a zone (2026-12-24T00:00:00Z), from before until',
    'look at it: aws dynamodb get-item --table-name ecs-steward --key \'{"pk":{"S":"control"},"sk":{"S":"current"}}\'',
  ],
});
