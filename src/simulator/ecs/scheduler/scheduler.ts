import { targetHealth } from '../../elbv2/targets.ts';
import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { findRevision } from '../names.ts';
import { type DeploymentRecord, type EcsState, ecsState, type ServiceRecord, type TaskRecord } from '../state.ts';
import { complete, failDeployment, forgetEmpty } from './deployments.ts';
import { emitServiceAction, say } from './events.ts';
import { launch, noCapacity } from './launch.ts';
import { stop } from './task-life.ts';
import { schedulerIs, wake } from './wake.ts';

/**
 * The service scheduler: one look brings a service a step nearer to its deployment, inside the rolling window of
 * aws-facts §2.5 — at most ⌊desired × maximumPercent⌋ tasks, at least ⌈desired × minimumHealthyPercent⌉ healthy.
 * desired 1 with 100/200: 1 → 2 → 1. desired 2 with 0/100: 2 → 0 → 2.
 */
function lookAt(world: World, where: Where, service: ServiceRecord): void {
  const state = world.state(ecsState, where);
  const view = viewOf(world, where, state, service);
  if (service.status === 'INACTIVE') return;
  if (service.status === 'DRAINING') {
    for (const task of view.live)
      stop(world, where, task, 'ServiceSchedulerInitiated', `(service ${service.name}) was deleted`);
    if (viewOf(world, where, state, service).all.every(({ lastStatus }) => hasLeft(lastStatus)))
      service.status = 'INACTIVE';
    return;
  }
  countFailures(world, where, service, view);
  if (failing(world, where, service)) {
    again(world, where, service);
    return;
  }
  replaceUnhealthy(world, where, service, view);
  const fresh = viewOf(world, where, state, service);
  start(world, where, state, service, fresh);
  retire(world, where, service, viewOf(world, where, state, service));
  settle(world, where, service, viewOf(world, where, state, service));
  again(world, where, service);
}

schedulerIs(lookAt);

/**
 * Under way: every two seconds. Settled behind a load balancer: now and then, as only its health checks can change anything.
 * A deployment that was given up starts nothing more: what still runs is watched as in a settled service.
 */
function again(world: World, where: Where, service: ServiceRecord): void {
  const given = service.deployments.find(({ status }) => status === 'PRIMARY')?.rolloutState === 'FAILED';
  if (given) {
    const watched = viewOf(world, where, world.state(ecsState, where), service).live.some(
      ({ targets }) => targets.length > 0,
    );
    if (watched) wake(world, where, service, 30_000);
  } else if (!service.steady) wake(world, where, service, 2_000);
  else if ((service.shape.loadBalancers ?? []).length > 0) wake(world, where, service, 30_000);
}

/** A deleted service is INACTIVE once its tasks are at least stopping (aws-facts §2.4). */
function hasLeft(status: TaskRecord['lastStatus']): boolean {
  return status === 'STOPPING' || status === 'DEPROVISIONING' || status === 'STOPPED';
}

interface View {
  readonly primary: DeploymentRecord | undefined;
  /** Every task that has not stopped. */
  readonly all: readonly TaskRecord[];
  /** Not told to stop. */
  readonly live: readonly TaskRecord[];
  readonly own: readonly TaskRecord[];
  readonly old: readonly TaskRecord[];
  readonly healthy: ReadonlySet<TaskRecord>;
}

function viewOf(world: World, where: Where, state: EcsState, service: ServiceRecord): View {
  const tasks = [...state.tasks.values()].filter(
    (task) => task.cluster === service.cluster && task.service === service.name,
  );
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  const all = tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  const live = all.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  return {
    primary,
    all,
    live,
    own: live.filter(({ deployment }) => deployment === primary?.id),
    old: live.filter(({ deployment }) => deployment !== primary?.id),
    healthy: new Set(live.filter((task) => isHealthy(world, where, task))),
  };
}

