import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import type { Command } from 'commander';
import { z } from 'zod';
import { appRoles } from '../../bootstrap/app-roles.ts';
import { ensureRole } from '../../bootstrap/deploy/roles.ts';
import { type Outcome, trouble } from '../../bootstrap/deploy/trouble.ts';
import { names, policyNames } from '../../bootstrap/names.ts';
import type { DesiredApp } from '../desired-state/desired.ts';
import { desiredApp } from '../desired-state/desired-app.ts';
import { problemText } from '../desired-state/problem-text.ts';
import { type DocumentRead, readDocument } from '../desired-state/read-document.ts';
import { createDocumentStore } from '../records/document-store.ts';
import { createItems } from '../records/items.ts';
import type { CliCommand, ClientConfig, Surroundings } from './command.ts';
import { inPlaceOf, readDocumentFile } from './document-file.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { identified, placeOptions } from './place.ts';
import { tellTrouble } from './stack-lines.ts';

const schema = placeOptions.extend({
  account: z.string().optional(),
  file: z.string().optional(),
  boundary: z.string().startsWith('arn:', 'the ARN of a policy').optional(),
});

/** The roles that an app's tasks start and run with, on its own path, with exactly what its document needs. */
export const bootstrapApp: CliCommand = {
  name: 'bootstrap app',
  summary: 'makes an app’s execution and task roles from its document',
  define(command: Command) {
    command
      .argument('<name>', 'the app')
      .option('--file <file>', 'the document, before it is stored; else the stored one is read')
      .option('--account <id>', 'refuse to act in any other account')
      .option('--boundary <arn>', 'permissions boundary of the roles');
  },
  async run(surroundings, [name = ''], options) {
    const parsed = schema.safeParse(options);
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues) surroundings.out.note(`--${path.join('.')}: ${message}`);
      return EXIT.error;
    }
    return run(surroundings, name, parsed.data);
  },
};

async function run(surroundings: Surroundings, name: string, given: z.infer<typeof schema>): Promise<ExitCode> {
  const { out } = surroundings;
  const who = await identified(surroundings, given);
  if (!who.ok) return tellTrouble(out, who.trouble);
  const { identity, config } = who.value;
  const app = await appOf(surroundings, config, name, given.file);
  if (!app.ok) return tellTrouble(out, app.trouble);
  const here = inPlaceOf(app.value, identity);
  if (!here.ok) return tellTrouble(out, here.trouble);
  const iam = new IAMClient(config);
  const { partition, account } = identity;
  const place = {
    partition,
    account,
    region: identity.region,
    ...policyNames,
  };
  const done: Record<string, string> = {};
  for (const role of appRoles(place, app.value, given.boundary)) {
    const ensured = await ensureRole(iam, role);
    if (!ensured.ok) return tellTrouble(out, ensured.trouble);
    done[`${role.path}${role.name}`] = ensured.value;
    out.line(`${ensured.value.padEnd(9)}  ${role.path}${role.name}`);
  }
  out.data({ ok: true, app: name, roles: done });
  return EXIT.fine;
}

async function appOf(
  surroundings: Surroundings,
  config: ClientConfig,
  name: string,
  file: string | undefined,
): Promise<Outcome<DesiredApp>> {
  const loaded =
    file === undefined ? await stored(surroundings, config, name) : await readDocumentFile(surroundings, file);
  if (!loaded.ok) return loaded;
  const read = loaded.value;
  if (!read.ok) {
    const problems = read.problems.filter(({ severity }) => severity === 'error').map(problemText);
    return trouble(
      'aws',
      `the document is not valid:\n${problems.join('\n')}`,
      'mend it, then run the same command again',
    );
  }
  const app = desiredApp(read.document);
  if (app.app !== name)
    return trouble(
      'aws',
      `the document is of the app ${app.app}, not of ${name}`,
      `ecs-steward bootstrap app ${app.app}`,
    );
  return { ok: true, value: app };
}

async function stored(
  { clock, random }: Surroundings,
  config: ClientConfig,
  name: string,
): Promise<Outcome<DocumentRead>> {
  const client = new DynamoDBClient({ ...config, maxAttempts: 1 });
  const table = createItems({ client, table: names.table, clock, random, count: () => undefined });
  const current = await createDocumentStore(table).current(name);
  if (!current.ok) {
    const { call, code, message } = current.failure;
    return trouble(
      'aws',
      `${call} failed (${code}: ${message})`,
      'ecs-steward bootstrap makes the table',
      'or give the document: --file FILE',
    );
  }
  if (current.value.is === 'present')
    return { ok: true, value: readDocument({ text: current.value.document.text, file: name }) };
  const why = current.value.is === 'absent' ? 'there is no stored document' : current.value.why;
  return trouble('aws', `${name}: ${why}`, 'give the document: --file FILE');
}
