import { findingKind } from './finding.ts';

/** No usable document: nothing is written to AWS, and nothing is deleted for it (R3). */
export const documentUnusable = findingKind<{ why: string }>({
  code: 'document-unusable',
  severity: 'error',
  clearedBy: 'document',
  cause: ({ why }) => `the app is left as it is: ${why}`,
  whatToDo: () => ['store a valid version of the document; to remove services, list them under removed'],
});
