import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { ecsState, type ServiceRecord, serviceKey } from '../state.ts';

type Look = (world: World, where: Where, service: ServiceRecord) => void;
let look: Look | undefined;

/** The scheduler names itself here, so that a task's life can wake it without importing it. */
export function schedulerIs(given: Look): void {
  look = given;
}

/** The scheduler looks at the service after a moment; many reasons within it are one look. */
export function wake(world: World, where: Where, service: ServiceRecord, milliseconds = 1_500): void {
  const now = world.clock.now();
  const at = now + milliseconds;
  if (service.tickAt !== undefined && service.tickAt <= at && service.tickAt >= now) return;
  service.tickAt = at;
  world.clock.at(at, `ecs looks at ${service.name}`, () => {
    const current = world.state(ecsState, where).services.get(serviceKey(service.cluster, service.name));
    // Another look came sooner, or the service was made again.
    if (current === undefined || current.tickAt !== at) return;
    delete current.tickAt;
    look?.(world, where, current);
  });
}
