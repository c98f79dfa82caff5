import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { clusterArn } from '../names.ts';
import { shownTask } from '../shown-task.ts';
import type { DeploymentRecord, ServiceRecord, TaskRecord } from '../state.ts';

/** What ECS says: a service's own events (the last hundred, newest first), and EventBridge (aws-facts §2.7, §11). */

export function say(world: World, service: ServiceRecord, message: string): void {
  const id = `${world.random.hex(8)}-${world.random.hex(4)}-${world.random.hex(4)}-${world.random.hex(4)}-${world.random.hex(12)}`;
  service.events.unshift({ id, createdAt: world.clock.now(), message: `(service ${service.name}) ${message}` });
  service.events.length = Math.min(service.events.length, 100);
}

function soon(world: World): number {
  return world.random.between(0, 2_000);
}

export function emitServiceAction(
  world: World,
  where: Where,
  service: ServiceRecord,
  eventType: 'INFO' | 'WARN' | 'ERROR',
  eventName: string,
  reason?: string,
): void {
  world.emit(
    {
      'detail-type': 'ECS Service Action',
      source: 'aws.ecs',
      ...where,
      resources: [service.arn],
      detail: {
        eventType,
        eventName,
        clusterArn: clusterArn(where, service.cluster),
        createdAt: new Date(world.clock.now()).toISOString(),
        ...(reason === undefined ? {} : { reason }),
      },
    },
    soon(world),
  );
}

export function emitDeployment(
  world: World,
  where: Where,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  eventName: string,
  reason: string,
): void {
  world.emit(
    {
      'detail-type': 'ECS Deployment State Change',
      source: 'aws.ecs',
      ...where,
      resources: [service.arn],
      detail: {
        eventType: eventName === 'SERVICE_DEPLOYMENT_FAILED' ? 'ERROR' : 'INFO',
        eventName,
        clusterArn: clusterArn(where, service.cluster),
        deploymentId: deployment.id,
        updatedAt: new Date(world.clock.now()).toISOString(),
        reason,
      },
    },
    soon(world),
  );
}

export function emitTask(world: World, where: Where, task: TaskRecord): void {
  const shown = shownTask(world, where, task);
  world.emit(
    {
      'detail-type': 'ECS Task State Change',
      source: 'aws.ecs',
      ...where,
      resources: [task.arn],
      detail: JSON.parse(JSON.stringify(shown)) as unknown,
    },
    soon(world),
  );
}
