import {
  type CapacityProviderStrategyItem,
  PutClusterCapacityProviders$,
  type PutClusterCapacityProvidersCommandInput,
  type PutClusterCapacityProvidersCommandOutput,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../operation.ts';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed } from './ecs-operation.ts';
import { clusterName, findCluster, invalid } from './names.ts';
import { shownCluster } from './shown-cluster.ts';
import { type EcsState, ecsState } from './state.ts';

/** What AWS refuses in a strategy, of a cluster, a service or RunTask. */
export function checkStrategy(strategy: readonly CapacityProviderStrategyItem[]): void {
  if (strategy.length > 20) throw invalid('A capacity provider strategy can have at most 20 items.');
  for (const { capacityProvider = '', weight = 0, base = 0 } of strategy) {
    checkProvider(capacityProvider);
    if (weight < 0 || weight > 1_000) throw invalid('The weight of a capacity provider must be between 0 and 1000.');
    if (base < 0 || base > 100_000) throw invalid('The base of a capacity provider must be between 0 and 100000.');
  }
  if (strategy.filter(({ base = 0 }) => base > 0).length > 1)
    throw invalid(
      'There are multiple capacity providers in the specified capacity provider strategy with a base value defined. Only one capacity provider in a strategy can have a base value defined.',
    );
  if (strategy.length > 0 && strategy.every(({ weight = 0 }) => weight === 0))
    throw invalid('At least one capacity provider must have a weight above 0.');
}

/** Fargate's two need no creation; there are no others here. */
export function checkProvider(name: string): void {
  if (name !== 'FARGATE' && name !== 'FARGATE_SPOT') throw providerNotFound(name);
}

function providerNotFound(name: string): AwsError {
  return invalid(`The specified capacity provider '${name}' was not found. Specify a valid name and try again.`);
}

/** Replaces the whole set; what is in use can't be left out. */
export const putClusterCapacityProviders: EcsOperation<
  PutClusterCapacityProvidersCommandInput,
  PutClusterCapacityProvidersCommandOutput
> = {
  name: 'ecs:PutClusterCapacityProviders',
  schema: PutClusterCapacityProviders$,
  effect: 'write',
  buckets: buckets.clusterModify,
  facts: ['§2.1', '§8'],
  limits: [needed('cluster'), needed('capacityProviders'), needed('defaultCapacityProviderStrategy')],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const record = findCluster(state, input.cluster);
    const { capacityProviders = [], defaultCapacityProviderStrategy = [] } = input;
    for (const provider of capacityProviders) checkProvider(provider);
    checkStrategy(defaultCapacityProviderStrategy);
    for (const { capacityProvider = '' } of defaultCapacityProviderStrategy)
      if (!capacityProviders.includes(capacityProvider)) throw providerNotFound(capacityProvider);
    const used = inUse(state, clusterName(record));
    const detached = (record.cluster.capacityProviders ?? []).filter((name) => !capacityProviders.includes(name));
    if (detached.some((name) => used.has(name)))
      throw new AwsError('ResourceInUseException', 'The specified capacity provider is in use and cannot be removed.');
    record.cluster = {
      ...record.cluster,
      capacityProviders: [...capacityProviders],
      defaultCapacityProviderStrategy: structuredClone(defaultCapacityProviderStrategy),
    };
    return { cluster: shownCluster(state, record, []) };
  },
};

function inUse(state: EcsState, cluster: string): Set<string> {
  const services = [...state.services.values()].filter((one) => one.cluster === cluster && one.status === 'ACTIVE');
  const tasks = [...state.tasks.values()].filter((task) => task.cluster === cluster && task.lastStatus !== 'STOPPED');
  return new Set([
    ...services.flatMap(({ shape }) =>
      (shape.capacityProviderStrategy ?? []).map(({ capacityProvider = '' }) => capacityProvider),
    ),
    ...tasks.flatMap(({ capacityProvider }) => capacityProvider ?? []),
  ]);
}
