import { clusterMissing } from '../findings/cluster-missing.ts';
import { differences } from './compare.ts';
import { type Observation, observedOf } from './observation.ts';
import { step, withheldAsUnknown } from './planning.ts';
import { due } from './repository.ts';
import { type Around, type Look, nothingPlanned, type Planned, type ResourceKind } from './resource-kind.ts';

/** The cluster exists and is active; its capacity providers only where the document declares them (aws-facts §2.1). */
export const cluster: ResourceKind = {
  kind: 'cluster',
  needs: [],
  calls: ['ecs:DescribeClusters', 'ecs:PutClusterCapacityProviders'],
  observe,
  plan,
  remove: () => nothingPlanned,
};

async function observe(look: Look, seen: Observation): Promise<void> {
  const declared = due(look).some(({ app }) => app.clusterCapacityProviders !== undefined);
  const lost = [...seen.services.values()].some(
    (service) => service.is === 'unknown' && service.failure.code === 'ClusterNotFoundException',
  );
  if (!lost && !declared) return;
  const result = await look.aws.send('ecs:DescribeClusters', { clusters: [look.cluster] });
  seen.clusters.set(
    look.cluster,
    observedOf(result, ({ clusters }) =>
      clusters?.find((each) => each.clusterName === look.cluster && each.status !== 'INACTIVE'),
    ),
  );
}

function plan({ app, seen, reason, service }: Around): Planned {
  const observed = seen.clusters.get(app.cluster);
  const place = { app: app.app, resource: app.cluster };
  if (observed === undefined) return nothingPlanned;
  if (observed.is === 'unknown') return withheldAsUnknown(place, observed.failure);
  if (observed.is === 'absent')
    return { ...nothingPlanned, findings: [clusterMissing(place, { cluster: app.cluster, region: app.region })] };
  const wanted = app.clusterCapacityProviders;
  // The cluster is the app's, not a service's: planned once, with the first service.
  if (wanted === undefined || app.services[0]?.name !== service.name) return nothingPlanned;
  const found = differences('cluster', wanted, observed.seen);
  if (found.length === 0) return nothingPlanned;
  return {
    ...nothingPlanned,
    steps: [
      step({
        kind: 'cluster',
        service: undefined,
        does: 'put capacity providers',
        call: 'ecs:PutClusterCapacityProviders',
        target: app.cluster,
        input: { cluster: app.cluster, ...wanted },
        reason,
        risk: 'medium',
        why: 'its capacity providers are not as declared',
        differences: found,
      }),
    ],
  };
}
