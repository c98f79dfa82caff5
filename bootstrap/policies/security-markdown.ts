import { resourceKinds } from '../../src/aws/arns.ts';
import { type Holder, type Permission, permissionsOf, type Tie } from '../../src/aws/permissions.ts';
import { INLINE_LIMIT, MANAGED_LIMIT, type Place } from '../../src/aws/policy.ts';
import * as dispatch from './dispatch.ts';
import * as editor from './editor.ts';
import * as operator from './operator.ts';
import * as reconcile from './reconcile.ts';
import * as viewer from './viewer.ts';
import * as write from './write.ts';

/** Readable references instead of an account's values. */
const anywhere: Place = {
  partition: 'aws',
  account: 'ACCOUNT',
  region: 'REGION',
  table: 'ecs-steward',
  queue: 'ecs-steward',
  prefix: 'ecs-steward',
};

// biome-ignore format: one holder a line
const who: readonly { readonly holder: Holder; readonly name: string; readonly is: string; readonly size: number; readonly limit: number }[] = [
  { holder: 'dispatch', name: 'role `ecs-steward-dispatch`', is: 'The function that hears events. It reads the fleet and sends messages.', size: sizeOf(dispatch), limit: INLINE_LIMIT },
  { holder: 'reconcile', name: 'role `ecs-steward-reconcile`', is: 'The function that sweeps and passes. It reads AWS and keeps our records. It writes nothing to AWS: for that it must become the writer, for one app.', size: sizeOf(reconcile), limit: INLINE_LIMIT },
  { holder: 'write', name: 'role `ecs-steward-write`', is: 'Taken by the reconciler alone, with the app as the one tag of the session, and only when there is something to write.', size: sizeOf(write), limit: INLINE_LIMIT },
  { holder: 'viewer', name: 'policy `ecs-steward-viewer`', is: 'For people who look: plans and status. It changes nothing.', size: sizeOf(viewer), limit: MANAGED_LIMIT },
  { holder: 'editor', name: 'policy `ecs-steward-editor`', is: 'For people who change documents. Leases, rollouts, history and the fleet are other partitions.', size: sizeOf(editor), limit: MANAGED_LIMIT },
  { holder: 'operator', name: 'policy `ecs-steward-operator`', is: 'For people on call: they ask, and the next pass carries it out. What holds for all apps (`control`) stays with the account’s administrators.', size: sizeOf(operator), limit: MANAGED_LIMIT },
];

const tieWords: Readonly<Record<Tie, string>> = {
  owned: 'the resource carries the session’s app',
  'owned-or-untagged': 'the resource carries no other app',
  created: 'the request tags what it makes with the session’s app',
  retagged: 'the resource carries the session’s app, and keeps it',
  claimed: 'the resource carries no app yet, and gets the session’s',
};

/** The policies themselves, for people who want to read or attach them by hand: file name and JSON text. */
export function policyFiles(): readonly { readonly name: string; readonly text: string }[] {
  const policies = { dispatch, reconcile, write, viewer, editor, operator };
  return Object.entries(policies).map(([name, { policyOf }]) => ({
    name: `policy-${name}.json`,
    text: `${JSON.stringify(policyOf(anywhere), null, 2)}\n`,
  }));
}

/** docs/security.md: who may do what, and why each permission is there. */
export function securityMarkdown(): string {
  return `${[...opening(), ...who.flatMap(section), ...closing()].join('\n')}\n`;
}

function opening(): string[] {
  return [
    '# Security: who may do what, and why',
    '',
    'Made by `scripts/generate-docs.ts` from `src/aws/permissions.ts`, as the policies are. Tests hold both ends: every call of the',
    'end-to-end histories runs under these policies in the simulator, and a permission that no history needs fails the build.',
    '',
    '**IAM, not our code, keeps apps apart.** Reads go by the function’s own role. A pass that has something to write assumes',
    '`ecs-steward-write` with its app as session tag (`ecs-steward:app`). Wherever AWS supports it, that tag must stand on the',
    'resource (`aws:ResourceTag`) or on what is made (`aws:RequestTag`); roles are passed only below `/ecs-steward/APP/`, only to',
    'ECS tasks. A session without the tag is refused by the role’s trust policy.',
    '',
    '| who | permissions | length | the policy |',
    '|---|---|---|---|',
    ...who.map(
      ({ holder, name, size, limit }) =>
        `| ${name} | ${permissionsOf(holder).length} | ${size} of ${limit} characters | [JSON](generated/policy-${holder}.json) |`,
    ),
  ];
}

