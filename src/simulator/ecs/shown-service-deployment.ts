import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { clusterArn, serviceDeploymentArn, serviceRevisionArn } from './names.ts';
import { revisionCounts, withDefaults } from './shown-service.ts';
import { ecsState, type ServiceDeploymentRecord, type ServiceRecord } from './state.ts';
import { presentTasksOf } from './task-index.ts';

/** As DescribeServiceDeployments answers it. */
export function shownServiceDeployment(
  world: World,
  where: Where,
  service: ServiceRecord,
  past: ServiceDeploymentRecord,
): ServiceDeployment {
  const tasks = presentTasksOf(world.state(ecsState, where), service);
  const configuration = withDefaults(service.revisions.find(({ id }) => id === past.id)?.shape ?? {});
  const summary = (id: string) => {
    const status = service.deployments.find((deployment) => deployment.id === id)?.status ?? 'ACTIVE';
    return { arn: serviceRevisionArn(where, service, id), ...revisionCounts(service, { id, status }, tasks) };
  };
  return structuredClone({
    serviceDeploymentArn: serviceDeploymentArn(where, service, past.arnId),
    serviceArn: service.arn,
    clusterArn: clusterArn(where, service.cluster),
    ...datesOf(past),
    sourceServiceRevisions: past.sources.map(summary),
    targetServiceRevision: summary(past.id),
    status: past.status,
    ...(past.statusReason === undefined ? {} : { statusReason: past.statusReason }),
    deploymentConfiguration: configuration,
    ...(past.rollback === undefined
      ? {}
      : {
          rollback: {
            reason: past.rollback.reason,
            startedAt: new Date(past.rollback.startedAt),
            serviceRevisionArn: serviceRevisionArn(where, service, past.rollback.to),
          },
        }),
    deploymentCircuitBreaker: {
      status: monitor(past, configuration.deploymentCircuitBreaker.enable, past.failureCount >= past.threshold),
      failureCount: past.failureCount,
      threshold: past.threshold,
    },
    alarms: {
      status: monitor(
        past,
        configuration.alarms?.enable === true && !past.alarmsIgnored,
        past.triggeredAlarms.length > 0,
      ),
      alarmNames: configuration.alarms?.alarmNames ?? [],
      triggeredAlarmNames: past.triggeredAlarms,
    },
  });
}

function monitor({ status }: ServiceDeploymentRecord, enabled: boolean | undefined, triggered: boolean) {
  if (enabled !== true) return 'DISABLED';
  if (triggered) return 'TRIGGERED';
  return status === 'PENDING' || status === 'IN_PROGRESS' ? 'MONITORING' : 'MONITORING_COMPLETE';
}

function datesOf({ createdAt, startedAt, finishedAt, stoppedAt, updatedAt }: ServiceDeploymentRecord) {
  const times = Object.entries({ createdAt, startedAt, finishedAt, stoppedAt, updatedAt });
  return Object.fromEntries(times.flatMap(([name, time]) => (time === undefined ? [] : [[name, new Date(time)]])));
}
