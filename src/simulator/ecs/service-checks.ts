import type { CreateServiceCommandInput, TaskDefinition } from '@aws-sdk/client-ecs';
import { findSecurityGroup, findSubnet } from '../ec2/network.ts';
import { associatedLoadBalancers, findTargetGroup } from '../elbv2/targets.ts';
import { AwsError } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { checkProvider } from './clusters.ts';
import { clientError, findRevision, invalid } from './names.ts';
import { ecsState, type RevisionRecord, type ServiceShape } from './state.ts';

/** A revision that may be used: ACTIVE, or deregistered less than ten minutes ago (aws-facts §10). */
export function usableRevision(
  world: World,
  caller: Caller,
  name: string | undefined,
): RevisionRecord & { definition: TaskDefinition } {
  const record = findRevision(world.state(ecsState, caller), name ?? '');
  if (record === undefined) throw clientError('TaskDefinition not found.');
  const usable =
    record.definition.status === 'ACTIVE' ||
    (record.definition.status === 'INACTIVE' &&
      record.deregisteredAt !== undefined &&
      world.clock.now() - record.deregisteredAt < 600_000);
  if (!usable) throw clientError('TaskDefinition is inactive');
  return record;
}

/** What CreateService and UpdateService refuse, with AWS' sentences (aws-facts §8). */
export function checkShape(world: World, caller: Caller, shape: ServiceShape, definition: TaskDefinition): void {
  checkStrategy(shape);
  checkNetwork(world, caller, shape, definition);
  checkDeployment(shape);
  for (const balancer of shape.loadBalancers ?? []) checkBalancer(world, caller, balancer, definition);
  if ((shape.loadBalancers ?? []).length > 5) throw invalid('load balancers can have at most 5 items.');
  if ((shape.serviceRegistries ?? []).length > 1) throw invalid('service registries can have at most 1 items.');
}

function checkStrategy({ launchType, capacityProviderStrategy = [] }: ServiceShape): void {
  if (launchType !== undefined && capacityProviderStrategy.length > 0)
    throw invalid('Specify either Launch Type or Capacity Provider Strategy, but not both.');
  if (launchType !== undefined && launchType !== 'FARGATE')
    throw new AwsError(
      'NotImplementedBySimulator',
      `The simulator runs FARGATE services only, not ${launchType}.`,
      501,
    );
  if (launchType === undefined && capacityProviderStrategy.length === 0)
    throw new AwsError(
      'NotImplementedBySimulator',
      'The simulator runs FARGATE services only; name launchType or a strategy.',
      501,
    );
  for (const { capacityProvider = '' } of capacityProviderStrategy) checkProvider(capacityProvider);
  if (capacityProviderStrategy.filter(({ base = 0 }) => base > 0).length > 1)
    throw invalid(
      'There are multiple capacity providers in the specified capacity provider strategy with a base value defined. Only one capacity provider in a strategy can have a base value defined.',
    );
  if (capacityProviderStrategy.length > 0 && capacityProviderStrategy.every(({ weight = 0 }) => weight === 0))
    throw invalid('At least one capacity provider must have a weight above 0.');
}

function checkNetwork(
  world: World,
  caller: Caller,
  { networkConfiguration }: ServiceShape,
  { networkMode }: TaskDefinition,
): void {
  if (networkMode !== 'awsvpc') return;
  const vpc = networkConfiguration?.awsvpcConfiguration;
  if (vpc === undefined)
    throw invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  if ((vpc.subnets ?? []).length === 0) throw invalid('subnets can not be empty.');
  if ((vpc.subnets ?? []).length > 16) throw invalid('subnets can have at most 16 items.');
  if ((vpc.securityGroups ?? []).length > 5) throw invalid('securityGroups can have at most 5 items.');
  for (const id of vpc.subnets ?? []) {
    if (findSubnet(world, caller, id) === undefined)
      throw invalid(
        `Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
      );
  }
  for (const id of vpc.securityGroups ?? []) {
    if (findSecurityGroup(world, caller, id) === undefined)
      throw invalid(
        `Error retrieving security group information for [${id}]: The security group '${id}' does not exist (ErrorCode: InvalidGroup.NotFound)`,
      );
  }
}

function checkDeployment({ deploymentConfiguration, availabilityZoneRebalancing }: ServiceShape): void {
  const { maximumPercent = 200, strategy = 'ROLLING' } = deploymentConfiguration ?? {};
  if (strategy !== 'ROLLING')
    throw new AwsError(
      'NotImplementedBySimulator',
      `The simulator does not know the deployment strategy ${strategy}.`,
      501,
    );
  if (availabilityZoneRebalancing === 'ENABLED' && maximumPercent <= 100)
    throw invalid('AvailabilityZoneRebalancing does not support maximumPercent <= 100');
}

function checkBalancer(
  world: World,
  caller: Caller,
  balancer: NonNullable<CreateServiceCommandInput['loadBalancers']>[number],
  definition: TaskDefinition,
): void {
  const { targetGroupArn, containerName, containerPort, loadBalancerName } = balancer;
  if (loadBalancerName !== undefined) throw invalid('Classic Load Balancers are not supported with Fargate.');
  if (targetGroupArn === undefined) throw invalid('Target group ARN must be specified.');
  const container = definition.containerDefinitions?.find(({ name }) => name === containerName);
  if (container === undefined) throw invalid(`The container ${containerName} does not exist in the task definition.`);
  if (container.portMappings?.some((mapping) => mapping.containerPort === containerPort) !== true)
    throw invalid(`The container ${containerName} did not have a container port ${containerPort} defined.`);
  const group = findTargetGroup(world, caller, targetGroupArn);
  if (group === undefined)
    throw invalid(
      'Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being passed has the proper permissions.',
    );
  if (group.targetType !== 'ip')
    throw invalid(
      `The provided target group ${targetGroupArn} has target type ${group.targetType}, which is incompatible with the awsvpc network mode specified in the task definition.`,
    );
  if (associatedLoadBalancers(world, caller, targetGroupArn).length === 0)
    throw invalid(`The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`);
}
