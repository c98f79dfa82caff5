import type { DeploymentEarlySuccessCriteria, LoadBalancer, TaskDefinition } from '@aws-sdk/client-ecs';
import { findSecurityGroup, findSubnet } from '../ec2/network.ts';
import { associatedLoadBalancers, findTargetGroup } from '../elbv2/targets.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { checkStrategy } from './capacity-providers.ts';
import { clientError, findRevision, invalid, unknownHere } from './names.ts';
import { ecsState, type RevisionRecord, type ServiceShape } from './state.ts';

/** How long a deregistered revision can still be used, in milliseconds. */
const grace = 600_000;

/** A revision that may be used: ACTIVE, or deregistered less than ten minutes ago. */
export function usableRevision(world: World, where: Where, name: string | undefined): RevisionRecord {
  const record = findRevision(world.state(ecsState, where), name ?? '');
  if (record === undefined) throw clientError('TaskDefinition not found.');
  const { definition, deregisteredAt = 0 } = record;
  if (definition.status === 'ACTIVE') return record;
  if (definition.status === 'INACTIVE' && world.clock.now() - deregisteredAt < grace) return record;
  throw clientError('TaskDefinition is inactive');
}

/** What CreateService and UpdateService refuse, with AWS' sentences. */
export function checkShape(world: World, where: Where, shape: ServiceShape, definition: TaskDefinition): void {
  checkLaunch(shape, definition);
  checkNetwork(world, where, shape, definition);
  checkDeployment(shape);
  checkVolumes(shape, definition);
  if (shape.serviceConnectConfiguration?.enabled === true)
    throw unknownHere('namespaces, so not serviceConnectConfiguration with enabled true');
  if ((shape.serviceRegistries ?? []).length > 1) throw invalid('service registries can have at most 1 items.');
  if ((shape.loadBalancers ?? []).length > 5) throw invalid('load balancers can have at most 5 items.');
  for (const balancer of shape.loadBalancers ?? []) checkBalancer(world, where, balancer, definition);
}

const platforms = ['LATEST', '1.4.0', '1.3.0'];

/** Also of RunTask. */
export function checkLaunch(shape: ServiceShape, definition: TaskDefinition): void {
  const { launchType, capacityProviderStrategy = [], platformVersion, placementConstraints, placementStrategy } = shape;
  if (launchType !== undefined && capacityProviderStrategy.length > 0)
    throw invalid('Specify either Launch Type or Capacity Provider Strategy, but not both.');
  if (launchType !== undefined && launchType !== 'FARGATE') throw unknownHere(`the launch type ${launchType}`);
  // Without both AWS takes EC2.
  if (launchType === undefined && capacityProviderStrategy.length === 0)
    throw unknownHere('the launch type EC2, which is meant where launchType and capacityProviderStrategy are missing');
  checkStrategy(capacityProviderStrategy);
  if (definition.requiresCompatibilities?.includes('FARGATE') !== true && definition.networkMode !== 'awsvpc')
    throw invalid('Task definition does not support launch_type FARGATE.');
  if (platformVersion !== undefined && !platforms.includes(platformVersion))
    throw new AwsError('PlatformUnknownException', 'The specified platform version does not exist.');
  if ((placementConstraints ?? []).length > 0 || (placementStrategy ?? []).length > 0)
    throw invalid('Placement strategies and constraints are not supported with FARGATE launch type.');
}

/** Also of RunTask. */
export function checkNetwork(
  world: World,
  where: Where,
  { networkConfiguration }: ServiceShape,
  { networkMode }: TaskDefinition,
): void {
  if (networkMode !== 'awsvpc') return;
  const vpc = networkConfiguration?.awsvpcConfiguration;
  if (vpc === undefined)
    throw invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  const { subnets = [], securityGroups = [] } = vpc;
  if (subnets.length === 0) throw invalid('subnets can not be empty.');
  if (subnets.length > 16) throw invalid('subnets can have at most 16 items.');
  if (securityGroups.length > 5) throw invalid('securityGroups can have at most 5 items.');
  const networks = [
    ...subnets.map((id) => findSubnet(world, where, id)?.vpcId ?? missingSubnet(id)),
    ...securityGroups.map((id) => findSecurityGroup(world, where, id)?.vpcId ?? missingGroup(id)),
  ];
  if (new Set(networks).size > 1) throw invalid('Subnets and security groups must be of the same VPC.');
}

