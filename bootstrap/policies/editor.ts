import type { Place, PolicyDocument } from '../../src/aws/policy.ts';
import { onlyApps, policyFrom } from './from-table.ts';

/**
 * For people who change documents, and only documents: leases, rollouts, history and the fleet are other partitions.
 * @param apps names, or patterns such as `payments-*`; absent: all
 */
export function policyOf(place: Place, apps: readonly string[] = ['*']): PolicyDocument {
  return policyFrom('editor', place, onlyApps(apps));
}
