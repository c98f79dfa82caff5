import { resolveImage } from '../../ecr/images.ts';
import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { findRevision } from '../names.ts';
import {
  type DeploymentRecord,
  ecsState,
  type ServiceDeploymentRecord,
  type ServiceRecord,
  type ServiceShape,
} from '../state.ts';
import { tasksOf } from '../task-index.ts';
import { emitDeployment } from './events.ts';
import { platformOf, withDigest } from './images.ts';
import { say } from './messages.ts';
import { wake } from './wake.ts';
import { breakerThreshold } from './window.ts';

/** Service deployments and revisions that ECS remembers of a service. */
const kept = 100;

/** A new PRIMARY deployment; the one before becomes ACTIVE until its tasks are gone. */
export function deploy(
  world: World,
  where: Where,
  service: ServiceRecord,
  taskDefinition: string,
  shape: ServiceShape,
  back?: { readonly digests: Readonly<Record<string, string>>; readonly reason: (id: string) => string },
): DeploymentRecord {
  const now = world.clock.now();
  const id = `ecs-svc/${world.random.digits(19)}`;
  const sources = service.deployments.map((older) => older.id);
  for (const older of service.deployments) supersede(world, service, older);
  const deployment: DeploymentRecord = {
    id,
    status: 'PRIMARY',
    taskDefinition,
    shape: structuredClone(shape),
    createdAt: now,
    updatedAt: now,
    rolloutState: 'IN_PROGRESS',
    reason: back?.reason(id) ?? `ECS deployment ${id} in progress.`,
    failedTasks: 0,
    isRollback: back !== undefined,
  };
  service.deployments.unshift(deployment);
  service.revisions.unshift({
    id,
    taskDefinition,
    shape: structuredClone(shape),
    createdAt: now,
    digests: { ...back?.digests },
  });
  service.revisions.length = Math.min(service.revisions.length, kept);
  resolveDigests(world, where, service, id);
  // A new deployment ends the pacing of failed launches.
  Object.assign(service, { failedRounds: 0, nextLaunchAt: 0, steady: false });
  emitDeployment(world, where, service, deployment, 'SERVICE_DEPLOYMENT_IN_PROGRESS');
  remember(world, where, service, deployment, sources);
  // API call to PROVISIONING: 4 to 11 s.
  wake(world, where, service, world.random.between(4_000, 11_000));
  return deployment;
}

function remember(
  world: World,
  where: Where,
  service: ServiceRecord,
  { id, shape }: DeploymentRecord,
  sources: string[],
): void {
  const now = world.clock.now();
  service.past.unshift({
    id,
    arnId: world.random.hex(20),
    createdAt: now,
    updatedAt: now,
    status: 'PENDING',
    sources,
    failureCount: 0,
    threshold: breakerThreshold(service.desiredCount, shape.deploymentConfiguration),
    triggeredAlarms: [],
    alarmsIgnored: ringing(world, where, shape).length > 0,
  });
  service.past.length = Math.min(service.past.length, kept);
}

function supersede(world: World, service: ServiceRecord, older: DeploymentRecord): void {
  older.status = 'ACTIVE';
  const past = pastOf(service, older.id);
  if (past?.status === 'PENDING' || past?.status === 'IN_PROGRESS')
    end(world, past, 'STOPPED', 'A newer service deployment replaced it.');
  rollbackFailed(world, service, older, 'A newer service deployment replaced the rollback.');
}

/** ECS goes back once: where the way back ends without success, the deployment that it undid says so. */
function rollbackFailed(world: World, service: ServiceRecord, { id, rolloutState }: DeploymentRecord, reason: string) {
  const undone = service.past.find(({ rollback, status }) => rollback?.to === id && status === 'ROLLBACK_IN_PROGRESS');
  if (undone !== undefined && rolloutState !== 'COMPLETED') end(world, undone, 'ROLLBACK_FAILED', reason);
}

export function pastOf(service: ServiceRecord, id: string): ServiceDeploymentRecord | undefined {
  return service.past.find((past) => past.id === id);
}

function end(
  world: World,
  past: ServiceDeploymentRecord,
  status: ServiceDeploymentRecord['status'],
  statusReason?: string,
): void {
  const now = world.clock.now();
  Object.assign(past, { status, updatedAt: now, finishedAt: now });
  if (statusReason !== undefined) past.statusReason = statusReason;
  if (status === 'STOPPED') past.stoppedAt = now;
}

/** Those of its alarms that are in ALARM now. */
export function ringing(world: World, where: Where, { deploymentConfiguration }: ServiceShape): string[] {
  const { alarms } = world.state(ecsState, where);
  return (deploymentConfiguration?.alarms?.alarmNames ?? []).filter((name) => alarms.has(name));
}