function missingSubnet(id: string): never {
  throw invalid(
    `Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
  );
}

function missingGroup(id: string): never {
  throw invalid(
    `Error retrieving security group information for [${id}]: The security group '${id}' does not exist (ErrorCode: InvalidGroup.NotFound)`,
  );
}

function checkDeployment({ deploymentConfiguration = {}, availabilityZoneRebalancing }: ServiceShape): void {
  const { maximumPercent = 200, minimumHealthyPercent = 100, strategy = 'ROLLING' } = deploymentConfiguration;
  const { lifecycleHooks = [], bakeTimeInMinutes = 0, earlySuccessCriteria } = deploymentConfiguration;
  if (strategy !== 'ROLLING') throw unknownHere(`the deployment strategy ${strategy}`);
  if (lifecycleHooks.length > 0) throw unknownHere('deploymentConfiguration.lifecycleHooks');
  if (bakeTimeInMinutes > 0) throw unknownHere('deploymentConfiguration.bakeTimeInMinutes above 0');
  if (maximumPercent <= 0 || minimumHealthyPercent < 0) throw invalid('Invalid deployment configuration percentages.');
  if (maximumPercent < minimumHealthyPercent)
    throw invalid('The maximumPercent value must be at least the minimumHealthyPercent value.');
  if (availabilityZoneRebalancing === 'ENABLED' && maximumPercent <= 100)
    throw invalid('AvailabilityZoneRebalancing does not support maximumPercent <= 100');
  if (earlySuccessCriteria?.enable === true) checkEarlySuccess(earlySuccessCriteria, minimumHealthyPercent);
}

/** Both members are needed; the sentences are our own. */
function checkEarlySuccess(
  { healthyPercent, sourceServiceRevisionCleanup }: DeploymentEarlySuccessCriteria,
  minimumHealthyPercent: number,
): void {
  if (healthyPercent === undefined || sourceServiceRevisionCleanup === undefined)
    throw invalid('earlySuccessCriteria needs healthyPercent and sourceServiceRevisionCleanup.');
  if (healthyPercent < 0 || healthyPercent > 100) throw invalid('healthyPercent must be between 0 and 100.');
  if (healthyPercent < minimumHealthyPercent)
    throw invalid('healthyPercent must be greater than or equal to minimumHealthyPercent.');
}

function checkVolumes({ volumeConfigurations = [] }: ServiceShape, { volumes = [] }: TaskDefinition): void {
  if (volumeConfigurations.length > 1) throw invalid('volumeConfigurations can have at most 1 items.');
  for (const { name } of volumeConfigurations) {
    if (!volumes.some((volume) => volume.name === name && volume.configuredAtLaunch === true))
      throw invalid(
        `The volume name '${name}' in your request does not have a matching volume in your Task Definition.`,
      );
  }
}

function checkBalancer(world: World, where: Where, balancer: LoadBalancer, definition: TaskDefinition): void {
  const { targetGroupArn, containerName, containerPort, loadBalancerName, advancedConfiguration } = balancer;
  if (loadBalancerName !== undefined) throw invalid('Classic Load Balancers are not supported with Fargate.');
  if (advancedConfiguration !== undefined) throw unknownHere('loadBalancers[].advancedConfiguration');
  if (targetGroupArn === undefined) throw invalid('Target group ARN must be specified.');
  const container = definition.containerDefinitions?.find(({ name }) => name === containerName);
  if (container === undefined) throw invalid(`The container ${containerName} does not exist in the task definition.`);
  if (container.portMappings?.some((mapping) => mapping.containerPort === containerPort) !== true)
    throw invalid(`The container ${containerName} did not have a container port ${containerPort} defined.`);
  const group = findTargetGroup(world, where, targetGroupArn);
  if (group === undefined)
    throw invalid(
      'Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being passed has the proper permissions.',
    );
  if (group.targetType !== 'ip')
    throw invalid(
      `The provided target group ${targetGroupArn} has target type ${group.targetType}, which is incompatible with the awsvpc network mode specified in the task definition.`,
    );
  if (associatedLoadBalancers(world, where, targetGroupArn).length === 0)
    throw invalid(`The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`);
}
