import type { Place, PolicyDocument } from '../../src/aws/policy.ts';
import { onlyApps, policyFrom } from './from-table.ts';

/**
 * For people on call: they ask (release, approve, hold, roll back), and the next pass carries it out. What holds for all
 * apps (`control`) stays with the account's administrators.
 * @param apps names, or patterns such as `payments-*`; absent: all
 */
export function policyOf(place: Place, apps: readonly string[] = ['*']): PolicyDocument {
  return policyFrom('operator', place, onlyApps(apps));
}
