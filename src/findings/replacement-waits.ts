import { findingKind } from './finding.ts';

export const replacementWaits = findingKind<{ group: string; why: string }>({
  code: 'replacement-waits',
  severity: 'note',
  clearedBy: 'itself',
  cause: ({ group, why }) => `the replacement of target group ${group} waits: ${why}`,
  whatToDo: () => ['nothing: traffic stays on the old group until the new one is healthy'],
});
