/** Throttle buckets of ECS: one a row, shared by its operations. Refill is a second. */
export const buckets = {
  clusterModify: [{ name: 'ecs cluster modify', burst: 20, refill: 1 }],
  clusterRead: [{ name: 'ecs cluster read', burst: 50, refill: 20 }],
  definitionModify: [{ name: 'ecs task definition modify', burst: 20, refill: 1 }],
  definitionRead: [{ name: 'ecs task definition read', burst: 50, refill: 20 }],
  definitionDelete: [{ name: 'ecs task definition delete', burst: 5, refill: 1 }],
  tagModify: [{ name: 'ecs tag modify', burst: 20, refill: 10 }],
  tagRead: [{ name: 'ecs tag read', burst: 50, refill: 20 }],
  resourceModify: [{ name: 'ecs cluster resource modify', burst: 100, refill: 40 }],
  /** Fargate bounds RunTask's calls once more («AWS Fargate throttling quotas»). */
  runTask: [
    { name: 'ecs cluster resource modify', burst: 100, refill: 40 },
    { name: 'fargate run task', burst: 20, refill: 20 },
  ],
  resourceRead: [{ name: 'ecs cluster resource read', burst: 100, refill: 20 }],
  serviceModify: [{ name: 'ecs service modify', burst: 50, refill: 5 }],
  serviceRead: [{ name: 'ecs service read', burst: 100, refill: 20 }],
  deployment: [{ name: 'ecs service deployment', burst: 50, refill: 20 }],
  revision: [{ name: 'ecs service revision', burst: 50, refill: 20 }],
} as const;
