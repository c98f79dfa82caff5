import { isDeepStrictEqual } from 'node:util';
import {
  CreateService$,
  type CreateServiceCommandInput,
  type CreateServiceCommandOutput,
  DeleteService$,
  type DeleteServiceCommandInput,
  type DeleteServiceCommandOutput,
  DescribeServices$,
  type DescribeServicesCommandInput,
  type DescribeServicesCommandOutput,
  ListServices$,
  type ListServicesCommandInput,
  type ListServicesCommandOutput,
  UpdateService$,
  type UpdateServiceCommandInput,
  type UpdateServiceCommandOutput,
} from '@aws-sdk/client-ecs';
import { onServiceDeleted } from '../application-autoscaling/scaler.ts';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { buckets, clusterName, findCluster, findService, invalid, lastPart, serviceArn, tagMap } from './names.ts';
import { paged } from './paging.ts';
import { deploy } from './scheduler/deployments.ts';
import { wake } from './scheduler/wake.ts';
import { checkShape, usableRevision } from './service-checks.ts';
import { launchOf, networkOf, shownService } from './shown-service.ts';
import { type ClusterRecord, ecsState, type ServiceRecord, type ServiceShape, serviceKey } from './state.ts';

type Answer<Output> = Omit<Output, '$metadata'>;

const shapeMembers = [
  'launchType',
  'capacityProviderStrategy',
  'platformVersion',
  'networkConfiguration',
  'loadBalancers',
  'serviceRegistries',
  'deploymentConfiguration',
  'healthCheckGracePeriodSeconds',
  'placementConstraints',
  'placementStrategy',
  'enableECSManagedTags',
  'propagateTags',
  'enableExecuteCommand',
  'availabilityZoneRebalancing',
  'schedulingStrategy',
] as const satisfies readonly (keyof ServiceShape)[];

/** Changes of these start a deployment (aws-facts §2.3, «new deployment?»); as shown, so that a default that is sent is no change. */
function deployed(shape: ServiceShape) {
  return {
    launch: launchOf(shape),
    network: networkOf(shape),
    platformVersion: shape.platformVersion ?? 'LATEST',
    loadBalancers: shape.loadBalancers ?? [],
    serviceRegistries: shape.serviceRegistries ?? [],
  };
}

function shapeOf(input: object): ServiceShape {
  const given = input as Readonly<Record<string, unknown>>;
  return structuredClone(
    Object.fromEntries(
      shapeMembers.filter((member) => given[member] !== undefined).map((member) => [member, given[member]]),
    ),
  ) as ServiceShape;
}

export const createService: Operation<CreateServiceCommandInput, Answer<CreateServiceCommandOutput>> = {
  name: 'ecs:CreateService',
  schema: CreateService$,
  effect: 'write',
  buckets: buckets.serviceModify,
  facts: ['§2.3', '§8'],
  limits: [
    {
      path: 'serviceName',
      required: true,
      pattern: /^[A-Za-z0-9_-]{1,255}$/,
      code: 'InvalidParameterException',
      message: 'Service names can only contain letters, numbers, hyphens and underscores.',
    },
  ],
  run(world, caller, input) {
    refuseOthers('ecs:CreateService', input, [
      ...shapeMembers,
      'serviceName',
      'cluster',
      'taskDefinition',
      'desiredCount',
      'tags',
      'clientToken',
      'deploymentController',
    ]);
    const state = world.state(ecsState, caller);
    const clusterRecord = findCluster(state, input.cluster);
    const cluster = clusterName(clusterRecord);
    const name = input.serviceName ?? '';
    if ((input.deploymentController?.type ?? 'ECS') !== 'ECS')
      throw new AwsError('NotImplementedBySimulator', 'The simulator knows the deployment controller ECS only.', 501);
    if ((input.schedulingStrategy ?? 'REPLICA') !== 'REPLICA')
      throw new AwsError('NotImplementedBySimulator', 'The simulator knows the scheduling strategy REPLICA only.', 501);
    const { definition } = usableRevision(world, caller, input.taskDefinition);
    const shape = newShape(input, clusterRecord);
    const there = findService(state, cluster, name);
    if (there?.status === 'DRAINING') throw invalid('Unable to Start a service that is still Draining.');
    if (there?.status === 'ACTIVE')
      return repeated(world, caller, there, input, shape, definition.taskDefinitionArn ?? '');
    checkShape(world, caller, shape, definition);
    const service: ServiceRecord = {
      name,
      cluster,
      arn: serviceArn(caller, cluster, name),
      status: 'ACTIVE',
      desiredCount: input.desiredCount ?? 0,
      shape,
      tags: tagMap(input.tags),
      createdAt: world.clock.now(),
      createdBy: caller.principal,
      deployments: [],
      past: [],
      events: [],
      failuresInRow: 0,
      nextLaunchAt: 0,
      steady: false,
    };
    state.services.set(serviceKey(cluster, name), service);
    deploy(world, caller, service, definition.taskDefinitionArn ?? '', shape);
    return { service: shownService(world, caller, service, true) };
  },
};

