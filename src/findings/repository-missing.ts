import { findingKind } from './finding.ts';

export const repositoryMissing = findingKind<{ repository: string }>({
  code: 'repository-missing',
  severity: 'error',
  clearedBy: 'person',
  cause: ({ repository }) => `the ECR repository ${repository} does not exist`,
  whatToDo: ({ repository }) => [
    'to have it made, add to the service: repository: {}',
    `aws ecr create-repository --repository-name ${repository}`,
  ],
});
