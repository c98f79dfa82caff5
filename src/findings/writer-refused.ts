import { findingKind } from './finding.ts';

/** The role of all writes could not be taken for this app: nothing was sent. */
export const writerRefused = findingKind<{
  code: string;
  message: string;
  denied: boolean;
  /** The other account whose role it is. */
  spoke?: string;
}>({
  code: 'writer-refused',
  severity: 'error',
  clearedBy: 'itself',
  cause: ({ code, message }) => `the role that writes could not be assumed for this app (${code}): ${message}`,
  whatToDo: ({ denied, spoke }) => {
    if (!denied) return ['nothing: the next pass asks again; if it lasts, look at the AWS health page for STS'];
    if (spoke !== undefined)
      return [
        `make the roles of ${spoke} again, with its credentials: ecs-steward bootstrap spoke --hub ACCOUNT --hub-region REGION`,
        `compare the external id in control / spokes with the one in the trust policy: aws iam get-role --role-name ecs-steward-spoke-write, with credentials of ${spoke}`,
      ];
    return [
      'deploy the bootstrap stack again: it lets the reconciler’s role assume the writer’s (sts:AssumeRole and sts:TagSession in both roles’ policies)',
      'compare STEWARD_WRITE_ROLE of the function ecs-steward-reconcile with the ARN of the role ecs-steward-write',
    ];
  },
});
