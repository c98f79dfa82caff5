import type { Deployment, Service, ServiceEvent } from '@aws-sdk/client-ecs';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { clusterArn, serviceDeploymentArn, serviceRevisionArn } from './names.ts';
import { type DeploymentRecord, ecsState, type ServiceRecord, type ServiceShape, type TaskRecord } from './state.ts';
import { tagList } from './tags.ts';
import { presentTasksOf } from './task-index.ts';

/** A service as DescribeServices answers it, with the defaults that it adds. */
export function shownService(world: World, where: Where, service: ServiceRecord, withTags: boolean): Service {
  const tasks = presentTasksOf(world.state(ecsState, where), service);
  const { shape } = service;
  const balanced = (shape.loadBalancers ?? []).length > 0;
  return structuredClone({
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: clusterArn(where, service.cluster),
    status: service.status,
    desiredCount: service.desiredCount,
    ...countsOf(tasks),
    taskDefinition: service.revisions[0]?.taskDefinition ?? '',
    loadBalancers: shape.loadBalancers ?? [],
    serviceRegistries: shape.serviceRegistries ?? [],
    platformVersion: shape.platformVersion ?? 'LATEST',
    platformFamily: 'Linux',
    ...launchOf(shape),
    deploymentConfiguration: withDefaults(shape),
    deploymentController: { type: 'ECS' as const },
    deployments: service.deployments.map((deployment) => shownDeployment(service, deployment, tasks)),
    events: eventsOf(world, service),
    createdAt: new Date(service.createdAt),
    createdBy: service.createdBy,
    placementConstraints: shape.placementConstraints ?? [],
    placementStrategy: shape.placementStrategy ?? [],
    ...networkOf(shape),
    schedulingStrategy: 'REPLICA' as const,
    enableECSManagedTags: shape.enableECSManagedTags ?? false,
    propagateTags: shape.propagateTags ?? 'NONE',
    enableExecuteCommand: shape.enableExecuteCommand ?? false,
    availabilityZoneRebalancing: shape.availabilityZoneRebalancing ?? 'DISABLED',
    resourceManagementType: 'CUSTOMER' as const,
    ...(balanced
      ? {
          healthCheckGracePeriodSeconds: shape.healthCheckGracePeriodSeconds ?? 0,
          roleArn: `arn:aws:iam::${where.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
        }
      : {}),
    ...(withTags ? { tags: tagList(service.tags) } : {}),
    ...currentOf(where, service, tasks),
  });
}

/** The newest service deployment while it goes on (unsure, whether AWS names it longer), and the revisions that have tasks, or shall have; at first with counts 0. */
function currentOf(where: Where, service: ServiceRecord, tasks: readonly TaskRecord[]) {
  const underWay = service.past.find(({ status }) => status === 'PENDING' || status === 'IN_PROGRESS');
  const isNew = (id: string) => underWay?.status === 'PENDING' && underWay.id === id;
  return {
    ...(underWay === undefined
      ? {}
      : { currentServiceDeployment: serviceDeploymentArn(where, service, underWay.arnId) }),
    currentServiceRevisions: service.deployments.map((deployment) => ({
      arn: serviceRevisionArn(where, service, deployment.id),
      ...revisionCounts(service, deployment, tasks),
      ...(isNew(deployment.id) ? { requestedTaskCount: 0 } : {}),
    })),
  };
}

/** What is asked for, what runs, what is on its way. */
export function revisionCounts(
  service: ServiceRecord,
  { id, status }: Pick<DeploymentRecord, 'id' | 'status'>,
  tasks: readonly TaskRecord[],
) {
  const own = tasks.filter(({ deployment }) => deployment === id);
  const { runningCount, pendingCount } = countsOf(own);
  const staying = own.filter(({ desiredStatus }) => desiredStatus === 'RUNNING').length;
  return {
    requestedTaskCount: status === 'PRIMARY' ? service.desiredCount : staying,
    runningTaskCount: runningCount,
    pendingTaskCount: pendingCount,
  };
}

export function countsOf(tasks: readonly TaskRecord[]): { runningCount: number; pendingCount: number } {
  const pending = ['PROVISIONING', 'PENDING', 'ACTIVATING'];
  return {
    runningCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingCount: tasks.filter(({ lastStatus }) => pending.includes(lastStatus)).length,
  };
}

const steadyAgain = 6 * 3_600_000;
const kept = 100;

/** A steady state is said again about every six hours; worked out when somebody reads, not by a timer. */
function eventsOf(world: World, service: ServiceRecord): ServiceEvent[] {
  const { steady, steadySince = 0 } = service;
  const times = steady ? Math.min(kept, Math.floor((world.clock.now() - steadySince) / steadyAgain)) : 0;
  const repeated = Array.from({ length: times }, (_, index) => {
    const createdAt = steadySince + (times - index) * steadyAgain;
    const message = `(service ${service.name}) has reached a steady state.`;
    return { id: `00000000-0000-4000-8000-${createdAt.toString(16).padStart(12, '0')}`, createdAt, message };
  });
  return [...repeated, ...service.events]
    .slice(0, kept)
    .map(({ id, createdAt, message }) => ({ id, createdAt: new Date(createdAt), message }));
}

/** The launch type is not shown where a strategy is used. */
export function launchOf({ launchType, capacityProviderStrategy = [] }: ServiceShape) {
  return capacityProviderStrategy.length > 0
    ? {
        capacityProviderStrategy: capacityProviderStrategy.map(({ capacityProvider, weight = 0, base = 0 }) => ({
          capacityProvider,
          weight,
          base,
        })),
      }
    : { launchType: launchType ?? ('FARGATE' as const) };
}

export function networkOf({ networkConfiguration }: ServiceShape) {
  const vpc = networkConfiguration?.awsvpcConfiguration;
  if (vpc === undefined) return {};
  const assignPublicIp = vpc.assignPublicIp ?? ('DISABLED' as const);
  return { networkConfiguration: { awsvpcConfiguration: { securityGroups: [], ...vpc, assignPublicIp } } };
}

export function withDefaults({ deploymentConfiguration = {} }: ServiceShape) {
  const { deploymentCircuitBreaker: breaker, ...rest } = deploymentConfiguration;
  return {
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    strategy: 'ROLLING' as const,
    bakeTimeInMinutes: 0,
    ...rest,
    deploymentCircuitBreaker: {
      ...(breaker?.enable === true ? { resetOnHealthyTask: true } : {}),
      ...(breaker ?? { enable: false, rollback: false }),
    },
  };
}

function shownDeployment(
  service: ServiceRecord,
  deployment: DeploymentRecord,
  tasks: readonly TaskRecord[],
): Deployment {
  const own = tasks.filter((task) => task.deployment === deployment.id);
  const { serviceConnectConfiguration, volumeConfigurations } = deployment.shape;
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.taskDefinition,
    desiredCount: revisionCounts(service, deployment, tasks).requestedTaskCount,
    ...countsOf(own),
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...launchOf(deployment.shape),
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    ...networkOf(deployment.shape),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.reason,
    ...(serviceConnectConfiguration === undefined ? {} : { serviceConnectConfiguration }),
    ...(volumeConfigurations === undefined ? {} : { volumeConfigurations }),
  };
}
