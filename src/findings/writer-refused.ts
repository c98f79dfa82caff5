import { findingKind } from './finding.ts';

/** The role of all writes could not be taken for this app: nothing was sent. */
export const writerRefused = findingKind<{ code: string; message: string; denied: boolean }>({
  code: 'writer-refused',
  severity: 'error',
  clearedBy: 'itself',
  cause: ({ code, message }) => `the role that writes could not be assumed for this app (${code}): ${message}`,
  whatToDo: ({ denied }) =>
    denied
      ? [
          'deploy the bootstrap stack again: it lets the reconciler’s role assume the writer’s (sts:AssumeRole and sts:TagSession in both roles’ policies)',
          'compare STEWARD_WRITE_ROLE of the function ecs-steward-reconcile with the ARN of the role ecs-steward-write',
        ]
      : ['nothing: the next pass asks again; if it lasts, look at the AWS health page for STS'],
});
