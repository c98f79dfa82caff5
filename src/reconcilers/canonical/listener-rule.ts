import { CreateRuleInput$, Rule$, TagDescription$ } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { KindRule } from './kind-rule.ts';
import { actions } from './listener-rule-actions.ts';
import { conditions } from './listener-rule-conditions.ts';
import { keyed, leaf, sequence, struct } from './rules.ts';
import { capitalTagsAskedApart } from './tags.ts';

const rewrites = struct({ Rewrites: sequence() });

/** aws-facts §4.3, «Rules». The listener is no member of the answer: a rule never moves to another one. */
export const listenerRule: KindRule = {
  shapes: { declared: [CreateRuleInput$], observed: [Rule$, TagDescription$] },
  rule: struct({
    // Sent as a number, answered as text; «default» stays text. Without one, the planner has not chosen yet.
    Priority: leaf({ silent: true }),
    Conditions: conditions,
    Actions: actions,
    Transforms: keyed('Type', { HostHeaderRewriteConfig: rewrites, UrlRewriteConfig: rewrites }),
    Tags: capitalTagsAskedApart,
  }),
};
