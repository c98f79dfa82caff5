import { findingKind } from './finding.ts';

export const listenerMissing = findingKind<{ listener: string }>({
  code: 'listener-missing',
  severity: 'error',
  clearedBy: 'person',
  cause: ({ listener }) => `the listener ${listener} does not exist; no rule can be made, and no service behind it`,
  whatToDo: () => [
    'name an existing listener under loadBalancer.listener',
    'or make the listener again: its ARN changes, so the document must name the new one',
  ],
});
