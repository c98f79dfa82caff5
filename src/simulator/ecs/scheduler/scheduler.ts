import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { type DeploymentRecord, ecsState, type ServiceRecord, serviceKey, type TaskRecord } from '../state.ts';
import { complete, forgetEmpty, pastOf, watchesAlarms } from './deployments.ts';
import { emitServiceAction } from './events.ts';
import { countFailures, givesUp } from './failures.ts';
import { launch } from './launch.ts';
import { named, say, sayOnce, tellNews } from './messages.ts';
import { stop } from './stopping.ts';
import { ailment, type View, viewOf } from './view.ts';
import { schedulerIs, wake } from './wake.ts';
import { type Window, windowOf } from './window.ts';

/**
 * The service scheduler: one look brings a service a step nearer to its deployment, inside the rolling window of
 * its deployment configuration. desired 1 with 100/200: 1 → 2 → 1. desired 2 with 0/100: 2 → 0 → 2.
 */
function lookAt(world: World, where: Where, service: ServiceRecord): void {
  if (service.status === 'INACTIVE') return;
  tellNews(world, service);
  if (service.status === 'DRAINING') drain(world, where, service);
  else {
    begin(world, service);
    const view = viewOf(world, where, service);
    countFailures(world, where, service, view);
    const last = givesUp(world, where, service, view) ? view : step(world, where, service, view);
    again(world, where, service, last);
  }
}

/** Answers the tasks as they are after it. */
function step(world: World, where: Where, service: ServiceRecord, view: View): View {
  blame(world, where, service, view);
  start(world, where, service, view);
  retire(world, where, service, viewOf(world, where, service));
  const last = viewOf(world, where, service);
  settle(world, where, service, last);
  return last;
}

schedulerIs(lookAt);

/** A service deployment is PENDING until the scheduler takes it up. */
function begin(world: World, service: ServiceRecord): void {
  const past = pastOf(service, service.deployments[0]?.id ?? '');
  if (past?.status !== 'PENDING') return;
  const now = world.clock.now();
  Object.assign(past, { status: 'IN_PROGRESS', startedAt: now, updatedAt: now });
}

/** How long an INACTIVE service can be described. */
const readable = 3_600_000;

/** While the health of a task that began to run is open, until it has been so for five minutes. */
const underWay = 3_000;
const open = 300_000;
/** Health checks and alarms can change something at any time. */
const atRest = 30_000;

/**
 * What happens to a task wakes the scheduler. It looks by itself only for what time or others decide: the next launch, the health
 * of tasks that began to run, of targets, alarms. What nothing but an update can change is left alone.
 */
function again(world: World, where: Where, service: ServiceRecord, { primary, live, healthy, sick }: View): void {
  const now = world.clock.now();
  const isOpen = (task: TaskRecord) =>
    task.startedAt !== undefined && now - task.startedAt < open && !healthy.has(task) && !sick.has(task);
  const isWatched = primary?.rolloutState === 'IN_PROGRESS' && watchesAlarms(service, primary);
  const looks: number[] = [];
  if (primary?.rolloutState !== 'FAILED' && service.nextLaunchAt > now) looks.push(service.nextLaunchAt - now);
  if (live.some(isOpen)) looks.push(underWay);
  if (isWatched || live.some(({ targets }) => targets.length > 0)) looks.push(atRest);
  if (looks.length > 0) wake(world, where, service, Math.min(...looks));
}

/** A deleted service lets its tasks go; it is INACTIVE once they are being stopped, after they have drained. */
function drain(world: World, where: Where, service: ServiceRecord): void {
  const { all, live } = viewOf(world, where, service);
  scaleDown(world, where, service, live, service.deployments[0]);
  if (all.some(({ lastStatus, desiredStatus }) => desiredStatus === 'RUNNING' || lastStatus === 'DEACTIVATING')) return;
  service.status = 'INACTIVE';
  service.deployments = [];
  world.clock.after(readable, 'an inactive service is forgotten', () => {
    const { services } = world.state(ecsState, where);
    const key = serviceKey(service.cluster, service.name);
    if (services.get(key) === service) services.delete(key);
  });
}

function scaleDown(
  world: World,
  where: Where,
  service: ServiceRecord,
  tasks: readonly TaskRecord[],
  by: DeploymentRecord | undefined,
): void {
  if (tasks.length === 0) return;
  for (const task of tasks) {
    const reason = `Scaling activity initiated by (deployment ${by?.id ?? task.deployment})`;
    stop(world, where, task, 'ServiceSchedulerInitiated', reason);
  }
  service.steady = false;
  say(world, service, `has stopped ${tasks.length} running tasks: ${named(tasks)}.`);
}

/** Says once of each task why it will have to go. */
function blame(world: World, where: Where, service: ServiceRecord, { sick }: View): void {
  for (const task of sick) {
    if (task.blamed) continue;
    task.blamed = true;
    service.steady = false;
    say(world, service, ailment(world, where, service, task)?.said ?? '');
  }
}

/** Starts what is missing: sick tasks are replaced before they go, as far as the window has room (SDK: maximumPercent). */
function start(world: World, where: Where, service: ServiceRecord, view: View): void {
  const { primary } = view;
  if (primary === undefined || primary.rolloutState === 'FAILED') return;
  if (world.clock.now() < service.nextLaunchAt) return;
  const { most, least } = windowOf(service.desiredCount, primary.shape.deploymentConfiguration);
  const good = view.own.filter((task) => !view.sick.has(task)).length;
  const missing = service.desiredCount - good;
  const room = most - view.all.length;
  if (Math.min(missing, room) > 0) launch(world, where, service, primary, Math.min(missing, room));
  else if (missing > 0 && view.own.length === 0 && view.all.length === view.live.length)
    stuck(world, where, service, view, least);
}