function section({ holder, name, is }: (typeof who)[number]): string[] {
  const rows = permissionsOf(holder);
  return [
    '',
    `## ${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    '',
    is,
    '',
    '| action | on | only where | why |',
    '|---|---|---|---|',
    ...rows.map((row) => `| \`${row.action}\` | ${on(row)} | ${onlyWhere(row)} | ${sentence(row)} |`),
  ];
}

function on({ on: kinds }: Permission): string {
  return kinds.map((kind) => `\`${resourceKinds[kind](anywhere)}\``).join('<br>');
}

function onlyWhere({ tie, keys, when }: Permission): string {
  const conditions = Object.entries(when ?? {}).flatMap(([operator, pairs]) =>
    Object.entries(pairs).map(([key, value]) => `\`${key}\` ${operator} \`${[value].flat().join('`, `')}\``),
  );
  const parts = [
    ...(tie === undefined ? [] : [tieWords[tie]]),
    ...(keys === undefined ? [] : [`partition keys \`${keys.join('`, `')}\``]),
    ...conditions,
  ];
  return parts.join('; ') || '–';
}

function sentence({ why, madeBy }: Permission): string {
  return madeBy === undefined ? why : `${why} (${madeBy} makes the call)`;
}

function closing(): string[] {
  return [
    '',
    '## Roles of apps',
    '',
    '`bootstrap app NAME` makes an app’s execution role from its document: its repositories, secrets, parameters, log groups and',
    'environment files, one by one. A task role gets what the document itself asks for (ECS Exec, file systems by IAM); what the',
    'app’s code calls is its team’s to add. Only ECS tasks of the account and region may take them.',
    '',
    '## Spokes',
    '',
    'A hub takes two roles in a spoke account (or in another region of its own), `ecs-steward-spoke-read` and',
    '`ecs-steward-spoke-write`, both only with the external id that the two sides agreed on, the second only with the app as session',
    'tag. Their permissions are those of viewer (without our table) and writer, in the regions that the account gave and in no other.',
    'Which accounts are asked for their roles at all, an administrator writes into the item `control` / `spokes`: no app’s document',
    'can. The spoke’s rules send events to the hub’s bus, whose policy lets in exactly the accepted accounts; such an event wakes',
    'only apps of the account and region where it happened. See [many-accounts.md](many-accounts.md).',
    '',
    '## What only a real account can prove',
    '',
    'The simulator holds the policies in every test; these it can’t know. Each with what shows it in an account:',
    '',
    '- That schedule, rules, queue, functions, table and alarms work together there, and how soon an event is noticed:',
    '  `ecs-steward bootstrap --verify`.',
    '- With which resources Application Auto Scaling asks for `ecs:UpdateService` and the CloudWatch actions before it takes a scaling',
    '  target or policy: AWS does not say. A refusal reads `User is missing the following permissions`. Shown by a first pass over a',
    '  document with `scaling`: `ecs-steward apply FILE`, then `aws logs tail /aws/lambda/ecs-steward-reconcile`.',
    '- Whether `elasticloadbalancing:SetRulePriorities` sees the rule’s tags. Shown by another `priority` of a route in the',
    '  document and the step `SetRulePriorities` in the same log.',
    '- What a write on something that is gone is told: a thing without tags fits no condition, so the answer is a refusal and not «not',
    '  found», as in the simulator. A deletion that is repeated after a lost answer is therefore settled by the next look. Shown by',
    '  deleting a rule by hand between two passes of a removal.',
    '- How long a new tag takes until IAM sees it: until then a write after an adoption is refused, and the next pass repeats it.',
    '  Shown by the time between two steps of an adoption in the log.',
    '- That a spoke’s roles trust its hub and nobody else: `aws sts assume-role` with and without the external id (docs/many-accounts.md).',
    '- `npm audit --omit=dev` needs the registry’s own service and so runs where that is reached, not in the tests.',
  ];
}

function sizeOf({ policyOf }: { policyOf: (place: Place) => object }): number {
  return JSON.stringify(policyOf({ ...anywhere, account: '123456789012', region: 'eu-central-1' })).length;
}
