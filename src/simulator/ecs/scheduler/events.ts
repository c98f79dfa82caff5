import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { clusterArn } from '../names.ts';
import { shownTask } from '../shown-task.ts';
import type { DeploymentRecord, ServiceRecord, TaskRecord } from '../state.ts';

/** What ECS sends to EventBridge: 0 to 2 s late, so that events overtake each other. */

function send(world: World, where: Where, kind: string, resource: string, detail: object): void {
  const { account, region } = where;
  const event = { 'detail-type': kind, source: 'aws.ecs', account, region, resources: [resource], detail };
  world.emit(event, world.random.between(0, 2_000));
}

type ServiceAction =
  | 'SERVICE_STEADY_STATE'
  | 'SERVICE_TASK_START_IMPAIRED'
  | 'SERVICE_TASK_PLACEMENT_FAILURE'
  | 'SERVICE_TASK_CONFIGURATION_FAILURE';

const severities: Readonly<Record<ServiceAction, 'INFO' | 'WARN' | 'ERROR'>> = {
  SERVICE_STEADY_STATE: 'INFO',
  SERVICE_TASK_START_IMPAIRED: 'WARN',
  SERVICE_TASK_PLACEMENT_FAILURE: 'ERROR',
  SERVICE_TASK_CONFIGURATION_FAILURE: 'ERROR',
};

export function emitServiceAction(
  world: World,
  where: Where,
  service: ServiceRecord,
  eventName: ServiceAction,
  reason?: string,
): void {
  send(world, where, 'ECS Service Action', service.arn, {
    eventType: severities[eventName],
    eventName,
    clusterArn: clusterArn(where, service.cluster),
    createdAt: new Date(world.clock.now()).toISOString(),
    ...(reason === undefined ? {} : { reason }),
  });
}

export function emitDeployment(
  world: World,
  where: Where,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS' | 'SERVICE_DEPLOYMENT_COMPLETED' | 'SERVICE_DEPLOYMENT_FAILED',
): void {
  send(world, where, 'ECS Deployment State Change', service.arn, {
    eventType: eventName === 'SERVICE_DEPLOYMENT_FAILED' ? 'ERROR' : 'INFO',
    eventName,
    clusterArn: clusterArn(where, service.cluster),
    deploymentId: deployment.id,
    updatedAt: new Date(world.clock.now()).toISOString(),
    reason: deployment.reason,
  });
}

export function emitTask(world: World, where: Where, task: TaskRecord): void {
  const shown = { ...shownTask(world, where, task), updatedAt: new Date(world.clock.now()) };
  // Through JSON: dates are texts in an event.
  send(world, where, 'ECS Task State Change', task.arn, JSON.parse(JSON.stringify(shown)) as object);
}
