import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { lastPart } from './names.ts';
import { wake } from './scheduler/wake.ts';
import { ecsState, serviceKey } from './state.ts';

/** What Application Auto Scaling calls and asks. A count starts no deployment (aws-facts §2.3). */
export function setDesiredCount(world: World, where: Where, cluster: string, service: string, count: number): void {
  const record = world.state(ecsState, where).services.get(serviceKey(lastPart(cluster), lastPart(service)));
  if (record === undefined || record.status !== 'ACTIVE' || record.desiredCount === count) return;
  record.desiredCount = count;
  record.steady = false;
  wake(world, where, record);
}

export interface FoundService {
  readonly status: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  /** A deployment is under way. */
  readonly deploying: boolean;
}

export function findService(world: World, where: Where, cluster: string, service: string): FoundService | undefined {
  const state = world.state(ecsState, where);
  const record = state.services.get(serviceKey(lastPart(cluster), lastPart(service)));
  if (record === undefined) return undefined;
  const tasks = [...state.tasks.values()].filter(
    (task) => task.cluster === record.cluster && task.service === record.name && task.lastStatus === 'RUNNING',
  );
  return {
    status: record.status,
    desiredCount: record.desiredCount,
    runningCount: tasks.length,
    deploying: record.deployments.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS'),
  };
}
