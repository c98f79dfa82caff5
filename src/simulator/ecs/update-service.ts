import { UpdateService$, type UpdateServiceCommandInput, type UpdateServiceCommandOutput } from '@aws-sdk/client-ecs';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { buckets } from './buckets.ts';
import { changeCount } from './counts.ts';
import { type EcsOperation, needed } from './ecs-operation.ts';
import { clusterName, findCluster, findRevision, findService, invalid, serviceNotFound, unknownHere } from './names.ts';
import { deploy } from './scheduler/deployments.ts';
import { wake } from './scheduler/wake.ts';
import { checkShape, usableRevision } from './service-checks.ts';
import { deployed, same, shapeMembers, shapeOf } from './service-shape.ts';
import { shownService } from './shown-service.ts';
import { ecsState, type ServiceRecord, type ServiceShape } from './state.ts';

/** launchType and schedulingStrategy can't be changed. */
const known = [
  ...shapeMembers.filter((member) => member !== 'launchType' && member !== 'schedulingStrategy'),
  'service',
  'cluster',
  'taskDefinition',
  'desiredCount',
  'forceNewDeployment',
  'deploymentController',
];

export const updateService: EcsOperation<UpdateServiceCommandInput, UpdateServiceCommandOutput> = {
  name: 'ecs:UpdateService',
  schema: UpdateService$,
  effect: 'write',
  buckets: buckets.serviceModify,
  facts: ['§2.3', '§2.5', '§8'],
  limits: [needed('service')],
  run(world, caller, input) {
    refuseOthers('ecs:UpdateService', input, known);
    const service = activeService(world, caller, input);
    const current = service.revisions[0]?.taskDefinition ?? '';
    const taskDefinition = definitionOf(world, caller, input, current);
    const given = shapeOf(input);
    const shape = merged(service.shape, given);
    check(world, caller, service, given, shape, taskDefinition);
    const starts =
      input.forceNewDeployment === true ||
      taskDefinition !== current ||
      !same(deployed(shape), deployed(service.shape));
    service.shape = shape;
    if (input.desiredCount !== undefined) changeCount(world, caller, service, input.desiredCount);
    const [primary] = service.deployments;
    if (starts) deploy(world, caller, service, taskDefinition, shape);
    else if (primary !== undefined) primary.shape = structuredClone(shape);
    // Any update ends the pacing of failed launches.
    Object.assign(service, { failedRounds: 0, nextLaunchAt: 0 });
    if (!service.steady) wake(world, caller, service);
    return { service: shownService(world, caller, service, true) };
  },
};

function activeService(world: World, caller: Caller, input: UpdateServiceCommandInput): ServiceRecord {
  const state = world.state(ecsState, caller);
  const service = findService(state, clusterName(findCluster(state, input.cluster)), input.service);
  if (service === undefined || service.status === 'INACTIVE') throw serviceNotFound();
  if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
  const controller = input.deploymentController?.type ?? 'ECS';
  if (controller !== 'ECS') throw unknownHere(`the deployment controller ${controller}`);
  if ((input.desiredCount ?? 0) < 0) throw invalid('Desired count can not be negative.');
  return service;
}

/** A service goes on with a revision that was deregistered; only a new use of it is refused. */
function definitionOf(world: World, caller: Caller, input: UpdateServiceCommandInput, current: string): string {
  if (input.taskDefinition === undefined) return current;
  const wanted = findRevision(world.state(ecsState, caller), input.taskDefinition)?.definition.taskDefinitionArn;
  if (wanted === current) return current;
  return usableRevision(world, caller, input.taskDefinition).definition.taskDefinitionArn ?? '';
}

/** What is not sent stays; the deployment configuration is merged one level deep. */
function merged(before: ServiceShape, given: ServiceShape): ServiceShape {
  const shape: ServiceShape = { ...before, ...given };
  if (given.deploymentConfiguration !== undefined)
    shape.deploymentConfiguration = { ...before.deploymentConfiguration, ...given.deploymentConfiguration };
  const { capacityProviderStrategy } = given;
  if (capacityProviderStrategy === undefined) return shape;
  // A strategy takes the place of the launch type; an empty one goes back to it.
  const { launchType, ...rest } = shape;
  return capacityProviderStrategy.length > 0 ? rest : { ...rest, launchType: launchType ?? 'FARGATE' };
}

/** Only what is sent is checked again: a count can change although a target group has lost its load balancer. */
function check(
  world: World,
  caller: Caller,
  service: ServiceRecord,
  given: ServiceShape,
  shape: ServiceShape,
  taskDefinition: string,
): void {
  const definition = findRevision(world.state(ecsState, caller), taskDefinition)?.definition;
  if (definition === undefined) return;
  const moves = taskDefinition !== service.revisions[0]?.taskDefinition;
  const { loadBalancers, ...unsent } = shape;
  checkShape(world, caller, given.loadBalancers === undefined && !moves ? unsent : shape, definition);
}
