import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Behaviour } from '../../behaviour.ts';
import { endpointServices, reachesInternet, releaseAddress, takeAddress } from '../../ec2/network.ts';
import { resolveImage } from '../../ecr/images.ts';
import { deregisterTarget, drainSeconds, findTargetGroup, registerTarget } from '../../elbv2/targets.ts';
import { roleExists } from '../../iam/roles.ts';
import { appendLog, logGroupExists } from '../../logs/groups.ts';
import { secretExists } from '../../secrets.ts';
import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { findRevision } from '../names.ts';
import { ecsState, type ServiceShape, serviceKey, type TaskRecord } from '../state.ts';
import { emitTask, say } from './events.ts';
import { wake } from './wake.ts';

/**
 * A task's life over simulated time (aws-facts §2.7):
 * PROVISIONING → PENDING → ACTIVATING → RUNNING → DEACTIVATING → STOPPING → DEPROVISIONING → STOPPED.
 */

const SECOND = 1_000;

function later(world: World, seconds: readonly [number, number], label: string, run: () => void): void {
  world.clock.after(world.random.between(seconds[0] * SECOND, seconds[1] * SECOND), label, run);
}

function change(world: World, where: Where, task: TaskRecord, status: TaskRecord['lastStatus']): void {
  task.lastStatus = status;
  task.version++;
  emitTask(world, where, task);
  const service = world.state(ecsState, where).services.get(serviceKey(task.cluster, task.service));
  if (service !== undefined) wake(world, where, service);
}

