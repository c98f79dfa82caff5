import { findingKind } from './finding.ts';

/** Somebody paused a whole account: nothing is read there and nothing written. */
export const spokePaused = findingKind<{ account: string; by: string; reason: string }>({
  code: 'spoke-paused',
  severity: 'warning',
  clearedBy: 'person',
  cause: ({ account, by, reason }) => `${by} paused everything in the account ${account}: ${reason}`,
  whatToDo: ({ account }) => [`set paused to false for ${account} in the item control / spokes`],
});
