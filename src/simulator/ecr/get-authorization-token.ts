import {
  GetAuthorizationToken$,
  type GetAuthorizationTokenRequest,
  type GetAuthorizationTokenResponse,
} from '@aws-sdk/client-ecr';
import { refuseOthers } from '../not-implemented.ts';
import type { Operation } from '../operation.ts';
import { bucketOf, limit } from './inputs.ts';

const twelveHours = 12 * 3_600_000;

/** A token that nothing checks, good for twelve hours. It is no secret: its text says that it is simulated. */
export const getAuthorizationToken: Operation<GetAuthorizationTokenRequest, GetAuthorizationTokenResponse> = {
  name: 'ecr:GetAuthorizationToken',
  schema: GetAuthorizationToken$,
  effect: 'read',
  limits: [limit('registryIds', 'must have length between 1 and 10', { min: 1, max: 10 })],
  buckets: bucketOf('GetAuthorizationToken', 500),
  facts: ['§6', '§9.3'],
  run(world, caller, input) {
    refuseOthers('ecr:GetAuthorizationToken', input, ['registryIds']);
    const registries = input.registryIds ?? [caller.account];
    const authorizationData = registries.map((registry) => ({
      authorizationToken: Buffer.from('AWS:simulated').toString('base64'),
      expiresAt: new Date(world.clock.now() + twelveHours),
      proxyEndpoint: `https://${registry}.dkr.ecr.${caller.region}.amazonaws.com`,
    }));
    return { authorizationData };
  },
};
