import { findingKind } from './finding.ts';

/** A rule that is not ours still sends traffic to a removed service: deleting the service would break it (R1, R6). */
export const removalBlocked = findingKind<{ service: string; rule: string; group: string; owner: string }>({
  code: 'removal-blocked',
  severity: 'warning',
  clearedBy: 'person',
  cause: ({ service, rule, group, owner }) =>
    `the removal of ${service} waits: ${rule}, ${owner}, still forwards to its target group ${group}`,
  whatToDo: ({ rule, service }) => [
    `point ${rule} elsewhere, or delete it: aws elbv2 delete-rule --rule-arn ${rule}`,
    `or take the tombstone of ${service} out of the document`,
  ],
});
