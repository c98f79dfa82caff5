import type { Place, PolicyDocument, TrustPolicy } from '../../src/aws/policy.ts';
import { policyFrom } from './from-table.ts';
import { trustOfService } from './trust.ts';

/** The function that hears events: it reads the fleet and writes to the queue, and nothing else. */
export function policyOf(place: Place): PolicyDocument {
  return policyFrom('dispatch', place);
}

export function trustOf(): TrustPolicy {
  return trustOfService('lambda.amazonaws.com');
}
