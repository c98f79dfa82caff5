import {
  type Cluster,
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
  PutClusterCapacityProviders$,
  type PutClusterCapacityProvidersCommandInput,
  type PutClusterCapacityProvidersCommandOutput,
  UpdateClusterSettings$,
  type UpdateClusterSettingsCommandInput,
  type UpdateClusterSettingsCommandOutput,
} from '@aws-sdk/client-ecs';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { buckets, clusterArn, clusterName, findCluster, invalid, lastPart, tagList, tagMap } from './names.ts';
import { type ClusterRecord, type EcsState, ecsState } from './state.ts';

type Answer<Output> = Omit<Output, '$metadata'>;

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

/** Counts are those of now; settings, tags and configuration only where they are asked for (aws-facts §2.1). */
function shown(state: EcsState, record: ClusterRecord, include: readonly string[]): Cluster {
  const name = clusterName(record);
  const tasks = [...state.tasks.values()].filter(({ cluster }) => cluster === name);
  const { settings, configuration, ...plain } = record.cluster;
  return structuredClone({
    ...plain,
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'PENDING' || lastStatus === 'PROVISIONING')
      .length,
    activeServicesCount: [...state.services.values()].filter(
      ({ cluster, status }) => cluster === name && status === 'ACTIVE',
    ).length,
    statistics: [],
    tags: include.includes('TAGS') ? tagList(record.tags) : [],
    settings: include.includes('SETTINGS') ? (settings ?? []) : [],
    ...(include.includes('CONFIGURATIONS') && configuration !== undefined ? { configuration } : {}),
  });
}

export const createCluster: Operation<CreateClusterCommandInput, Answer<CreateClusterCommandOutput>> = {
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
      message: 'Cluster name can only contain letters, numbers, hyphens and underscores.',
    },
  ],
  run(world, caller, input) {
    refuseOthers('ecs:CreateCluster', input, [
      'clusterName',
      'tags',
      'settings',
      'configuration',
      'capacityProviders',
      'defaultCapacityProviderStrategy',
    ]);
    const state = world.state(ecsState, caller);
    const name = input.clusterName ?? 'default';
    const there = state.clusters.get(name);
    const record = there !== undefined && there.cluster.status === 'ACTIVE' ? there : newCluster(caller, input);
    state.clusters.set(name, record);
    return { cluster: shown(state, record, ['TAGS', 'SETTINGS', 'CONFIGURATIONS']) };
  },
};

export const describeClusters: Operation<DescribeClustersCommandInput, Answer<DescribeClustersCommandOutput>> = {
  name: 'ecs:DescribeClusters',
  schema: DescribeClusters$,
  effect: 'read',
  buckets: buckets.clusterRead,
  facts: ['§2.1'],
  limits: [{ path: 'clusters', max: 100, code: 'InvalidParameterException', message: 'Cluster cannot exceed 100.' }],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const names = input.clusters ?? ['default'];
    const found = names.map((name) => state.clusters.get(lastPart(name)));
    return {
      clusters: found
        .filter((record) => record !== undefined)
        .map((record) => shown(state, record, input.include ?? [])),
      failures: names
        .filter((_name, index) => found[index] === undefined)
        .map((name) => ({ arn: clusterArn(caller, lastPart(name)), reason: 'MISSING' })),
    };
  },
};

export const listClusters: Operation<ListClustersCommandInput, Answer<ListClustersCommandOutput>> = {
  name: 'ecs:ListClusters',
  schema: ListClusters$,
  effect: 'read',
  buckets: buckets.clusterRead,
  facts: ['§2.1'],
  limits: [],
  run(world, caller, input) {
    refuseOthers('ecs:ListClusters', input, ['maxResults']);
    const active = [...world.state(ecsState, caller).clusters.values()].filter(
      ({ cluster }) => cluster.status === 'ACTIVE',
    );
    return { clusterArns: active.map(({ cluster }) => cluster.clusterArn ?? '') };
  },
};

export const deleteCluster: Operation<DeleteClusterCommandInput, Answer<DeleteClusterCommandOutput>> = {
  name: 'ecs:DeleteCluster',
  schema: DeleteCluster$,
  effect: 'write',
  buckets: buckets.clusterModify,
  facts: ['§2.1'],
  limits: [],
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
    return { cluster: shown(state, record, []) };
  },
};

export const putClusterCapacityProviders: Operation<
  PutClusterCapacityProvidersCommandInput,
  Answer<PutClusterCapacityProvidersCommandOutput>
> = {
  name: 'ecs:PutClusterCapacityProviders',
  schema: PutClusterCapacityProviders$,
  effect: 'write',
  buckets: buckets.clusterModify,
  facts: ['§2.1'],
  limits: ['cluster', 'capacityProviders', 'defaultCapacityProviderStrategy'].map((path) => ({
    path,
    required: true,
    code: 'InvalidParameterException',
    message: `${path} is required.`,
  })),
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const record = findCluster(state, input.cluster);
    for (const provider of input.capacityProviders ?? []) checkProvider(provider);
    for (const { capacityProvider = '' } of input.defaultCapacityProviderStrategy ?? []) {
      if (!(input.capacityProviders ?? []).includes(capacityProvider))
        throw invalid(
          `The specified capacity provider '${capacityProvider}' was not found. Specify a valid name and try again.`,
        );
    }
    record.cluster = {
      ...record.cluster,
      capacityProviders: [...(input.capacityProviders ?? [])],
      defaultCapacityProviderStrategy: structuredClone(input.defaultCapacityProviderStrategy ?? []),
    };
    return { cluster: shown(state, record, []) };
  },
};

export function checkProvider(name: string): void {
  if (name !== 'FARGATE' && name !== 'FARGATE_SPOT')
    throw invalid(`The specified capacity provider '${name}' was not found. Specify a valid name and try again.`);
}

export const updateClusterSettings: Operation<
  UpdateClusterSettingsCommandInput,
  Answer<UpdateClusterSettingsCommandOutput>
> = {
  name: 'ecs:UpdateClusterSettings',
  schema: UpdateClusterSettings$,
  effect: 'write',
  buckets: buckets.clusterModify,
  facts: ['§2.1'],
  limits: [],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const record = findCluster(state, input.cluster);
    const merged = new Map((record.cluster.settings ?? []).map((setting) => [setting.name, setting]));
    for (const setting of input.settings ?? []) merged.set(setting.name, structuredClone(setting));
    record.cluster.settings = [...merged.values()];
    return { cluster: shown(state, record, ['SETTINGS']) };
  },
};
