import { findingKind } from './finding.ts';

export const managedElsewhere = findingKind<{ service: string; why: string }>({
  code: 'managed-elsewhere',
  severity: 'error',
  clearedBy: 'document',
  cause: ({ service, why }) => `the ECS service ${service} is not ours to change: ${why}`,
  whatToDo: ({ service }) => [`give the document's service another name than ${service}`],
});
