import { DeleteService$, type DeleteServiceCommandInput, type DeleteServiceCommandOutput } from '@aws-sdk/client-ecs';
import { onServiceDeleted } from '../application-autoscaling/scaler.ts';
import { AwsError } from '../operation.ts';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed } from './ecs-operation.ts';
import { clusterName, findCluster, findService, invalid, serviceNotFound } from './names.ts';
import { wake } from './scheduler/wake.ts';
import { shownService } from './shown-service.ts';
import { ecsState } from './state.ts';

/** DRAINING, until its tasks have drained; its tags go at once. */
export const deleteService: EcsOperation<DeleteServiceCommandInput, DeleteServiceCommandOutput> = {
  name: 'ecs:DeleteService',
  schema: DeleteService$,
  effect: 'write',
  buckets: buckets.serviceModify,
  facts: ['§2.4', '§8'],
  limits: [needed('service')],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const service = findService(state, clusterName(findCluster(state, input.cluster)), input.service);
    if (service === undefined) throw serviceNotFound();
    if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
    if (service.desiredCount > 0 && input.force !== true)
      throw invalid('The service cannot be stopped while it is scaled above 0.');
    Object.assign(service, { status: 'DRAINING', desiredCount: 0, tags: new Map(), steady: false });
    onServiceDeleted(world, caller, service.cluster, service.name);
    wake(world, caller, service);
    return { service: shownService(world, caller, service, false) };
  },
};
