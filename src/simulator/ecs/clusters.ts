import {
  CreateCluster$,
  type CreateClusterCommandInput,
  type CreateClusterCommandOutput,
  DeleteCluster$,
  type DeleteClusterCommandInput,
  type DeleteClusterCommandOutput,
  DescribeClusters$,
  type DescribeClustersCommandInput,
  type DescribeClustersCommandOutput,
  ListClusters$,
  type ListClustersCommandInput,
  type ListClustersCommandOutput,
} from '@aws-sdk/client-ecs';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { buckets } from './buckets.ts';
import { checkProvider, checkStrategy } from './capacity-providers.ts';
import { type EcsOperation, needed, pageSize } from './ecs-operation.ts';
import { clusterArn, clusterName, findCluster, lastPart } from './names.ts';
import { paged } from './paging.ts';
import { shownCluster } from './shown-cluster.ts';
import { type ClusterRecord, ecsState } from './state.ts';
import { tagMap } from './tags.ts';

/** A cluster in the world, for tests and the demo. */
export function addCluster(world: World, where: Where, name: string): void {
  world.state(ecsState, where).clusters.set(name, newCluster(where, { clusterName: name }));
}

function newCluster(where: Where, input: CreateClusterCommandInput): ClusterRecord {
  const name = input.clusterName ?? 'default';
  return {
    cluster: {
      clusterArn: clusterArn(where, name),
      clusterName: name,
      status: 'ACTIVE',
      capacityProviders: [...(input.capacityProviders ?? [])],
      defaultCapacityProviderStrategy: structuredClone(input.defaultCapacityProviderStrategy ?? []),
      settings: structuredClone(input.settings ?? [{ name: 'containerInsights', value: 'disabled' }]),
      ...(input.configuration === undefined ? {} : { configuration: structuredClone(input.configuration) }),
    },
    tags: tagMap(input.tags),
  };
}

const known = [
  'clusterName',
  'tags',
  'settings',
  'configuration',
  'capacityProviders',
  'defaultCapacityProviderStrategy',
];

/** The same name again answers the cluster that is there. */
export const createCluster: EcsOperation<CreateClusterCommandInput, CreateClusterCommandOutput> = {
  name: 'ecs:CreateCluster',
  schema: CreateCluster$,
  effect: 'write',
  buckets: buckets.clusterModify,
  facts: ['§2.1'],
  limits: [
    {
      path: 'clusterName',
      pattern: /^[A-Za-z0-9_-]{1,255}$/,
      code: 'InvalidParameterException',
      message: 'Identifiers for clusters can only contain letters, numbers, hyphens and underscores.',
    },
  ],
  run(world, caller, input) {
    refuseOthers('ecs:CreateCluster', input, known);
    const state = world.state(ecsState, caller);
    const name = input.clusterName ?? 'default';
    const there = state.clusters.get(name);
    const isThere = there?.cluster.status === 'ACTIVE';
    for (const provider of input.capacityProviders ?? []) checkProvider(provider);
    checkStrategy(input.defaultCapacityProviderStrategy ?? []);
    const record = isThere ? there : newCluster(caller, input);
    state.clusters.set(name, record);
    return { cluster: shownCluster(state, record, ['TAGS', 'SETTINGS', 'CONFIGURATIONS']) };
  },
};

/** A deleted cluster lingers as INACTIVE. */
export const describeClusters: EcsOperation<DescribeClustersCommandInput, DescribeClustersCommandOutput> = {
  name: 'ecs:DescribeClusters',
  schema: DescribeClusters$,
  effect: 'read',
  buckets: buckets.clusterRead,
  facts: ['§2.1'],
  limits: [{ path: 'clusters', max: 100, code: 'InvalidParameterException', message: 'Clusters cannot exceed 100.' }],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const names = input.clusters ?? ['default'];
    const found = names.map((name) => state.clusters.get(lastPart(name)));
    return {
      clusters: found.flatMap((record) =>
        record === undefined ? [] : [shownCluster(state, record, input.include ?? [])],
      ),
      failures: names
        .filter((_name, index) => found[index] === undefined)
        .map((name) => ({ arn: clusterArn(caller, lastPart(name)), reason: 'MISSING' })),
    };
  },
};

export const listClusters: EcsOperation<ListClustersCommandInput, ListClustersCommandOutput> = {
  name: 'ecs:ListClusters',
  schema: ListClusters$,
  effect: 'read',
  buckets: buckets.clusterRead,
  facts: ['§2.1'],
  limits: [pageSize],
  run(world, caller, input) {
    const clusters = [...world.state(ecsState, caller).clusters.values()];
    const arns = clusters.flatMap(({ cluster }) => (cluster.status === 'ACTIVE' ? (cluster.clusterArn ?? []) : []));
    const { page, rest } = paged(arns, input);
    return { clusterArns: [...page], ...rest };
  },
};

export const deleteCluster: EcsOperation<DeleteClusterCommandInput, DeleteClusterCommandOutput> = {
  name: 'ecs:DeleteCluster',
  schema: DeleteCluster$,
  effect: 'write',
  buckets: buckets.clusterModify,
  facts: ['§2.1'],
  limits: [needed('cluster')],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const record = findCluster(state, input.cluster);
    const name = clusterName(record);
    if ([...state.services.values()].some(({ cluster, status }) => cluster === name && status === 'ACTIVE'))
      throw new AwsError(
        'ClusterContainsServicesException',
        'The Cluster cannot be deleted while Services are active.',
      );
    if ([...state.tasks.values()].some(({ cluster, lastStatus }) => cluster === name && lastStatus !== 'STOPPED'))
      throw new AwsError('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.');
    record.cluster.status = 'INACTIVE';
    return { cluster: shownCluster(state, record, []) };
  },
};
