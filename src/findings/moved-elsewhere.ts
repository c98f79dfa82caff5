import { findingKind } from './finding.ts';

/** The document names another place than the one where the app runs: two of it, one of them without a keeper, is nobody's wish. */
export const movedElsewhere = findingKind<{ runsIn: string; document: string }>({
  code: 'moved-elsewhere',
  severity: 'error',
  clearedBy: 'document',
  cause: ({ runsIn, document }) =>
    `the app runs in ${runsIn}, and its document is for ${document}; nothing is done in either`,
  whatToDo: ({ runsIn, document }) => [
    `write ${runsIn} into the document again`,
    `or give the app another name for ${document}: when that one serves, remove the services of this one`,
  ],
});