/** What only CreateService fills in: the cluster's strategy, and rebalancing wherever it is possible (aws-facts §2.3). */
function newShape(input: CreateServiceCommandInput, { cluster }: ClusterRecord): ServiceShape {
  const shape = shapeOf(input);
  const strategy = cluster.defaultCapacityProviderStrategy ?? [];
  const neither = shape.launchType === undefined && (shape.capacityProviderStrategy ?? []).length === 0;
  const most = input.deploymentConfiguration?.maximumPercent ?? 200;
  return {
    ...shape,
    ...(neither && strategy.length > 0 ? { capacityProviderStrategy: structuredClone(strategy) } : {}),
    availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? (most > 100 ? 'ENABLED' : 'DISABLED'),
  };
}

/** An equal request is answered with the service that is there (aws-facts §2.3). */
function repeated(
  world: World,
  caller: Caller,
  there: ServiceRecord,
  input: CreateServiceCommandInput,
  shape: ServiceShape,
  definition: string,
) {
  const [first] = there.deployments;
  const same =
    isDeepStrictEqual(there.shape, shape) &&
    there.desiredCount === (input.desiredCount ?? 0) &&
    first?.taskDefinition === definition;
  if (!same) throw invalid('Creation of service was not idempotent.');
  return { service: shownService(world, caller, there, true) };
}

export const updateService: Operation<UpdateServiceCommandInput, Answer<UpdateServiceCommandOutput>> = {
  name: 'ecs:UpdateService',
  schema: UpdateService$,
  effect: 'write',
  buckets: buckets.serviceModify,
  facts: ['§2.3', '§8'],
  limits: [],
  run(world, caller, input) {
    refuseOthers('ecs:UpdateService', input, [
      ...shapeMembers.filter((member) => member !== 'launchType' && member !== 'schedulingStrategy'),
      'service',
      'cluster',
      'taskDefinition',
      'desiredCount',
      'forceNewDeployment',
    ]);
    const state = world.state(ecsState, caller);
    const service = findService(state, clusterName(findCluster(state, input.cluster)), input.service);
    if (service === undefined || service.status === 'INACTIVE')
      throw new AwsError('ServiceNotFoundException', 'Service not found.');
    if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
    const current = service.deployments[0]?.taskDefinition ?? '';
    const { definition } = usableRevision(world, caller, input.taskDefinition ?? current);
    const { availabilityZoneRebalancing: before, ...kept } = service.shape;
    const given = shapeOf(input);
    const shape: ServiceShape = {
      ...kept,
      ...(before === undefined ? {} : { availabilityZoneRebalancing: before }),
      ...given,
    };
    // Members of the deployment configuration that are not sent stay (aws-facts §2.3: merged one level deep).
    if (given.deploymentConfiguration !== undefined)
      shape.deploymentConfiguration = { ...service.shape.deploymentConfiguration, ...given.deploymentConfiguration };
    if ((given.capacityProviderStrategy ?? []).length > 0) delete shape.launchType;
    else if (given.capacityProviderStrategy !== undefined) shape.launchType ??= 'FARGATE';
    // Only what is sent is checked again: a count can change although a target group has lost its load balancer.
    const moves = definition.taskDefinitionArn !== current;
    const { loadBalancers, ...unsent } = shape;
    checkShape(world, caller, given.loadBalancers === undefined && !moves ? unsent : shape, definition);
    const starts =
      input.forceNewDeployment === true ||
      definition.taskDefinitionArn !== current ||
      !isDeepStrictEqual(deployed(shape), deployed(service.shape));
    service.shape = shape;
    if (input.desiredCount !== undefined && input.desiredCount !== service.desiredCount) {
      service.desiredCount = input.desiredCount;
      service.steady = false;
    }
    const [primary] = service.deployments;
    if (starts) deploy(world, caller, service, definition.taskDefinitionArn ?? '', shape);
    else if (primary !== undefined) primary.shape = structuredClone(shape);
    // Any update ends the pacing of failed launches.
    Object.assign(service, { failuresInRow: 0, nextLaunchAt: 0 });
    wake(world, caller, service);
    return { service: shownService(world, caller, service, true) };
  },
};