/** An alarm that rings when a deployment begins switches them off for all of it («How CloudWatch alarms detect Amazon ECS deployment failures»). */
export function watchesAlarms(service: ServiceRecord, { id, shape }: DeploymentRecord): boolean {
  return shape.deploymentConfiguration?.alarms?.enable === true && pastOf(service, id)?.alarmsIgnored !== true;
}

/**
 * Each tag of a deployment is resolved once: when it begins, or with its first launch for which the image is there.
 * Answers digests by container.
 */
export function resolveDigests(
  world: World,
  where: Where,
  service: ServiceRecord,
  id: string,
): Readonly<Record<string, string>> {
  const revision = service.revisions.find((one) => one.id === id);
  const definition = findRevision(world.state(ecsState, where), revision?.taskDefinition ?? '')?.definition;
  if (revision === undefined || definition === undefined) return {};
  for (const { name = '', image = '', versionConsistency } of definition.containerDefinitions ?? []) {
    if (versionConsistency === 'disabled' || name in revision.digests) continue;
    const resolved = resolveImage(world, where, withDigest(image, undefined), platformOf(definition));
    if (resolved.ok) revision.digests[name] = resolved.digest;
  }
  return revision.digests;
}

export function complete(world: World, where: Where, service: ServiceRecord, deployment: DeploymentRecord): void {
  deployment.rolloutState = 'COMPLETED';
  deployment.reason = `ECS deployment ${deployment.id} completed.`;
  deployment.updatedAt = world.clock.now();
  const { taskDefinition, shape } = deployment;
  const digests = service.revisions.find(({ id }) => id === deployment.id)?.digests ?? {};
  service.lastCompleted = structuredClone({ taskDefinition, shape, digests });
  for (const past of service.past) {
    if (past.id === deployment.id) end(world, past, 'SUCCESSFUL');
    else if (past.status === 'ROLLBACK_IN_PROGRESS' && past.rollback?.to === deployment.id)
      end(world, past, 'ROLLBACK_SUCCESSFUL');
  }
  say(world, service, `(deployment ${deployment.id}) deployment completed.`);
  emitDeployment(world, where, service, deployment, 'SERVICE_DEPLOYMENT_COMPLETED');
}

/** Why a deployment is given up: as its rolloutStateReason, in the service's event, and as the way back says it. */
export interface GivenUp {
  readonly reason: string;
  readonly said: string;
  readonly goingBack: (to: string) => string;
}

export const tripped: GivenUp = {
  reason: 'ECS deployment circuit breaker: tasks failed to start.',
  said: 'deployment failed: tasks failed to start.',
  goingBack: (to) => `ECS deployment circuit breaker: rolling back to deploymentId ${to}.`,
};

export const alarmed: GivenUp = {
  reason: 'ECS deployment failed: alarm detected.',
  said: 'deployment failed: alarm detected.',
  goingBack: (to) => `ECS deployment alarm detected: rolling back to deploymentId ${to}.`,
};

export const stoppedByUser: GivenUp = {
  reason: 'Service deployment stopped by user.',
  said: 'deployment stopped by user.',
  goingBack: (to) => `Service deployment stopped by user: rolling back to deploymentId ${to}.`,
};

/** No more tasks of it; with rollback, the last completed revision becomes PRIMARY once more. */
export function giveUp(
  world: World,
  where: Where,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  why: GivenUp,
  rollback: boolean,
): void {
  Object.assign(deployment, { rolloutState: 'FAILED', reason: why.reason, updatedAt: world.clock.now() });
  say(world, service, `(deployment ${deployment.id}) ${why.said}`);
  emitDeployment(world, where, service, deployment, 'SERVICE_DEPLOYMENT_FAILED');
  const past = pastOf(service, deployment.id);
  const { lastCompleted } = service;
  rollbackFailed(world, service, deployment, why.reason);
  // On the very first deployment there is nothing to go back to, and a way back that fails is not gone again.
  if (!rollback || lastCompleted === undefined || deployment.isRollback) {
    if (past !== undefined) end(world, past, 'STOPPED', why.reason);
    return;
  }
  if (past !== undefined) Object.assign(past, { status: 'ROLLBACK_IN_PROGRESS', statusReason: why.reason });
  const { taskDefinition, shape, digests } = lastCompleted;
  const back = deploy(world, where, service, taskDefinition, shape, { digests, reason: why.goingBack });
  service.shape = structuredClone(shape);
  if (past !== undefined) past.rollback = { reason: why.reason, startedAt: world.clock.now(), to: back.id };
  say(world, service, `rolling back to deployment ${back.id}.`);
}

/** Older deployments leave the list with their last task. */
export function forgetEmpty(world: World, where: Where, service: ServiceRecord): void {
  const tasks = tasksOf(world.state(ecsState, where), service).filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  service.deployments = service.deployments.filter(
    ({ id, status }) => status === 'PRIMARY' || tasks.some(({ deployment }) => deployment === id),
  );
}