const held =
  'was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.';

/** maximumPercent 100 with minimumHealthyPercent 100: nothing may start and nothing may stop. */
function stuck(world: World, where: Where, service: ServiceRecord, { live, healthy }: View, least: number): void {
  if (live.some((task) => !healthy.has(task)) || healthy.size > least) return;
  if (sayOnce(world, service, held)) emitServiceAction(world, where, service, 'SERVICE_TASK_CONFIGURATION_FAILURE');
}

/** Tasks that are too many, too old, or sick and replaced. */
function retire(world: World, where: Where, service: ServiceRecord, view: View): void {
  const { primary } = view;
  if (primary === undefined) return;
  const window = windowOf(service.desiredCount, primary.shape.deploymentConfiguration);
  stopSick(world, where, service, view, window);
  const surplus = surplusOf(service, view);
  const staying = [...view.healthy].filter((task) => !surplus.includes(task)).length;
  const spare = Math.max(0, staying - window.least);
  const well = view.old.filter((task) => view.healthy.has(task));
  const unwell = view.old.filter((task) => !view.healthy.has(task));
  // A failed deployment without a way back keeps what still runs.
  const leaving = primary.rolloutState === 'FAILED' ? [] : [...unwell, ...well.slice(0, spare)];
  scaleDown(world, where, service, [...surplus, ...leaving], primary);
}

/**
 * A sick task goes when its replacement is healthy; where both are sick, one of them; where the window leaves no room for a
 * replacement, one at a time to make it. desired 2, 100/200: 2 sick → 4 → 2. With 100/100: 2 sick → 1 → 2 → 1 → 2.
 */
function stopSick(world: World, where: Where, service: ServiceRecord, view: View, { most, least }: Window): void {
  const sick = view.own.filter((task) => view.sick.has(task));
  if (sick.length === 0) return;
  const unresolved = view.own.filter((task) => !view.sick.has(task) && !view.healthy.has(task)).length;
  const replaced = view.own.length - service.desiredCount - unresolved;
  // While enough others are healthy the next one need not wait until the last one is gone.
  const mayGo = view.healthy.size >= least || view.all.length === view.live.length;
  const cramped = view.all.length >= most && unresolved === 0 && mayGo && view.primary?.rolloutState !== 'FAILED';
  const going = sick.slice(0, Math.max(0, replaced, cramped ? 1 : 0));
  for (const task of going) {
    const reason = ailment(world, where, service, task)?.stoppedReason ?? '';
    stop(world, where, task, 'ServiceSchedulerInitiated', reason);
  }
  if (going.length === 0) return;
  service.steady = false;
  say(world, service, `has stopped ${going.length} running tasks: ${named(going)}.`);
}

/** Scale-in: of the primary's tasks those that are not healthy yet, then the newest of the fullest zone. */
function surplusOf(service: ServiceRecord, { own, healthy, sick }: View): TaskRecord[] {
  const staying = own.filter((task) => task.desiredStatus === 'RUNNING' && !sick.has(task));
  const going: TaskRecord[] = [];
  while (staying.length > service.desiredCount) {
    const inZone = (zone: string) => staying.filter((task) => task.zone === zone).length;
    staying.sort(
      (one, other) =>
        Number(healthy.has(one)) - Number(healthy.has(other)) ||
        inZone(other.zone) - inZone(one.zone) ||
        other.createdAt - one.createdAt,
    );
    const [next] = staying.splice(0, 1);
    if (next !== undefined) going.push(next);
  }
  return going;
}

/** The end of a deployment, and the service's steady state. */
function settle(world: World, where: Where, service: ServiceRecord, view: View): void {
  const { primary } = view;
  forgetEmpty(world, where, service);
  if (primary === undefined) return;
  const whole = view.own.length === service.desiredCount && view.own.every((task) => view.healthy.has(task));
  const alone = view.all.length === view.own.length;
  const done = (whole && alone) || isEarlySuccess(service, primary, view);
  const baked = hasBaked(world, service, primary, done);
  if (primary.rolloutState === 'IN_PROGRESS' && done && baked) complete(world, where, service, primary);
  if (!whole || !alone || !baked) {
    service.steady = false;
    return;
  }
  if (service.steady) return;
  service.steady = true;
  service.steadySince = world.clock.now();
  say(world, service, 'has reached a steady state.');
  emitServiceAction(world, where, service, 'SERVICE_STEADY_STATE');
}

/** AWS works it out from the alarms, and says only that it is less than five minutes; unsure. */
const bakeTime = 240_000;

/** With alarms a deployment that is done is watched a while longer before it completes. */
function hasBaked(world: World, service: ServiceRecord, deployment: DeploymentRecord, done: boolean): boolean {
  if (deployment.rolloutState !== 'IN_PROGRESS' || !watchesAlarms(service, deployment)) return true;
  if (!done) delete deployment.bakingSince;
  else deployment.bakingSince ??= world.clock.now();
  return world.clock.now() - (deployment.bakingSince ?? world.clock.now()) >= bakeTime;
}

/** earlySuccessCriteria: enough of the new tasks are healthy; BLOCKING waits for the old ones, DEFERRED does not. */
function isEarlySuccess(service: ServiceRecord, primary: DeploymentRecord, view: View): boolean {
  const { earlySuccessCriteria: early } = primary.shape.deploymentConfiguration ?? {};
  if (early?.enable !== true) return false;
  const enough = Math.ceil((service.desiredCount * (early.healthyPercent ?? 100)) / 100);
  const healthy = view.own.filter((task) => view.healthy.has(task)).length;
  return (
    healthy >= enough && (early.sourceServiceRevisionCleanup === 'DEFERRED' || view.all.length === view.own.length)
  );
}
