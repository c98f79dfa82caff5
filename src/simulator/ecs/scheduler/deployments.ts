import { resolveImage } from '../../ecr/images.ts';
import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { findRevision } from '../names.ts';
import {
  type DeploymentRecord,
  ecsState,
  type PastDeployment,
  type ServiceRecord,
  type ServiceShape,
  type TaskRecord,
} from '../state.ts';
import { emitDeployment, say } from './events.ts';
import { platformOf, stop } from './task-life.ts';
import { wake } from './wake.ts';

/** A new PRIMARY deployment; the one before becomes ACTIVE until its tasks are gone (aws-facts §2.5). */
export function deploy(
  world: World,
  where: Where,
  service: ServiceRecord,
  taskDefinition: string,
  shape: ServiceShape,
  back?: { readonly of: string; readonly digests: Readonly<Record<string, string>> },
): DeploymentRecord {
  const now = world.clock.now();
  const id = `ecs-svc/${world.random.digits(19)}`;
  for (const older of service.deployments) {
    if (older.status === 'PRIMARY' && older.rolloutState === 'IN_PROGRESS')
      rollbackFailed(service, older, now, 'A newer deployment replaced the rollback.');
    older.status = 'ACTIVE';
    const past = pastOf(service, older.id);
    if (past?.status === 'IN_PROGRESS')
      Object.assign(past, { status: 'STOPPED', finishedAt: now, statusReason: 'A newer deployment replaced it.' });
  }
  const deployment: DeploymentRecord = {
    id,
    status: 'PRIMARY',
    taskDefinition,
    shape: structuredClone(shape),
    createdAt: now,
    updatedAt: now,
    rolloutState: 'IN_PROGRESS',
    reason: `ECS deployment ${id} in progress.`,
    failedTasks: 0,
    digests: { ...(back?.digests ?? digestsOf(world, where, taskDefinition)) },
    ...(back === undefined ? {} : { rollbackOf: back.of }),
  };
  service.deployments.unshift(deployment);
  service.past.unshift({ id, taskDefinition, createdAt: now, status: 'IN_PROGRESS' });
  service.past.length = Math.min(service.past.length, 100);
  // A new deployment ends the pacing of failed launches.
  service.failuresInRow = 0;
  service.nextLaunchAt = 0;
  service.steady = false;
  emitDeployment(world, where, service, deployment, 'SERVICE_DEPLOYMENT_IN_PROGRESS', deployment.reason);
  wake(world, where, service, world.random.between(3_000, 9_000));
  return deployment;
}

export function pastOf(service: ServiceRecord, id: string): PastDeployment | undefined {
  return service.past.find((past) => past.id === id);
}

/** Each tag is resolved once, when the deployment begins (aws-facts §2.2, version consistency). */
function digestsOf(world: World, where: Where, taskDefinition: string): Record<string, string> {
  const definition = findRevision(world.state(ecsState, where), taskDefinition)?.definition;
  const digests: Record<string, string> = {};
  for (const { name = '', image = '' } of definition?.containerDefinitions ?? []) {
    const resolved = definition === undefined ? undefined : resolveImage(world, where, image, platformOf(definition));
    if (resolved?.ok === true) digests[name] = resolved.digest;
  }
  return digests;
}

/** ECS goes back once: where the way back ends without success, the deployment that it undid says so (aws-facts §2.6). */
function rollbackFailed(service: ServiceRecord, { rollbackOf }: DeploymentRecord, now: number, reason: string): void {
  const undone = rollbackOf === undefined ? undefined : pastOf(service, rollbackOf);
  if (undone !== undefined) Object.assign(undone, { status: 'ROLLBACK_FAILED', finishedAt: now, statusReason: reason });
}

export function complete(world: World, where: Where, service: ServiceRecord, deployment: DeploymentRecord): void {
  deployment.rolloutState = 'COMPLETED';
  deployment.reason = `ECS deployment ${deployment.id} completed.`;
  deployment.updatedAt = world.clock.now();
  const { taskDefinition, shape, digests } = deployment;
  service.lastCompleted = structuredClone({ taskDefinition, shape, digests });
  const past = pastOf(service, deployment.id);
  if (past !== undefined) Object.assign(past, { status: 'SUCCESSFUL', finishedAt: world.clock.now() });
  const undone = deployment.rollbackOf === undefined ? undefined : pastOf(service, deployment.rollbackOf);
  if (undone !== undefined) Object.assign(undone, { status: 'ROLLBACK_SUCCESSFUL', finishedAt: world.clock.now() });
  say(world, service, `(deployment ${deployment.id}) deployment completed.`);
  emitDeployment(world, where, service, deployment, 'SERVICE_DEPLOYMENT_COMPLETED', deployment.reason);
}

/** Why a deployment is given up: who says so, and in which words. */
interface Cause {
  readonly by: string;
  readonly reason: string;
  readonly event: string;
}

const breakerTripped: Cause = {
  by: 'ECS deployment circuit breaker',
  reason: 'ECS deployment circuit breaker: tasks failed to start.',
  event: 'tasks failed to start',
};

/** StopServiceDeployment; the wording is our own. */
export const stoppedByUser: Cause = {
  by: 'ECS deployment',
  reason: 'Service deployment stopped by user.',
  event: 'stopped by user',
};

/** The circuit breaker: no more tasks of it; with rollback, the last completed revision becomes PRIMARY again. */
export function failDeployment(
  world: World,
  where: Where,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  rollback: boolean,
  cause: Cause = breakerTripped,
): void {
  const { reason } = cause;
  deployment.rolloutState = 'FAILED';
  deployment.reason = reason;
  deployment.updatedAt = world.clock.now();
  say(world, service, `(deployment ${deployment.id}) deployment failed: ${cause.event}.`);
  emitDeployment(world, where, service, deployment, 'SERVICE_DEPLOYMENT_FAILED', reason);
  const past = pastOf(service, deployment.id);
  for (const task of tasksOf(world, where, service, deployment.id))
    stop(
      world,
      where,
      task,
      'ServiceSchedulerInitiated',
      `Scaling activity initiated by (deployment ${deployment.id})`,
    );
  const { lastCompleted } = service;
  rollbackFailed(service, deployment, world.clock.now(), cause.reason);
  if (!rollback || lastCompleted === undefined || deployment.rollbackOf !== undefined) {
    if (past !== undefined)
      Object.assign(past, { status: 'STOPPED', finishedAt: world.clock.now(), statusReason: reason });
    return;
  }
  const back = deploy(world, where, service, lastCompleted.taskDefinition, lastCompleted.shape, {
    of: deployment.id,
    digests: lastCompleted.digests,
  });
  service.shape = structuredClone(lastCompleted.shape);
  back.reason = `${cause.by}: rolling back to deploymentId ${back.id}.`;
  if (past !== undefined) Object.assign(past, { status: 'ROLLBACK_IN_PROGRESS', statusReason: reason });
  say(world, service, `rolling back to deployment ${back.id}.`);
}

function tasksOf(world: World, where: Where, service: ServiceRecord, deployment: string): TaskRecord[] {
  return [...world.state(ecsState, where).tasks.values()].filter(
    (task) => task.deployment === deployment && task.service === service.name && task.desiredStatus === 'RUNNING',
  );
}

/** Older deployments leave the list with their last task. */
export function forgetEmpty(_world: World, service: ServiceRecord, tasks: readonly TaskRecord[]): void {
  service.deployments = service.deployments.filter(
    ({ id, status }) => status === 'PRIMARY' || tasks.some(({ deployment }) => deployment === id),
  );
}
