import { Cluster$, PutClusterCapacityProvidersRequest$ } from '@aws-sdk/client-ecs';
import { capacityProviderStrategy } from './capacity-provider-strategy.ts';
import type { KindRule } from './kind-rule.ts';
import { sameCluster } from './references.ts';
import { leaf, set, struct } from './rules.ts';

/** aws-facts §2.1, «PutClusterCapacityProviders»: it replaces the set; nothing else of a cluster is ours. */
export const cluster: KindRule = {
  shapes: { declared: [PutClusterCapacityProvidersRequest$], observed: [Cluster$] },
  rule: struct({
    cluster: leaf({
      take: (side) => side.cluster ?? side.clusterArn ?? side.clusterName,
      same: sameCluster,
      silent: true,
    }),
    capacityProviders: set(),
    defaultCapacityProviderStrategy: capacityProviderStrategy,
  }),
};
