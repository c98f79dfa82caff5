import { findingKind } from './finding.ts';

/** What the document or the tag wants and does not get: the candidate failed and is held. */
export const rolloutHeld = findingKind<{
  candidate: string;
  reason: string;
  digest?: string;
  app: string;
  service: string;
  lastGood: boolean;
}>({
  code: 'rollout-held',
  severity: 'error',
  clearedBy: 'person',
  cause: ({ candidate, reason, digest, lastGood }) =>
    `the candidate ${candidate}${digest === undefined ? '' : ` (${digest})`} is held: ${reason}${lastGood ? '; the last good one runs' : '; it never worked, so there is nothing to go back to'}`,
  whatToDo: ({ app, service, candidate }) => [
    'push a mended image, or store a mended document: another candidate is tried by itself',
    `ecs-steward release ${app} ${service} ${candidate}`,
  ],
});
