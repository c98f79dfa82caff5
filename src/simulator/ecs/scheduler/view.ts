import type { TargetStatus } from '../../elbv2/health.ts';
import { targetHealth } from '../../elbv2/targets.ts';
import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { type DeploymentRecord, ecsState, type ServiceRecord, type TaskRecord } from '../state.ts';
import { presentTasksOf } from '../task-index.ts';

/** A service's tasks as the scheduler sees them at one look. */
export interface View {
  readonly primary: DeploymentRecord | undefined;
  /** Every task that has not stopped; those on their way out still hold their place. */
  readonly all: readonly TaskRecord[];
  /** Not told to stop. */
  readonly live: readonly TaskRecord[];
  /** Live, of the primary deployment. */
  readonly own: readonly TaskRecord[];
  /** Live, of earlier deployments. */
  readonly old: readonly TaskRecord[];
  readonly healthy: ReadonlySet<TaskRecord>;
  /** Past the grace period, and found unhealthy by its load balancer or its own check. */
  readonly sick: ReadonlySet<TaskRecord>;
}

export function viewOf(world: World, where: Where, service: ServiceRecord): View {
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  const all = presentTasksOf(world.state(ecsState, where), service);
  const live = all.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  return {
    primary,
    all,
    live,
    own: live.filter(({ deployment }) => deployment === primary?.id),
    old: live.filter(({ deployment }) => deployment !== primary?.id),
    healthy: new Set(live.filter((task) => isHealthy(world, where, task))),
    sick: new Set(live.filter((task) => ailment(world, where, service, task) !== undefined)),
  };
}

/** Without a load balancer and a container health check a task counts as healthy so long after it is RUNNING. */
const settlingTime = 40_000;

/** ECS learns of its targets' health some seconds after it is so (unsure, how many); a task that ends at once must not pass for healthy. */
const reported = 10_000;

/** Behind a load balancer: all its targets are healthy. With a container check: HEALTHY. The grace period plays no part here. */
function isHealthy(world: World, where: Where, task: TaskRecord): boolean {
  if (task.lastStatus !== 'RUNNING' || task.startedAt === undefined) return false;
  const checked = task.containers.some((container) => container.essential && container.checked);
  if (checked && taskHealth(task) !== 'HEALTHY') return false;
  const age = world.clock.now() - task.startedAt;
  if (task.targets.length === 0) return checked || age >= settlingTime;
  return age >= reported && statesOf(world, where, task).every((status) => status?.state === 'healthy');
}

/** UNHEALTHY with one unhealthy essential container; UNKNOWN while one with a check has not answered, or none has one. */
export function taskHealth({ containers, lastStatus }: TaskRecord): 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN' {
  const checked = containers.filter((container) => container.essential && container.checked);
  if (checked.some(({ health }) => health === 'UNHEALTHY')) return 'UNHEALTHY';
  const healthy = checked.length > 0 && checked.every(({ health }) => health === 'HEALTHY');
  return healthy && lastStatus === 'RUNNING' ? 'HEALTHY' : 'UNKNOWN';
}

/** Why a running task has to go: the service's event about it, and the task's stoppedReason. */
export interface Ailment {
  readonly said: string;
  readonly stoppedReason: string;
}

export function ailment(world: World, where: Where, service: ServiceRecord, task: TaskRecord): Ailment | undefined {
  if (task.lastStatus !== 'RUNNING' || task.startedAt === undefined) return undefined;
  if (taskHealth(task) === 'UNHEALTHY')
    return {
      said: `(task ${task.id}) failed container health checks.`,
      stoppedReason: 'Task failed container health checks',
    };
  const grace = (service.shape.healthCheckGracePeriodSeconds ?? 0) * 1_000;
  if (world.clock.now() - task.startedAt < grace) return undefined;
  const index = statesOf(world, where, task).findIndex((status) => status?.state === 'unhealthy');
  const target = task.targets[index];
  if (target === undefined) return undefined;
  const reason = statesOf(world, where, task)[index]?.description ?? 'Health checks failed';
  return {
    said: `(task ${task.id}) (port ${target.port}) is unhealthy in (target-group ${target.group}) due to (reason ${reason}).`,
    stoppedReason: `Task failed ELB health checks in (target-group ${target.group})`,
  };
}

function statesOf(world: World, where: Where, task: TaskRecord): (TargetStatus | undefined)[] {
  return task.targets.map(({ group, port }) => targetHealth(world, where, group, { id: task.ip ?? '', port }));
}
