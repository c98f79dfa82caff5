import { findingKind } from './finding.ts';

/** AWS says «not yet»: what one call made is not visible to the next, something drains, or a bucket is empty. */
export const notReady = findingKind<{ call: string; code: string; message: string }>({
  code: 'not-ready',
  severity: 'note',
  clearedBy: 'itself',
  cause: ({ call, code, message }) => `${call} must wait (${code}: ${message})`,
  whatToDo: () => ['nothing: the app is looked at again in a few seconds'],
});
