import type { Place, PolicyDocument, TrustPolicy } from '../../src/aws/policy.ts';
import { policyFrom } from './from-table.ts';
import { trustOfService } from './trust.ts';

/** The function that sweeps and passes: it reads AWS and keeps our records; to write it must take the writer's role. */
export function policyOf(place: Place): PolicyDocument {
  return policyFrom('reconcile', place);
}

export function trustOf(): TrustPolicy {
  return trustOfService('lambda.amazonaws.com');
}
