import { findingKind } from './finding.ts';

/** Somebody else's rule on the same listener has the very conditions that ours needs. */
export const listenerRuleConflict = findingKind<{ rule: string; priority: string; conditions: string; owner: string }>({
  code: 'listener-rule-conflict',
  severity: 'error',
  clearedBy: 'person',
  cause: ({ rule, priority, conditions, owner }) =>
    `the rule ${rule} (priority ${priority}, ${owner}) already takes ${conditions}; ours was not made`,
  whatToDo: ({ rule }) => [
    `aws elbv2 delete-rule --rule-arn ${rule}`,
    'or give the route another path, host or header',
    'or take the rule over: adopt: { rule: … }',
  ],
});
