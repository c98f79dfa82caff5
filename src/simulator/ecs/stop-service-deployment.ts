import {
  StopServiceDeployment$,
  type StopServiceDeploymentCommandInput,
  type StopServiceDeploymentCommandOutput,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../operation.ts';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed } from './ecs-operation.ts';
import { invalid } from './names.ts';
import { giveUp, stoppedByUser } from './scheduler/deployments.ts';
import { findServiceDeployment } from './service-deployments.ts';
import { ecsState } from './state.ts';

/** Ends a deployment that is PENDING or IN_PROGRESS by going back to the last completed revision. */
export const stopServiceDeployment: EcsOperation<
  StopServiceDeploymentCommandInput,
  StopServiceDeploymentCommandOutput
> = {
  name: 'ecs:StopServiceDeployment',
  schema: StopServiceDeployment$,
  effect: 'write',
  buckets: buckets.deployment,
  facts: ['§2.4', '§2.6', '§8'],
  limits: [needed('serviceDeploymentArn')],
  run(world, caller, input) {
    // The enum has ABORT, too, but AWS' own text allows only ROLLBACK.
    if ((input.stopType ?? 'ROLLBACK') !== 'ROLLBACK') throw invalid('stopType must be ROLLBACK.');
    const found = findServiceDeployment(world.state(ecsState, caller), input.serviceDeploymentArn);
    if (found === undefined)
      throw new AwsError('ServiceDeploymentNotFoundException', 'The service deployment was not found.');
    const { service, past } = found;
    const deployment = service.deployments.find(({ id }) => id === past.id);
    const stoppable = past.status === 'PENDING' || past.status === 'IN_PROGRESS';
    if (!stoppable || deployment === undefined)
      throw new AwsError('ConflictException', 'The service deployment can not be stopped in its status.', 400, {
        resourceIds: [input.serviceDeploymentArn],
      });
    giveUp(world, caller, service, deployment, stoppedByUser, true);
    return { serviceDeploymentArn: input.serviceDeploymentArn };
  },
};
