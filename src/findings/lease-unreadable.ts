import { findingKind } from './finding.ts';

/** Somebody wrote the lease's item past us: nobody can tell who may write, so nobody does, and it is not written over. */
export const leaseUnreadable = findingKind<{ app: string; why: string; above: number }>({
  code: 'lease-unreadable',
  severity: 'error',
  clearedBy: 'person',
  cause: ({ app, why }) => `the app is left as it is: its lease (item app#${app} / lease) can't be read, for ${why}`,
  whatToDo: ({ app, above }) => [
    'see that no worker is at work on the app: wait ten minutes after the last pass',
    `then write the numbers again, the fence above every one that was ever used (records carry ${above}): aws dynamodb update-item --table-name ecs-steward --key '{"pk":{"S":"app#${app}"},"sk":{"S":"lease"}}' --update-expression 'SET fence = :f, #u = :z, signaturesUntil = :z' --expression-attribute-names '{"#u":"until"}' --expression-attribute-values '{":f":{"N":"${above + 100}"},":z":{"N":"0"}}'`,
  ],
});
