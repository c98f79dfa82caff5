import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Identity } from '../../bootstrap/deploy/identity.ts';
import { keepEventsOut, letEventsIn } from '../../bootstrap/deploy/spoke-events.ts';
import { type Outcome, trouble } from '../../bootstrap/deploy/trouble.ts';
import { names } from '../../bootstrap/names.ts';
import { createItems } from '../records/items.ts';
import { spokesKey } from '../records/spokes.ts';
import type { ClientConfig, Surroundings } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { identified } from './place.ts';
import type { SpokeOptions } from './spoke-options.ts';
import { tellTrouble } from './stack-lines.ts';

/**
 * The hub's side. It is no part of its stack: who is looked after changes more often than the stack, and a template can't
 * list what it does not know. Each account is one member of an item and one statement of the bus, so that two people who
 * accept at once do not undo each other.
 */
export async function acceptSpoke(
  surroundings: Surroundings,
  { accept: account = '', externalId, regions, account: expected, profile }: SpokeOptions,
  region: string | undefined,
): Promise<ExitCode> {
  const { out } = surroundings;
  const who = await identified(surroundings, { region, profile, account: expected });
  if (!who.ok) return tellTrouble(out, who.trouble);
  const { identity: hub, config } = who.value;
  const served = regions ?? [hub.region];
  if (account === hub.account && served.includes(hub.region)) return tellTrouble(out, atHome(hub));
  // The item first: an event that comes before it is known whose it is would wake nobody.
  const stored = await store(surroundings, config, account, { externalId, regions: served });
  if (!stored.ok) return tellTrouble(out, stored.trouble);
  if (account !== hub.account) {
    const opened = await letEventsIn(new EventBridgeClient(config), account);
    if (!opened.ok) return tellTrouble(out, opened.trouble);
  }
  out.data({ ok: true, hub: hub.account, accepted: account, regions: served });
  out.line(`${hub.account} looks after ${account} in ${served.join(', ')} from now on.`);
  out.line('The next look shows whether its roles let us in: a document for it is looked at within minutes.');
  return EXIT.fine;
}

export async function forgetSpoke(
  surroundings: Surroundings,
  { forget: account = '', account: expected, profile }: SpokeOptions,
  region: string | undefined,
): Promise<ExitCode> {
  const { out } = surroundings;
  const who = await identified(surroundings, { region, profile, account: expected });
  if (!who.ok) return tellTrouble(out, who.trouble);
  const { identity, config } = who.value;
  const stored = await store(surroundings, config, account, null);
  if (!stored.ok) return tellTrouble(out, stored.trouble);
  const closed = await keepEventsOut(new EventBridgeClient(config), account);
  if (!closed.ok) return tellTrouble(out, closed.trouble);
  out.data({ ok: true, hub: identity.account, forgotten: account });
  out.line(`${account} is looked after no more; its apps run on as they are.`);
  out.line(`What is left there: the stack ${names.spokeStack}. Delete it with credentials of ${account}:`);
  out.line(`  aws cloudformation delete-stack --stack-name ${names.spokeStack}`);
  return EXIT.fine;
}

function atHome({ account, region }: Identity) {
  return {
    code: 'wrong-region' as const,
    cause: `${account} ${region} is the hub itself, which needs no roles there`,
    whatToDo: ['name the other regions: --regions'] as const,
  };
}

async function store(
  { clock, random }: Surroundings,
  config: ClientConfig,
  account: string,
  entry: object | null,
): Promise<Outcome<void>> {
  const client = new DynamoDBClient({ ...config, maxAttempts: 1 });
  const items = createItems({ client, table: names.table, clock, random, count: () => undefined });
  const written = await items.set(spokesKey, { [account]: entry });
  if (written.ok) return { ok: true, value: undefined };
  const { call, code, message } = written.failure;
  return trouble(
    'aws',
    `${call} failed (${code}: ${message})`,
    'these must be credentials of the hub, in its region: ecs-steward bootstrap makes the table there',
  );
}
