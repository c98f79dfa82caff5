import { findingKind } from './finding.ts';

/** Something with the wanted name is there and does not carry this app's tags (R1, T11). */
export const notOurs = findingKind<{ what: string; name: string; owner: 'nobody' | 'another app'; adoptLine: string }>({
  code: 'not-ours',
  severity: 'error',
  clearedBy: 'document',
  cause: ({ what, name, owner }) =>
    `the ${what} ${name} exists and ${owner === 'nobody' ? 'carries no tag ecs-steward:app' : 'belongs to another app of ecs-steward'}; it is left as it is`,
  whatToDo: ({ owner, adoptLine, name }) =>
    owner === 'nobody'
      ? [
          `to take it over, write into the document: ${adoptLine}`,
          `or delete ${name}, if nobody needs it: the next pass makes it anew`,
        ]
      : [`give the service of one of the two apps another name, or move the other app's service away first`],
});
