import type { Deployment, Service } from '@aws-sdk/client-ecs';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { arn, clusterArn, tagList } from './names.ts';
import { type DeploymentRecord, ecsState, type ServiceRecord, type ServiceShape, type TaskRecord } from './state.ts';

/** A service as DescribeServices answers it, with the defaults that it adds (aws-facts §2.3, §2.5). */
export function shownService(world: World, where: Where, service: ServiceRecord, withTags: boolean): Service {
  const tasks = [...world.state(ecsState, where).tasks.values()].filter(
    (task) => task.cluster === service.cluster && task.service === service.name && task.lastStatus !== 'STOPPED',
  );
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  const { shape } = service;
  return structuredClone({
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: clusterArn(where, service.cluster),
    status: service.status,
    desiredCount: service.desiredCount,
    ...countsOf(tasks),
    taskDefinition: primary?.taskDefinition ?? '',
    loadBalancers: shape.loadBalancers ?? [],
    serviceRegistries: shape.serviceRegistries ?? [],
    platformVersion: shape.platformVersion ?? 'LATEST',
    platformFamily: 'Linux',
    ...launchOf(shape),
    deploymentConfiguration: deploymentDefaults(shape),
    deploymentController: { type: 'ECS' as const },
    deployments: service.deployments.map((deployment) =>
      shownDeployment(
        service,
        deployment,
        tasks.filter((task) => task.deployment === deployment.id),
      ),
    ),
    events: service.events.map(({ id, createdAt, message }) => ({ id, createdAt: new Date(createdAt), message })),
    createdAt: new Date(service.createdAt),
    createdBy: service.createdBy,
    placementConstraints: shape.placementConstraints ?? [],
    placementStrategy: shape.placementStrategy ?? [],
    networkConfiguration: networkOf(shape),
    schedulingStrategy: 'REPLICA' as const,
    enableECSManagedTags: shape.enableECSManagedTags ?? false,
    propagateTags: shape.propagateTags ?? 'NONE',
    enableExecuteCommand: shape.enableExecuteCommand ?? false,
    availabilityZoneRebalancing: shape.availabilityZoneRebalancing ?? 'DISABLED',
    ...((shape.loadBalancers ?? []).length > 0
      ? {
          healthCheckGracePeriodSeconds: shape.healthCheckGracePeriodSeconds ?? 0,
          roleArn: `arn:aws:iam::${where.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
        }
      : {}),
    ...(withTags ? { tags: tagList(service.tags) } : {}),
    ...(primary === undefined ? {} : { currentServiceRevisions: [shownRevision(where, service, primary, tasks)] }),
  });
}

function shownRevision(
  where: Where,
  { cluster, name }: ServiceRecord,
  primary: DeploymentRecord,
  tasks: readonly TaskRecord[],
) {
  const digits = primary.id.slice('ecs-svc/'.length);
  return { arn: arn(where, `service-revision/${cluster}/${name}/${digits}`), ...revisionCounts(tasks, primary) };
}

function revisionCounts(tasks: readonly TaskRecord[], { id }: DeploymentRecord) {
  const own = tasks.filter(({ deployment }) => deployment === id);
  const { runningCount, pendingCount } = countsOf(own);
  return { requestedTaskCount: own.length, runningTaskCount: runningCount, pendingTaskCount: pendingCount };
}

function countsOf(tasks: readonly TaskRecord[]): { runningCount: number; pendingCount: number } {
  const running = tasks.filter(
    ({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING',
  );
  const pending = tasks.filter(
    ({ lastStatus, desiredStatus }) =>
      desiredStatus === 'RUNNING' &&
      (lastStatus === 'PROVISIONING' || lastStatus === 'PENDING' || lastStatus === 'ACTIVATING'),
  );
  return { runningCount: running.length, pendingCount: pending.length };
}

export function launchOf({ launchType, capacityProviderStrategy = [] }: ServiceShape) {
  return capacityProviderStrategy.length > 0
    ? {
        capacityProviderStrategy: capacityProviderStrategy.map(({ capacityProvider, weight = 0, base = 0 }) => ({
          capacityProvider,
          weight,
          base,
        })),
      }
    : { launchType: launchType ?? 'FARGATE' };
}

export function networkOf({ networkConfiguration }: ServiceShape) {
  const vpc = networkConfiguration?.awsvpcConfiguration;
  return vpc === undefined
    ? networkConfiguration
    : {
        awsvpcConfiguration: {
          ...vpc,
          securityGroups: vpc.securityGroups ?? [],
          assignPublicIp: vpc.assignPublicIp ?? ('DISABLED' as const),
        },
      };
}

function deploymentDefaults({ deploymentConfiguration = {} }: ServiceShape) {
  const { deploymentCircuitBreaker, ...rest } = deploymentConfiguration;
  return {
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    strategy: 'ROLLING' as const,
    bakeTimeInMinutes: 0,
    ...rest,
    deploymentCircuitBreaker: { ...(deploymentCircuitBreaker ?? { enable: false, rollback: false }) },
  };
}

function shownDeployment(
  service: ServiceRecord,
  deployment: DeploymentRecord,
  tasks: readonly TaskRecord[],
): Deployment {
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.taskDefinition,
    desiredCount:
      deployment.status === 'PRIMARY'
        ? service.desiredCount
        : tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING').length,
    ...countsOf(tasks),
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...launchOf(deployment.shape),
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    networkConfiguration: networkOf(deployment.shape),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.reason,
  };
}