/** Behind a load balancer: its targets are healthy. With a container check: HEALTHY. Without both: 40 s of running (aws-facts §2.5). */
function isHealthy(world: World, where: Where, task: TaskRecord): boolean {
  if (task.lastStatus !== 'RUNNING' || task.startedAt === undefined) return false;
  const checked =
    findRevision(world.state(ecsState, where), task.taskDefinition)?.definition.containerDefinitions?.some(
      ({ healthCheck }) => healthCheck !== undefined,
    ) === true;
  if (checked && task.containerHealth !== 'HEALTHY') return false;
  if (task.targets.length > 0)
    return task.targets.every(({ group, port }) => stateOf(world, where, task, group, port) === 'healthy');
  return checked || world.clock.now() - task.startedAt >= 40_000;
}

function stateOf(world: World, where: Where, task: TaskRecord, group: string, port: number): string | undefined {
  return targetHealth(world, where, group, { id: task.ip ?? '', port })?.state;
}

/** A task that stopped by itself before it was healthy counts once; one healthy task sets the count to 0 (resetOnHealthyTask). */
function countFailures(world: World, where: Where, service: ServiceRecord, view: View): void {
  const { primary } = view;
  if (primary === undefined) return;
  const own = [...world.state(ecsState, where).tasks.values()].filter(
    (task) => task.deployment === primary.id && task.service === service.name && task.cluster === service.cluster,
  );
  for (const task of own) {
    const failed =
      task.desiredStatus === 'STOPPED' &&
      !task.counted &&
      (task.stopCode === 'TaskFailedToStart' ||
        task.stopCode === 'EssentialContainerExited' ||
        task.stoppedReason?.includes('health checks') === true);
    if (!failed) continue;
    task.counted = true;
    primary.failedTasks++;
    primary.updatedAt = world.clock.now();
    pace(world, where, service);
  }
  if (
    [...view.healthy].some(
      (task) => task.deployment === primary.id && world.clock.now() - (task.startedAt ?? 0) > 1_000,
    )
  ) {
    primary.failedTasks = 0;
    service.failuresInRow = 0;
  }
}

/** After some failures in a row launches wait longer and longer, up to 15 minutes, in silence (aws-facts §2.7). */
function pace(world: World, where: Where, service: ServiceRecord): void {
  service.failuresInRow++;
  const over = service.failuresInRow - 6;
  if (over < 0) return;
  service.nextLaunchAt = world.clock.now() + Math.min(900_000, 15_000 * 2 ** over);
  if (over === 0) {
    say(
      world,
      service,
      'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section.',
    );
    emitServiceAction(world, where, service, 'WARN', 'SERVICE_TASK_START_IMPAIRED');
  }
}

/** True: the deployment was given up in this look. Without a circuit breaker a deployment never is (aws-facts §2.5). */
function failing(world: World, where: Where, service: ServiceRecord): boolean {
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  const breaker = primary?.shape.deploymentConfiguration?.deploymentCircuitBreaker;
  if (primary?.rolloutState !== 'IN_PROGRESS' || breaker?.enable !== true) return false;
  const threshold = Math.min(200, Math.max(3, Math.ceil(0.5 * service.desiredCount)));
  if (primary.failedTasks < threshold) return false;
  failDeployment(world, where, service, primary, breaker.rollback === true);
  return true;
}

/** Past the grace period, a task that its load balancer or its own check finds unhealthy is stopped; another takes its place. */
function replaceUnhealthy(world: World, where: Where, service: ServiceRecord, view: View): void {
  const grace = (service.shape.healthCheckGracePeriodSeconds ?? 0) * 1_000;
  for (const task of view.live) {
    if (task.lastStatus !== 'RUNNING' || task.startedAt === undefined) continue;
    if (task.containerHealth === 'UNHEALTHY') {
      say(world, service, `(task ${task.id}) failed container health checks.`);
      stop(world, where, task, 'ServiceSchedulerInitiated', 'Task failed container health checks');
      service.steady = false;
      continue;
    }
    if (world.clock.now() - task.startedAt < grace) continue;
    const bad = task.targets.find(({ group, port }) => stateOf(world, where, task, group, port) === 'unhealthy');
    if (bad === undefined) continue;
    const health = targetHealth(world, where, bad.group, { id: task.ip ?? '', port: bad.port });
    say(
      world,
      service,
      `(task ${task.id}) (port ${bad.port}) is unhealthy in (target-group ${bad.group}) due to (reason ${health?.description ?? 'Health checks failed'}).`,
    );
    stop(
      world,
      where,
      task,
      'ServiceSchedulerInitiated',
      `Task failed ELB health checks in (target-group ${bad.group})`,
    );
    service.steady = false;
  }
}

