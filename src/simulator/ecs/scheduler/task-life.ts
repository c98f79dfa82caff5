import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { takeAddress } from '../../ec2/network.ts';
import { resolveImage } from '../../ecr/images.ts';
import { findTargetGroup, registerTarget } from '../../elbv2/targets.ts';
import { appendLog, logGroupExists } from '../../logs/groups.ts';
import { createLogGroup } from '../../logs/log-groups.ts';
import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { findRevision } from '../names.ts';
import {
  type ContainerRecord,
  ecsState,
  type ServiceRecord,
  type ServiceShape,
  serviceKey,
  type TaskRecord,
} from '../state.ts';
import { change, later, second } from './changes.ts';
import { containerExits, watchContainer } from './containers.ts';
import { platformOf, withDigest } from './images.ts';
import { count, say } from './messages.ts';
import { obstacle } from './obstacles.ts';
import { fail } from './stopping.ts';

/**
 * The first half of a task's life over simulated time: PROVISIONING → PENDING → ACTIVATING → RUNNING. From PROVISIONING to
 * RUNNING it is 20 to 60 s by the image: 9 to 14 s for the network interface, the image's own seconds, and
 * 2 to 6 s until the load balancer knows the target.
 */
export function live(
  world: World,
  where: Where,
  task: TaskRecord,
  shape: ServiceShape,
  digests: Readonly<Record<string, string>>,
): void {
  change(world, where, task, 'PROVISIONING');
  later(world, [9, 14], 'task has its interface', () => {
    if (task.desiredStatus === 'STOPPED') return;
    const vpc = shape.networkConfiguration?.awsvpcConfiguration;
    const address = takeAddress(world, where, task.subnet, {
      securityGroups: vpc?.securityGroups ?? [],
      description: task.arn,
      public: vpc?.assignPublicIp === 'ENABLED',
    });
    if (address === undefined) {
      fail(world, where, task, 'Timeout waiting for network interface provisioning to complete.');
      return;
    }
    Object.assign(task, { ip: address.ip, eni: address.eni, mac: address.mac });
    change(world, where, task, 'PENDING');
    prepare(world, where, task, shape, digests);
  });
}

/** What the task needs, then its images. */
function prepare(
  world: World,
  where: Where,
  task: TaskRecord,
  shape: ServiceShape,
  digests: Readonly<Record<string, string>>,
): void {
  const definition = findRevision(world.state(ecsState, where), task.taskDefinition)?.definition;
  const missing =
    definition === undefined
      ? 'The task definition does not exist.'
      : (obstacle(world, where, task, definition, shape) ?? pull(world, where, task, definition, digests));
  if (definition === undefined || missing !== undefined) {
    later(world, [8, 16], 'task fails to start', () => {
      const service = serviceOf(world, where, task);
      if (service !== undefined && missing?.startsWith('ECS was unable to assume') === true)
        say(world, service, `failed to launch a task with (error ${missing})`);
      fail(world, where, task, missing ?? '');
    });
    return;
  }
  task.pullStartedAt = world.clock.now();
  const slowest = Math.max(...task.containers.map(({ behaviour }) => behaviour?.startSeconds ?? 0));
  later(world, [slowest, slowest + 4], 'task has its images', () => activate(world, where, task, definition, shape));
}

/** undefined, or why an image can't be had. */
function pull(
  world: World,
  where: Where,
  task: TaskRecord,
  definition: TaskDefinition,
  digests: Readonly<Record<string, string>>,
): string | undefined {
  for (const container of task.containers) {
    const reference = withDigest(container.image, digests[container.name]);
    const resolved = resolveImage(world, where, reference, platformOf(definition));
    if (!resolved.ok) return resolved.reason;
    Object.assign(container, { digest: resolved.digest, behaviour: resolved.behaviour });
  }
  return undefined;
}

function activate(world: World, where: Where, task: TaskRecord, definition: TaskDefinition, shape: ServiceShape): void {
  if (task.desiredStatus === 'STOPPED') return;
  task.pullStoppedAt = world.clock.now();
  writeLogs(world, where, task, definition);
  if (task.service === '' || (shape.loadBalancers ?? []).length === 0) {
    later(world, [1, 2], 'task runs', () => run(world, where, task, definition));
    return;
  }
  task.targets = (shape.loadBalancers ?? []).map(({ targetGroupArn = '', containerName = '', containerPort = 0 }) => ({
    group: targetGroupArn,
    container: containerName,
    port: containerPort,
  }));
  change(world, where, task, 'ACTIVATING');
  register(world, where, task);
  later(world, [2, 6], 'task runs', () => run(world, where, task, definition));
}

function register(world: World, where: Where, task: TaskRecord): void {
  const service = serviceOf(world, where, task);
  for (const { group, container, port } of task.targets) {
    if (findTargetGroup(world, where, group) === undefined) {
      const error = `error The target group with targetGroupArn ${group} does not exist.`;
      if (service !== undefined)
        say(world, service, `failed to register targets in (target-group ${group}) with (${error})`);
      continue;
    }
    const answer = answerOf(task.containers, container);
    registerTarget(world, where, group, { id: task.ip ?? '', port, zone: task.zone, answer });
    if (service !== undefined) count(service.news.registered, group);
  }
}

/** Behind a port is the container that the service's load balancer entry names. */
function answerOf(containers: readonly ContainerRecord[], name: string) {
  const found = containers.find((container) => container.name === name);
  return found?.behaviour?.answer ?? { default: { refused: true as const } };
}

function run(world: World, where: Where, task: TaskRecord, definition: TaskDefinition): void {
  if (task.desiredStatus === 'STOPPED') return;
  task.startedAt = world.clock.now();
  change(world, where, task, 'RUNNING');
  for (const container of task.containers) {
    const { healthCheck } = definition.containerDefinitions?.find(({ name }) => name === container.name) ?? {};
    if (healthCheck !== undefined) watchContainer(world, where, task, container, healthCheck);
    const { exits } = container.behaviour ?? {};
    if (exits !== undefined)
      world.clock.after(exits.afterSeconds * second, 'container exits', () =>
        containerExits(world, where, task, container.name, exits),
      );
  }
}

function writeLogs(world: World, where: Where, task: TaskRecord, definition: TaskDefinition): void {
  for (const { name, logConfiguration } of definition.containerDefinitions ?? []) {
    if (logConfiguration?.logDriver !== 'awslogs') continue;
    const { 'awslogs-group': group = '', 'awslogs-stream-prefix': prefix, ...options } = logConfiguration.options ?? {};
    if (options['awslogs-create-group'] === 'true' && !logGroupExists(world, where, group))
      createLogGroup.run(world, { ...where, principal: definition.executionRoleArn ?? '' }, { logGroupName: group });
    const lines = task.containers.find((container) => container.name === name)?.behaviour?.logs ?? [];
    for (const line of lines) appendLog(world, where, group, `${prefix}/${name}/${task.id}`, line);
  }
}

function serviceOf(world: World, where: Where, task: TaskRecord): ServiceRecord | undefined {
  return world.state(ecsState, where).services.get(serviceKey(task.cluster, task.service));
}
