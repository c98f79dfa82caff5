import { findingKind } from './finding.ts';

export const foreignScaling = findingKind<{ name: string; what: 'policy' | 'scheduled action' }>({
  code: 'foreign-scaling',
  severity: 'warning',
  clearedBy: 'person',
  cause: ({ name, what }) =>
    `the scaling ${what} ${name} is not in the document and was not made by ecs-steward; it changes the count, too`,
  whatToDo: ({ name }) => [`add it to scaling in the document under its name, or delete ${name}`],
});
