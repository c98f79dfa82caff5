import { findingKind } from './finding.ts';

export const wrongPlace = findingKind<{ document: string; here: string }>({
  code: 'wrong-place',
  severity: 'error',
  clearedBy: 'document',
  cause: ({ document, here }) => `the document is for ${document}, this worker serves ${here}`,
  whatToDo: () => [
    'write the right account and region into the document, or store it in the table of that account and region',
  ],
});
