import { CreateService$, type CreateServiceCommandInput, type CreateServiceCommandOutput } from '@aws-sdk/client-ecs';
import { refuseOthers } from '../not-implemented.ts';
import type { Caller, World } from '../world.ts';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed } from './ecs-operation.ts';
import { clusterName, findCluster, findService, invalid, serviceArn, unknownHere } from './names.ts';
import { deploy } from './scheduler/deployments.ts';
import { checkShape, usableRevision } from './service-checks.ts';
import { same, shapeMembers, shapeOf } from './service-shape.ts';
import { launchOf, networkOf, shownService, withDefaults } from './shown-service.ts';
import { type ClusterRecord, ecsState, type ServiceRecord, type ServiceShape, serviceKey } from './state.ts';
import { tagMap } from './tags.ts';

const known = [
  ...shapeMembers,
  'serviceName',
  'cluster',
  'taskDefinition',
  'desiredCount',
  'tags',
  'clientToken',
  'deploymentController',
];

export const createService: EcsOperation<CreateServiceCommandInput, CreateServiceCommandOutput> = {
  name: 'ecs:CreateService',
  schema: CreateService$,
  effect: 'write',
  buckets: buckets.serviceModify,
  facts: ['§2.3', '§8', '§10'],
  limits: [
    needed('serviceName'),
    needed('taskDefinition'),
    {
      path: 'serviceName',
      pattern: /^[A-Za-z0-9_-]{1,255}$/,
      code: 'InvalidParameterException',
      message: 'Service names can only contain letters, numbers, hyphens and underscores.',
    },
    {
      path: 'clientToken',
      max: 36,
      code: 'InvalidParameterException',
      message: 'clientToken can have at most 36 characters.',
    },
  ],
  run(world, caller, input) {
    refuseOthers('ecs:CreateService', input, known);
    const state = world.state(ecsState, caller);
    const clusterRecord = findCluster(state, input.cluster);
    const cluster = clusterName(clusterRecord);
    checkKind(input);
    const { definition } = usableRevision(world, caller, input.taskDefinition);
    const shape = withCreateDefaults(input, clusterRecord);
    const there = findService(state, cluster, input.serviceName);
    if (there?.status === 'DRAINING') throw invalid('Unable to Start a service that is still Draining.');
    const taskDefinition = definition.taskDefinitionArn ?? '';
    if (there?.status === 'ACTIVE') return repeated(world, caller, there, input, shape, taskDefinition);
    checkShape(world, caller, shape, definition);
    const service = newService(world, caller, cluster, input, shape);
    state.services.set(serviceKey(cluster, service.name), service);
    deploy(world, caller, service, taskDefinition, shape);
    return { service: shownService(world, caller, service, true) };
  },
};

function checkKind({ deploymentController, schedulingStrategy, desiredCount }: CreateServiceCommandInput): void {
  const controller = deploymentController?.type ?? 'ECS';
  if (controller !== 'ECS') throw unknownHere(`the deployment controller ${controller}`);
  if (schedulingStrategy === 'DAEMON') {
    if (desiredCount !== undefined)
      throw invalid(
        'The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again.',
      );
    throw unknownHere('the scheduling strategy DAEMON');
  }
  if (desiredCount !== undefined && desiredCount < 0) throw invalid('Desired count can not be negative.');
}

/** The cluster's strategy where nothing is said; rebalancing where the percentages allow it. */
function withCreateDefaults(input: CreateServiceCommandInput, { cluster }: ClusterRecord): ServiceShape {
  const shape = shapeOf(input);
  const ours = cluster.defaultCapacityProviderStrategy ?? [];
  const silent = shape.launchType === undefined && (shape.capacityProviderStrategy ?? []).length === 0;
  const rebalanced = (shape.deploymentConfiguration?.maximumPercent ?? 200) > 100;
  return {
    ...shape,
    ...(silent && ours.length > 0 ? { capacityProviderStrategy: structuredClone(ours) } : {}),
    availabilityZoneRebalancing: shape.availabilityZoneRebalancing ?? (rebalanced ? 'ENABLED' : 'DISABLED'),
  };
}

function newService(
  world: World,
  caller: Caller,
  cluster: string,
  { serviceName: name = '', desiredCount = 0, tags }: CreateServiceCommandInput,
  shape: ServiceShape,
): ServiceRecord {
  const now = world.clock.now();
  return {
    name,
    cluster,
    arn: serviceArn(caller, cluster, name),
    status: 'ACTIVE',
    desiredCount,
    shape,
    tags: tagMap(tags),
    createdAt: now,
    createdBy: caller.principal,
    listedFrom: now + world.random.between(0, 5_000),
    deployments: [],
    past: [],
    revisions: [],
    events: [],
    news: { registered: {}, deregistered: {}, draining: {} },
    failedRounds: 0,
    lastRoundAt: 0,
    nextLaunchAt: 0,
    cramped: false,
    steady: false,
  };
}

/** An equal request is answered with the service that is there. */
function repeated(
  world: World,
  caller: Caller,
  there: ServiceRecord,
  { desiredCount = 0 }: CreateServiceCommandInput,
  shape: ServiceShape,
  taskDefinition: string,
) {
  const equal =
    same(comparable(there.shape), comparable(shape)) &&
    there.desiredCount === desiredCount &&
    there.revisions[0]?.taskDefinition === taskDefinition;
  if (!equal) throw invalid('Creation of service was not idempotent.');
  return { service: shownService(world, caller, there, true) };
}

/** A default that is sent is no other request than one that is left out. */
function comparable(shape: ServiceShape): object {
  return {
    ...shape,
    ...launchOf(shape),
    ...networkOf(shape),
    deploymentConfiguration: withDefaults(shape),
    platformVersion: shape.platformVersion ?? 'LATEST',
    healthCheckGracePeriodSeconds: shape.healthCheckGracePeriodSeconds ?? 0,
    enableECSManagedTags: shape.enableECSManagedTags ?? false,
    propagateTags: shape.propagateTags ?? 'NONE',
    enableExecuteCommand: shape.enableExecuteCommand ?? false,
    schedulingStrategy: 'REPLICA',
  };
}
