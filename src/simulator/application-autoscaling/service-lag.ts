import { ecsState, serviceKey } from '../ecs/state.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import type { ServiceName } from './resource.ts';
import { autoScalingState } from './state.ts';

/** Application Auto Scaling sees a new service this much later, at most (aws-facts §10). */
const seenWithin = 3000;

/** Whether a service has been there long enough; how long that is, is drawn once for each service that is asked for too soon. */
export function isSeen(world: World, where: Where, { cluster, service }: ServiceName): boolean {
  const record = world.state(ecsState, where).services.get(serviceKey(cluster, service));
  const now = world.clock.now();
  if (record === undefined || now >= record.createdAt + seenWithin) return true;
  const { newServices } = world.state(autoScalingState, where);
  const known = newServices.get(record.arn);
  // A service of the same name that was made before may have left its time here.
  if (known !== undefined && known.createdAt === record.createdAt) return now >= known.seenFrom;
  const seenFrom = record.createdAt + world.random.between(0, seenWithin);
  newServices.set(record.arn, { createdAt: record.createdAt, seenFrom });
  return now >= seenFrom;
}
