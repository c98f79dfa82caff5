import { findingKind } from './finding.ts';

/** A removed service used it, and its tags are not ours: it is not deleted with the service (R1). */
export const leftBehind = findingKind<{ what: string; name: string; owner: 'nobody' | 'another app' }>({
  code: 'left-behind',
  severity: 'warning',
  clearedBy: 'person',
  cause: ({ what, name, owner }) =>
    `the ${what} ${name} stays: ${owner === 'nobody' ? 'it carries no tag ecs-steward:app' : 'its tag ecs-steward:app names another app'}`,
  whatToDo: ({ name }) => [`delete ${name} by hand if nobody needs it`],
});
