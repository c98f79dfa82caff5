import type { Place, PolicyDocument } from '../../src/aws/policy.ts';
import { policyFrom } from './from-table.ts';

/** For people who look: `plan` and `status`. Nothing is written, neither to AWS nor to the table. */
export function policyOf(place: Place): PolicyDocument {
  return policyFrom('viewer', place);
}
