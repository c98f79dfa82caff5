import { findingKind } from './finding.ts';

export const listenerRuleShadowed = findingKind<{ rule: string; priority: string; by: string }>({
  code: 'listener-rule-shadowed',
  severity: 'warning',
  clearedBy: 'person',
  cause: ({ rule, priority, by }) =>
    `requests for ${rule} are taken by the foreign rule ${by} at priority ${priority} before`,
  whatToDo: ({ by }) => [
    `aws elbv2 describe-rules --rule-arns ${by}`,
    'give the foreign rule a greater priority number, or make its path narrower',
  ],
});
