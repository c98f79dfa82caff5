import { findingKind } from './finding.ts';

export const removalWaits = findingKind<{ service: string; why: string }>({
  code: 'removal-waits',
  severity: 'note',
  clearedBy: 'itself',
  cause: ({ service, why }) => `the removal of ${service} waits: ${why}`,
  whatToDo: () => ['nothing: the next passes go on'],
});
