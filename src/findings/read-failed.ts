import { findingKind } from './finding.ts';

/** A read did not answer: what it asks for is unknown, so nothing is created, deleted or called drift (R4). */
export const readFailed = findingKind<{ call: string; code: string; message: string; denied: boolean }>({
  code: 'read-failed',
  severity: 'error',
  clearedBy: 'itself',
  cause: ({ call, code, message }) => `${call} answered ${code}: ${message}`,
  whatToDo: ({ call, denied }) =>
    denied
      ? [`allow ${call} in the policy of the reconciler's role (bootstrap writes it)`]
      : ['nothing: the next pass reads again; if it lasts for several passes, look at the AWS health page'],
});
