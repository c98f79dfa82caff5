import { GetLifecyclePolicyResponse$, PutLifecyclePolicyRequest$ } from '@aws-sdk/client-ecr';
import type { KindRule } from './kind-rule.ts';
import { json, leaf, struct } from './rules.ts';

/**
 * aws-facts §6, «PutLifecyclePolicy»: the text is JSON that AWS gives back with its own blanks and order of keys. Rules
 * are told apart by their priority; lists of prefixes and patterns are alternatives.
 */
export const lifecyclePolicy: KindRule = {
  shapes: { declared: [PutLifecyclePolicyRequest$], observed: [GetLifecyclePolicyResponse$] },
  rule: struct({
    registryId: leaf({ silent: true }),
    lifecyclePolicyText: json({ keys: { rules: 'rulePriority' }, read: parsed }),
  }),
};

/** Text that is no JSON is compared as text. */
function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
