import { APP_TAG, resourceKinds } from '../../src/aws/arns.ts';
import { type Holder, type Permission, permissionsOf, type Tie } from '../../src/aws/permissions.ts';
import type { Condition, Place, PolicyDocument, Statement } from '../../src/aws/policy.ts';

const OWN = `\${aws:PrincipalTag/${APP_TAG}}`;
const RESOURCE = `aws:ResourceTag/${APP_TAG}`;
const REQUEST = `aws:RequestTag/${APP_TAG}`;

/** What IAM compares for each tie. A session without the app's tag fits none of them: its variable has no value. */
const ties: Readonly<Record<Tie, Condition>> = {
  owned: { StringEquals: { [RESOURCE]: OWN } },
  'owned-or-untagged': { StringEqualsIfExists: { [RESOURCE]: OWN } },
  created: { StringEquals: { [REQUEST]: OWN } },
  // Tags may be sent without the app's; where it is among them, it says the same.
  retagged: { StringEquals: { [RESOURCE]: OWN }, StringEqualsIfExists: { [REQUEST]: OWN } },
  claimed: { StringEquals: { [REQUEST]: OWN }, Null: { [RESOURCE]: 'true' } },
};

/** The holder's part of the table as a policy; rows that differ only in their action are one statement. */
export function policyFrom(holder: Holder, place: Place, reach: Reach = everything): PolicyDocument {
  const groups = new Map<string, Permission[]>();
  for (const row of permissionsOf(holder)) {
    const key = JSON.stringify([row.on, row.tie, reach(row.keys), row.when]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const taken = new Map<string, number>();
  const statements = [...groups.values()].map((rows) => statementOf(rows, place, reach, taken));
  return { Version: '2012-10-17', Statement: statements };
}

/** Narrows the partition keys of a row, where a person may reach some apps only. */
export type Reach = (keys: readonly string[] | undefined) => readonly string[] | undefined;
const everything: Reach = (keys) => keys;

/** Only these apps' partitions: `document#*` becomes `document#todo`. A pattern such as `payments-*` is a team's. */
export function onlyApps(apps: readonly string[]): Reach {
  return (keys) => keys?.flatMap((key) => (key.endsWith('#*') ? apps.map((app) => key.replace(/\*$/, app)) : [key]));
}

function statementOf(rows: readonly Permission[], place: Place, reach: Reach, taken: Map<string, number>): Statement {
  const [first] = rows;
  const condition = mergedConditions([
    first?.tie === undefined ? {} : ties[first.tie],
    leadingKeys(reach(first?.keys)),
    first?.when ?? {},
  ]);
  const resources = (first?.on ?? []).map((kind) => resourceKinds[kind](place));
  return {
    Sid: sidOf(rows, taken),
    Effect: 'Allow',
    Action: [...new Set(rows.map(({ action }) => action))],
    Resource: [...new Set(resources)],
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

/** A set operator is true where the request has no such key at all, so its twin asks that there is one (T9). */
function leadingKeys(keys: readonly string[] | undefined): Condition {
  return keys === undefined
    ? {}
    : {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      };
}

function mergedConditions(parts: readonly Condition[]): Condition {
  const merged: Record<string, Record<string, string | readonly string[]>> = {};
  for (const part of parts)
    for (const [operator, keys] of Object.entries(part)) merged[operator] = { ...merged[operator], ...keys };
  return merged;
}

/** `EcsOwned`, `DynamodbTable2`: letters and digits, once a policy. */
function sidOf(rows: readonly Permission[], taken: Map<string, number>): string {
  const services = new Set(rows.map(({ action }) => action.slice(0, action.indexOf(':'))));
  const [service = ''] = services;
  const words = [services.size > 1 ? 'several' : service, rows[0]?.tie ?? rows[0]?.on[0] ?? ''];
  const name = words
    .flatMap((word) => word.split('-'))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return count === 1 ? name : `${name}${count}`;
}