function percents(service: ServiceRecord, deployment: DeploymentRecord) {
  const { maximumPercent = 200, minimumHealthyPercent = 100 } = deployment.shape.deploymentConfiguration ?? {};
  return {
    most: Math.floor((service.desiredCount * maximumPercent) / 100),
    least: Math.ceil((service.desiredCount * minimumHealthyPercent) / 100),
  };
}

function start(world: World, where: Where, state: EcsState, service: ServiceRecord, view: View): void {
  const { primary } = view;
  if (primary === undefined || primary.rolloutState === 'FAILED' || world.clock.now() < service.nextLaunchAt) return;
  const { most, least } = percents(service, primary);
  // Tasks on their way out still hold their place.
  const wanted = Math.min(service.desiredCount - view.own.length, most - view.all.length);
  if (wanted <= 0) {
    const moving = view.all.length !== view.live.length || view.own.length > 0;
    if (service.desiredCount > view.own.length && !moving && view.healthy.size <= least) stuck(world, where, service);
    return;
  }
  const started = launch(world, where, state, service, primary, wanted);
  if (started.length > 0) {
    service.steady = false;
    say(world, service, `has started ${started.length} tasks: ${started.map(({ id }) => `(task ${id})`).join(' ')}.`);
  }
  if (started.length < wanted) noCapacity(world, where, service);
}

/** maximumPercent 100 with minimumHealthyPercent 100: nothing may start and nothing may stop. */
function stuck(world: World, where: Where, service: ServiceRecord): void {
  const text =
    'was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.';
  if (service.events[0]?.message.includes(text) === true) return;
  say(world, service, text);
  emitServiceAction(world, where, service, 'WARN', 'SERVICE_TASK_CONFIGURATION_FAILURE');
}

/** Old tasks leave as the minimum of healthy ones allows; surplus ones of the primary at once. */
function retire(world: World, where: Where, service: ServiceRecord, view: View): void {
  const { primary } = view;
  if (primary === undefined) return;
  const surplus = [...view.own]
    .sort((a, b) => b.createdAt - a.createdAt)
    .slice(0, Math.max(0, view.own.length - service.desiredCount));
  const { least } = percents(service, primary);
  const spare = Math.max(0, view.healthy.size - surplus.filter((task) => view.healthy.has(task)).length - least);
  const sick = view.old.filter((task) => !view.healthy.has(task));
  const well = view.old.filter((task) => view.healthy.has(task));
  // A failed deployment without a way back keeps what still runs.
  const leaving = primary.rolloutState === 'FAILED' ? [] : [...sick, ...well.slice(0, spare)];
  const stopped = [...surplus, ...leaving];
  if (stopped.length === 0) return;
  for (const task of stopped)
    stop(world, where, task, 'ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${primary.id})`);
  service.steady = false;
  say(
    world,
    service,
    `has stopped ${stopped.length} running tasks: ${stopped.map(({ id }) => `(task ${id})`).join(' ')}.`,
  );
}

function settle(world: World, where: Where, service: ServiceRecord, view: View): void {
  const { primary } = view;
  forgetEmpty(world, service, view.all);
  if (primary === undefined) return;
  const whole =
    view.own.length === service.desiredCount &&
    view.own.every((task) => view.healthy.has(task)) &&
    view.all.length === view.own.length;
  if (!whole) {
    service.steady = false;
    return;
  }
  if (primary.rolloutState === 'IN_PROGRESS') complete(world, where, service, primary);
  if (service.steady) return;
  service.steady = true;
  say(world, service, 'has reached a steady state.');
  emitServiceAction(world, where, service, 'INFO', 'SERVICE_STEADY_STATE');
}
