import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { z } from 'zod';
import { destroy } from '../../bootstrap/deploy/destroy.ts';
import { bucketName } from '../../bootstrap/deploy/upload.ts';
import { names } from '../../bootstrap/names.ts';
import { readFleet } from '../records/fleet-index.ts';
import { createItems } from '../records/items.ts';
import type { CliCommand, Surroundings } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { identified, placeOptions } from './place.ts';
import { eventLine, tellTrouble } from './stack-lines.ts';

const schema = placeOptions.extend({
  account: z.string().optional(),
  stack: z.string().default(names.stack),
  yes: z.boolean().default(false),
  deleteHistory: z.boolean().default(false),
});

type Options = z.infer<typeof schema>;

/** Takes ecs-steward out of an account. Every app runs on as it is. */
export const uninstall: CliCommand = {
  name: 'uninstall',
  summary: 'takes ecs-steward out of the account; apps run on, and the table stays',
  define(command: Command) {
    command
      .option('--account <id>', 'refuse to act in any other account')
      .option('--stack <name>', 'name of the CloudFormation stack', names.stack)
      .option('--yes', 'do not ask')
      .option('--delete-history', 'delete the table with all documents and history, too');
  },
  async run(surroundings, _args, options) {
    const parsed = schema.safeParse(options);
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues) surroundings.out.note(`--${path.join('.')}: ${message}`);
      return EXIT.error;
    }
    return run(surroundings, parsed.data);
  },
};

async function run(surroundings: Surroundings, given: Options): Promise<ExitCode> {
  const { out, clock } = surroundings;
  const who = await identified(surroundings, given);
  if (!who.ok) return tellTrouble(out, who.trouble);
  const { identity, config } = who.value;
  const dynamodb = new DynamoDBClient(config);
  const apps = await appsOf(dynamodb, surroundings);
  const stays = [
    ...(apps ?? []).map((app) => `the app ${app} runs on as it is; nobody repairs it or rolls it out any more`),
    ...(apps === undefined ? ['the table could not be read: which apps run on is not known here'] : []),
    ...(given.deleteHistory ? [] : [`the table ${names.table} with all documents and history`]),
    `the bucket ${bucketName(identity)} with old code`,
    'the roles below /ecs-steward/ that apps run with',
  ];
  out.note(`The stack ${given.stack} in ${identity.account}, ${identity.region} will be deleted.`);
  if (given.deleteHistory)
    out.note(out.colors.red(`So will the table ${names.table}: all documents and history, for ever.`));
  out.note('What stays:');
  for (const each of stays) out.note(`  ${each}`);
  if (!given.yes && !(await surroundings.ask('Go on?'))) {
    out.note('nothing was changed; --yes agrees beforehand');
    return EXIT.withheld;
  }
  const done = await destroy({
    cloudformation: new CloudFormationClient(config),
    dynamodb,
    clock,
    stack: given.stack,
    table: names.table,
    deleteHistory: given.deleteHistory,
    event: (event) => out.note(eventLine(event, out.colors)),
    note: (sentence) => out.note(sentence),
  });
  if (!done.ok) return tellTrouble(out, done.trouble);
  out.data({ ok: true, ...done.value, stays });
  out.line(`The stack ${told[done.value.stack]}, the table ${told[done.value.table]}.`);
  return EXIT.fine;
}

/** undefined: the table did not answer. */
async function appsOf(client: DynamoDBClient, { clock, random }: Surroundings): Promise<string[] | undefined> {
  const items = createItems({ client, table: names.table, clock, random, count: () => undefined });
  const fleet = await readFleet(items);
  return fleet.ok ? fleet.value.map(({ app }) => app).sort() : undefined;
}

const told = { gone: 'is gone', kept: 'is kept', deleted: 'is deleted', 'was absent': 'was not there' } as const;
