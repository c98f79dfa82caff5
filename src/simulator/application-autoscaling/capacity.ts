import { findService, setDesiredCount } from '../ecs/counts.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { recordCount } from './activities.ts';
import { dimension, namespace, serviceOf } from './resource.ts';
import type { TargetRecord } from './state.ts';

/** The service's desired count, or undefined where there is no active service. */
export function currentCount(world: World, where: Where, target: TargetRecord): number | undefined {
  const { cluster, service } = nameOf(target);
  const found = findService(world, where, cluster, service);
  return found?.status === 'ACTIVE' ? found.desiredCount : undefined;
}

/** As AWS does it by UpdateService, under its service-linked role. */
export function changeCount(world: World, where: Where, target: TargetRecord, count: number, cause: string): void {
  const { cluster, service } = nameOf(target);
  setDesiredCount(world, where, cluster, service, count);
  recordCount(world, where, target.resourceId, count, cause);
}

/** Registering and scheduled actions bring the count into the bounds at once (aws-facts §5). */
export function bringIntoBounds(world: World, where: Where, target: TargetRecord): void {
  const count = currentCount(world, where, target);
  if (count === undefined) return;
  const { minCapacity, maxCapacity } = target;
  if (count < minCapacity) changeCount(world, where, target, minCapacity, `minimum capacity was set to ${minCapacity}`);
  else if (count > maxCapacity)
    changeCount(world, where, target, maxCapacity, `maximum capacity was set to ${maxCapacity}`);
}

/** Scaling in waits while a deployment is under way (aws-facts §5). */
export function isDeploying(world: World, where: Where, target: TargetRecord): boolean {
  const { cluster, service } = nameOf(target);
  return findService(world, where, cluster, service)?.deploying ?? false;
}

/** Cluster and service back out of the resource ID. */
function nameOf(target: TargetRecord) {
  return serviceOf({ ServiceNamespace: namespace, ResourceId: target.resourceId, ScalableDimension: dimension });
}
