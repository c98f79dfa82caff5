import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { type DeploymentRecord, type EcsState, ecsState, type ServiceRecord, type TaskRecord } from '../state.ts';
import { addTask, presentTasksOf } from '../task-index.ts';
import { resolveDigests } from './deployments.ts';
import { emitServiceAction } from './events.ts';
import { hasRoom, providerOf, takeLaunches, takeRoom, untilLaunch } from './fargate-launches.ts';
import { named, say } from './messages.ts';
import { newTask } from './new-task.ts';
import { live } from './task-life.ts';

const noRoom = 'Capacity is unavailable at this time. Please try again later or in a different availability zone.';
/** Between two tries where Fargate has no room; unsure, AWS names no time. */
const retryRoom = 30_000;

/** Starts tasks of a deployment, spread over its subnets; fewer where Fargate has no room or launches too fast. */
export function launch(
  world: World,
  where: Where,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  wanted: number,
): void {
  const state = world.state(ecsState, where);
  const now = world.clock.now();
  const digests = resolveDigests(world, where, service, deployment.id);
  const started: TaskRecord[] = [];
  for (let index = 0; index < wanted; index++) {
    if (!hasRoom(state)) {
      noCapacity(world, where, service);
      break;
    }
    const siblings = presentTasksOf(state, service);
    const capacityProvider = providerOf(deployment.shape.capacityProviderStrategy ?? [], siblings);
    if (!takeLaunches(state, [capacityProvider], now)) {
      // The service scheduler obeys Fargate's buckets in silence.
      service.nextLaunchAt = now + untilLaunch(state, capacityProvider, now);
      break;
    }
    takeRoom(state);
    const task = newTask(world, where, {
      cluster: service.cluster,
      service: service.name,
      deployment: deployment.id,
      taskDefinition: deployment.taskDefinition,
      group: `service:${service.name}`,
      startedBy: deployment.id,
      shape: deployment.shape,
      subnet: emptiestSubnet(state, service, deployment),
      capacityProvider,
      ownTags: service.tags,
      systemTags: { 'aws:ecs:clusterName': service.cluster, 'aws:ecs:serviceName': service.name },
    });
    addTask(state, task);
    live(world, where, task, deployment.shape, digests);
    started.push(task);
  }
  if (started.length === wanted) service.cramped = false;
  if (started.length === 0) return;
  service.steady = false;
  say(world, service, `has started ${started.length} tasks: ${named(started)}.`);
}

function noCapacity(world: World, where: Where, service: ServiceRecord): void {
  service.nextLaunchAt = world.clock.now() + retryRoom;
  if (service.cramped) return;
  service.cramped = true;
  say(world, service, `was unable to place a task. Reason: ${noRoom}`);
  emitServiceAction(world, where, service, 'SERVICE_TASK_PLACEMENT_FAILURE', 'RESOURCE:FARGATE');
}

/** Tasks alternate over the subnets, and so over their zones. */
function emptiestSubnet(state: EcsState, service: ServiceRecord, deployment: DeploymentRecord): string {
  const subnets = deployment.shape.networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
  const tasks = presentTasksOf(state, service).filter(
    (task) => task.deployment === deployment.id && task.desiredStatus === 'RUNNING',
  );
  const used = (subnet: string) => tasks.filter((task) => task.subnet === subnet).length;
  return [...subnets].sort((one, other) => used(one) - used(other))[0] ?? '';
}
