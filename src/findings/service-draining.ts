import { findingKind } from './finding.ts';

export const serviceDraining = findingKind<{ service: string }>({
  code: 'service-draining',
  severity: 'note',
  clearedBy: 'itself',
  cause: ({ service }) =>
    `the ECS service ${service} was deleted and still drains; its name is free when its last task has stopped`,
  whatToDo: () => ['nothing: the service is made as soon as the name is free'],
});
