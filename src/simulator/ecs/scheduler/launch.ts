import { findSubnet } from '../../ec2/network.ts';
import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { arn, findRevision } from '../names.ts';
import type { DeploymentRecord, EcsState, ServiceRecord, TaskRecord } from '../state.ts';
import { emitServiceAction, say } from './events.ts';
import { live } from './task-life.ts';

/** Starts tasks of a deployment, spread over its subnets; fewer where Fargate has no room. */
export function launch(
  world: World,
  where: Where,
  state: EcsState,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  count: number,
): TaskRecord[] {
  const started: TaskRecord[] = [];
  for (let index = 0; index < count; index++) {
    if (state.capacity !== undefined && state.capacity <= 0) break;
    if (state.capacity !== undefined) state.capacity--;
    const task = newTask(world, where, state, service, deployment);
    state.tasks.set(task.arn, task);
    live(world, where, task, deployment.shape, deployment.digests);
    started.push(task);
  }
  return started;
}

/** Said once, until something else happens. */
export function noCapacity(world: World, where: Where, service: ServiceRecord): void {
  const reason = 'Capacity is unavailable at this time. Please try again later or in a different availability zone.';
  if (service.events[0]?.message.includes(reason) === true) return;
  say(world, service, `was unable to place a task. Reason: ${reason}`);
  emitServiceAction(world, where, service, 'ERROR', 'SERVICE_TASK_PLACEMENT_FAILURE', 'RESOURCE:FARGATE');
}

function newTask(
  world: World,
  where: Where,
  state: EcsState,
  service: ServiceRecord,
  deployment: DeploymentRecord,
): TaskRecord {
  const id = world.random.hex(32);
  const subnets = deployment.shape.networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
  const used = (subnet: string) =>
    [...state.tasks.values()].filter(
      (task) => task.subnet === subnet && task.deployment === deployment.id && task.desiredStatus === 'RUNNING',
    ).length;
  // The emptiest subnet first: tasks alternate over the zones.
  const subnet = [...subnets].sort((a, b) => used(a) - used(b))[0] ?? '';
  return {
    arn: arn(where, `task/${service.cluster}/${id}`),
    id,
    cluster: service.cluster,
    service: service.name,
    deployment: deployment.id,
    taskDefinition: deployment.taskDefinition,
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    createdAt: world.clock.now(),
    zone: findSubnet(world, where, subnet)?.zone ?? '',
    subnet,
    version: 1,
    digests: { ...deployment.digests },
    targets: [],
    containerHealth: 'UNKNOWN',
    counted: false,
    startedBy: deployment.id,
    tags: tagsOf(state, service, deployment),
  };
}

/** What the service propagates, and AWS' own tags where they are switched on (aws-facts §2.4). */
function tagsOf(state: EcsState, service: ServiceRecord, { shape, taskDefinition }: DeploymentRecord) {
  const { propagateTags, enableECSManagedTags } = shape;
  const revision = propagateTags === 'TASK_DEFINITION' ? findRevision(state, taskDefinition) : undefined;
  const tags = new Map(propagateTags === 'SERVICE' ? service.tags : revision?.tags);
  if (enableECSManagedTags === true)
    tags.set('aws:ecs:clusterName', service.cluster).set('aws:ecs:serviceName', service.name);
  return tags;
}