/** From its creation on: an address, then what it needs, then its image. */
export function live(
  world: World,
  where: Where,
  task: TaskRecord,
  shape: ServiceShape,
  digests: Readonly<Record<string, string>>,
): void {
  emitTask(world, where, task);
  later(world, [2, 5], 'task address', () => {
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

function prepare(
  world: World,
  where: Where,
  task: TaskRecord,
  shape: ServiceShape,
  digests: Readonly<Record<string, string>>,
): void {
  const definition = findRevision(world.state(ecsState, where), task.taskDefinition)?.definition;
  if (definition === undefined) {
    fail(world, where, task, 'the task definition does not exist');
    return;
  }
  const missing = obstacle(world, where, task, definition, shape);
  if (missing !== undefined) {
    later(world, [8, 15], 'task fails to start', () => fail(world, where, task, missing));
    return;
  }
  const behaviours: Behaviour[] = [];
  for (const container of definition.containerDefinitions ?? []) {
    const resolved = resolveImage(world, where, pinned(container, digests), platformOf(definition));
    if (!resolved.ok) {
      later(world, [8, 20], 'task fails to pull', () => fail(world, where, task, resolved.reason));
      return;
    }
    behaviours.push(resolved.behaviour);
  }
  const [main] = behaviours;
  if (main === undefined) return;
  const start = Math.max(...behaviours.map(({ startSeconds }) => startSeconds));
  later(world, [start, start + 4], 'task starts', () => begin(world, where, task, definition, shape, main));
}

/** A tag is resolved once a deployment (aws-facts §2.2, version consistency). Tags of other registries never move here. */
function pinned(container: ContainerDefinition, digests: Readonly<Record<string, string>>): string {
  const image = container.image ?? '';
  const digest = digests[container.name ?? ''];
  const moves = image.includes('.dkr.ecr.') && !image.includes('@');
  return !moves || digest === undefined ? image : `${image.replace(/:[^:/]+$/, '')}@${digest}`;
}

export function platformOf(definition: TaskDefinition): string {
  return definition.runtimePlatform?.cpuArchitecture === 'ARM64' ? 'linux/arm64' : 'linux/amd64';
}

/** What keeps a task from starting, in AWS' words. */
function obstacle(
  world: World,
  where: Where,
  task: TaskRecord,
  definition: TaskDefinition,
  shape: ServiceShape,
): string | undefined {
  for (const role of [definition.executionRoleArn, definition.taskRoleArn]) {
    if (role !== undefined && !roleExists(world, where.account, role)) {
      return `ECS was unable to assume the role '${role}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`;
    }
  }
  const open = reachesInternet(
    world,
    where,
    task.subnet,
    shape.networkConfiguration?.awsvpcConfiguration?.assignPublicIp === 'ENABLED',
  );
  if (!open && !endpointServices(world, where, task.subnet).includes('ecr.api')) {
    return 'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. operation error ECR: GetAuthorizationToken, dial tcp: i/o timeout';
  }
  for (const container of definition.containerDefinitions ?? []) {
    const secret = (container.secrets ?? []).find(({ valueFrom = '' }) => !secretExists(world, where, valueFrom));
    if (secret !== undefined) {
      const manager = (secret.valueFrom ?? '').includes(':secretsmanager:');
      return manager
        ? "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): ResourceNotFoundException: Secrets Manager can't find the specified secret."
        : `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: ${secret.valueFrom}`;
    }
    const logs = container.logConfiguration;
    const group = logs?.options?.['awslogs-group'] ?? '';
    if (
      logs?.logDriver === 'awslogs' &&
      logs.options?.['awslogs-create-group'] !== 'true' &&
      !logGroupExists(world, where, group)
    ) {
      return 'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1';
    }
  }
  return undefined;
}

function begin(
  world: World,
  where: Where,
  task: TaskRecord,
  definition: TaskDefinition,
  shape: ServiceShape,
  behaviour: Behaviour,
): void {
  if (task.desiredStatus === 'STOPPED') return;
  const service = world.state(ecsState, where).services.get(serviceKey(task.cluster, task.service));
  task.targets =
    task.service === ''
      ? []
      : (shape.loadBalancers ?? []).map(({ targetGroupArn = '', containerPort = 0 }) => ({
          group: targetGroupArn,
          port: containerPort,
        }));
  if (task.targets.length > 0) change(world, where, task, 'ACTIVATING');
  for (const { group, port } of task.targets) {
    if (findTargetGroup(world, where, group) === undefined) {
      if (service !== undefined)
        say(
          world,
          service,
          `failed to register targets in (target-group ${group}) with (error The target group does not exist)`,
        );
      continue;
    }
    registerTarget(world, where, group, { id: task.ip ?? '', port, zone: task.zone, answer: behaviour.answer });
    if (service !== undefined) say(world, service, `registered 1 targets in (target-group ${group})`);
  }
  task.startedAt = world.clock.now();
  const checked = (definition.containerDefinitions ?? []).find(({ healthCheck }) => healthCheck !== undefined);
  if (checked !== undefined) containerHealth(world, where, task, checked, behaviour);
  writeLogs(world, where, task, definition, behaviour);
  change(world, where, task, 'RUNNING');
  const { exits } = behaviour;
  if (exits !== undefined) {
    world.clock.after(exits.afterSeconds * SECOND, 'container exits', () => {
      if (task.desiredStatus === 'STOPPED') return;
      task.exitCode = exits.code;
      if (exits.reason !== undefined) task.containerReason = exits.reason;
      stop(world, where, task, 'EssentialContainerExited', 'Essential container in task exited');
    });
  }
}

function containerHealth(
  world: World,
  where: Where,
  task: TaskRecord,
  container: ContainerDefinition,
  behaviour: Behaviour,
): void {
  const { interval = 30, retries = 3, startPeriod = 0 } = container.healthCheck ?? {};
  const bad = behaviour.containerHealth === 'UNHEALTHY';
  world.clock.after(
    (bad ? startPeriod + interval * retries : Math.min(interval, 10)) * SECOND,
    'container health',
    () => {
      if (task.lastStatus !== 'RUNNING') return;
      task.containerHealth = bad ? 'UNHEALTHY' : 'HEALTHY';
      change(world, where, task, 'RUNNING');
    },
  );
}

function writeLogs(
  world: World,
  where: Where,
  task: TaskRecord,
  definition: TaskDefinition,
  behaviour: Behaviour,
): void {
  const [container] = definition.containerDefinitions ?? [];
  const options = container?.logConfiguration?.logDriver === 'awslogs' ? container.logConfiguration.options : undefined;
  if (options === undefined || container === undefined) return;
  for (const line of behaviour.logs ?? [])
    appendLog(
      world,
      where,
      options['awslogs-group'] ?? '',
      `${options['awslogs-stream-prefix']}/${container.name}/${task.id}`,
      line,
    );
}

/** It never ran. */
function fail(world: World, where: Where, task: TaskRecord, reason: string): void {
  if (task.desiredStatus === 'STOPPED') return;
  task.desiredStatus = 'STOPPED';
  task.stopCode = 'TaskFailedToStart';
  task.stoppedReason = reason;
  task.stoppingAt = world.clock.now();
  change(world, where, task, 'DEPROVISIONING');
  later(world, [2, 5], 'task is gone', () => ended(world, where, task));
}

/** Drains, is told to stop, and goes. */
export function stop(world: World, where: Where, task: TaskRecord, code: string, reason: string): void {
  if (task.desiredStatus === 'STOPPED') return;
  task.desiredStatus = 'STOPPED';
  task.stopCode = code;
  task.stoppedReason = reason;
  task.stoppingAt = world.clock.now();
  const exited = code === 'EssentialContainerExited';
  const drains =
    exited || task.startedAt === undefined
      ? 0
      : Math.max(0, ...task.targets.map(({ group }) => drainSeconds(world, where, group)));
  for (const { group, port } of task.targets) deregisterTarget(world, where, group, { id: task.ip ?? '', port });
  if (task.targets.length > 0 && drains > 0) change(world, where, task, 'DEACTIVATING');
  world.clock.after(drains * SECOND, 'task stops', () => {
    if (task.exitCode === undefined && task.startedAt !== undefined) task.exitCode = 0;
    change(world, where, task, 'STOPPING');
    later(world, [1, 3], 'task ends', () => {
      change(world, where, task, 'DEPROVISIONING');
      later(world, [2, 5], 'task is gone', () => ended(world, where, task));
    });
  });
}

function ended(world: World, where: Where, task: TaskRecord): void {
  if (task.ip !== undefined) releaseAddress(world, where, task.subnet, task.ip);
  task.stoppedAt = world.clock.now();
  change(world, where, task, 'STOPPED');
  // Readable for about an hour.
  world.clock.after(3_600 * SECOND, 'task is forgotten', () => world.state(ecsState, where).tasks.delete(task.arn));
}
