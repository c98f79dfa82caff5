import type { ErrorClass } from '../aws/failure.ts';
import { findingKind } from './finding.ts';

/** A step was refused, or its answer got lost. */
export const writeFailed = findingKind<{
  step: string;
  call: string;
  code: string;
  message: string;
  class: ErrorClass;
  maybeApplied: boolean;
}>({
  code: 'write-failed',
  severity: 'error',
  clearedBy: 'itself',
  cause: ({ call, code, message, maybeApplied }) =>
    maybeApplied
      ? `${call} got no answer (${code}); whether it happened is unknown until the next read`
      : `${call} was refused with ${code}: ${message}`,
  whatToDo: ({ call, class: kind }) => {
    switch (kind) {
      case 'denied':
        return [
          `allow ${call} in the policy of the writer's role (bootstrap writes it)`,
          'if it is allowed: what is written must carry this app’s tag ecs-steward:app, and roles must lie below /ecs-steward/APP/',
        ];
      case 'invalid':
        return ['change what AWS names in the document; the next version is tried at once'];
      case 'conflict':
        return ['nothing: the next pass looks again; if it stays, something else holds the name or the priority'];
      case 'retry':
      case 'wait':
      case 'gone':
        return ['nothing: the next pass looks again and goes on from there'];
      case 'bug':
        return ['report it with this log line: the request itself was wrong'];
    }
  },
});
