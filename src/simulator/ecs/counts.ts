import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { lastPart } from './names.ts';
import { wake } from './scheduler/wake.ts';
import { countsOf } from './shown-service.ts';
import { ecsState, type ServiceRecord, serviceKey } from './state.ts';
import { presentTasksOf } from './task-index.ts';

/** What Application Auto Scaling calls; cluster and service by name or ARN. A count starts no deployment. */
export function setDesiredCount(world: World, where: Where, cluster: string, service: string, count: number): void {
  const record = recordOf(world, where, cluster, service);
  if (record?.status === 'ACTIVE') changeCount(world, where, record, count);
}

/**
 * The count of a service that is there. No event: SERVICE_DESIRED_COUNT_UPDATED tells of counts that the scheduler itself works
 * out («Amazon ECS service action events»), which are those of daemons and task sets.
 */
export function changeCount(world: World, where: Where, service: ServiceRecord, count: number): void {
  if (service.desiredCount === count) return;
  service.desiredCount = count;
  service.steady = false;
  wake(world, where, service, world.random.between(2_000, 6_000));
}

export interface FoundService {
  readonly status: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  /** A deployment is under way. */
  readonly deploying: boolean;
}

/** undefined: no such service. */
export function findService(world: World, where: Where, cluster: string, service: string): FoundService | undefined {
  const record = recordOf(world, where, cluster, service);
  if (record === undefined) return undefined;
  return {
    status: record.status,
    desiredCount: record.desiredCount,
    runningCount: countsOf(presentTasksOf(world.state(ecsState, where), record)).runningCount,
    deploying: record.deployments.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS'),
  };
}

function recordOf(world: World, where: Where, cluster: string, service: string): ServiceRecord | undefined {
  return world.state(ecsState, where).services.get(serviceKey(lastPart(cluster), lastPart(service)));
}