export const deleteService: Operation<DeleteServiceCommandInput, Answer<DeleteServiceCommandOutput>> = {
  name: 'ecs:DeleteService',
  schema: DeleteService$,
  effect: 'write',
  buckets: buckets.serviceModify,
  facts: ['§2.4', '§8'],
  limits: [],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const service = findService(state, clusterName(findCluster(state, input.cluster)), input.service);
    if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
    if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
    if (service.desiredCount > 0 && input.force !== true)
      throw invalid('The service cannot be stopped while it is scaled above 0.');
    service.status = 'DRAINING';
    service.desiredCount = 0;
    service.tags = new Map();
    onServiceDeleted(world, caller, service.cluster, service.name);
    wake(world, caller, service);
    return { service: shownService(world, caller, service, false) };
  },
};

export const describeServices: Operation<DescribeServicesCommandInput, Answer<DescribeServicesCommandOutput>> = {
  name: 'ecs:DescribeServices',
  schema: DescribeServices$,
  effect: 'read',
  buckets: buckets.serviceRead,
  facts: ['§2.4'],
  limits: [
    {
      path: 'services',
      required: true,
      min: 1,
      code: 'InvalidParameterException',
      message: 'Services cannot be empty.',
    },
    { path: 'services', max: 10, code: 'InvalidParameterException', message: 'Services cannot exceed 10.' },
  ],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    const names = input.services ?? [];
    const found = names.map((name) => findService(state, cluster, name));
    return {
      services: found
        .filter((service) => service !== undefined)
        .map((service) => shownService(world, caller, service, (input.include ?? []).includes('TAGS'))),
      failures: names
        .filter((_name, index) => found[index] === undefined)
        .map((name) => ({ arn: serviceArn(caller, cluster, lastPart(name)), reason: 'MISSING' })),
    };
  },
};

export const listServices: Operation<ListServicesCommandInput, Answer<ListServicesCommandOutput>> = {
  name: 'ecs:ListServices',
  schema: ListServices$,
  effect: 'read',
  buckets: buckets.serviceRead,
  facts: ['§2.4', '§10'],
  limits: [
    {
      path: 'maxResults',
      min: 1,
      max: 100,
      code: 'InvalidParameterException',
      message: 'maxResults must be between 1 and 100.',
    },
  ],
  run(world, caller, input) {
    refuseOthers('ecs:ListServices', input, ['cluster', 'maxResults', 'nextToken', 'launchType', 'schedulingStrategy']);
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    // What the simulator runs is all of one kind.
    const { launchType = 'FARGATE', schedulingStrategy = 'REPLICA' } = input;
    const known = launchType === 'FARGATE' && schedulingStrategy === 'REPLICA';
    const arns = [...state.services.values()]
      .filter((service) => known && service.cluster === cluster && service.status === 'ACTIVE')
      .map((service) => service.arn);
    const { page, nextToken } = paged(arns, input.maxResults ?? 10, input.nextToken);
    return { serviceArns: page, ...(nextToken === undefined ? {} : { nextToken }) };
  },
};
