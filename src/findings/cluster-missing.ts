import { findingKind } from './finding.ts';

export const clusterMissing = findingKind<{ cluster: string; region: string }>({
  code: 'cluster-missing',
  severity: 'error',
  clearedBy: 'person',
  cause: ({ cluster, region }) => `there is no active cluster ${cluster} in ${region}`,
  whatToDo: ({ cluster, region }) => [
    `aws ecs create-cluster --cluster-name ${cluster} --region ${region}`,
    'or name another cluster in the document',
  ],
});
