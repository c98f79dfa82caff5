import { byDefault, type KeyedRule, keyed } from './rules.ts';

/** aws-facts §2.1, «strategy item»: weight and base are 0 when absent; the order means nothing. */
export const capacityProviderStrategy: KeyedRule = keyed('capacityProvider', {
  weight: byDefault(0),
  base: byDefault(0),
});
