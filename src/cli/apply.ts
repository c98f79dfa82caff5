import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Identity } from '../../bootstrap/deploy/identity.ts';
import { type Outcome, trouble } from '../../bootstrap/deploy/trouble.ts';
import { names } from '../../bootstrap/names.ts';
import type { AwsFailure } from '../aws/failure.ts';
import { desiredApp } from '../desired-state/desired-app.ts';
import type { Problem } from '../desired-state/problem.ts';
import { problemText } from '../desired-state/problem-text.ts';
import { createDocumentStore, type DocumentStore, type StoredDocument } from '../records/document-store.ts';
import { createItems } from '../records/items.ts';
import { escaped } from '../reports/text.ts';
import type { CliCommand, Surroundings } from './command.ts';
import { inPlaceOf, readDocumentFile } from './document-file.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { identified, placeOptions } from './place.ts';
import { tellTrouble } from './stack-lines.ts';

const schema = placeOptions.extend({
  account: z.string().optional(),
  comment: z.string().max(1_000, 'at most 1,000 characters').default(''),
  expect: z.string().regex(/^\d+$/, 'a version: 0, 1, 2, …').transform(Number).optional(),
  yes: z.boolean().default(false),
});

type Options = z.infer<typeof schema>;

/** Stores a document as the app's next version; the deployed functions make the account be as it says. */
export const apply: CliCommand = {
  name: 'apply',
  summary: 'stores a document as the app’s next version; what it says comes to be',
  define(command: Command) {
    command
      .argument('<file>', 'the document: YAML or JSON; files that it names are read from beside it')
      .option('--comment <text>', 'why, for the history')
      .option('--expect <version>', 'store only over this version; 0: there is none (default: the one that is shown)')
      .option('--account <id>', 'refuse to act in any other account')
      .option('--yes', 'do not ask')
      .addHelpText(
        'after',
        '\nNo plan is shown: what will be created, changed or removed is not known before it happens. To see first,\nstore the document with mode: observe, and read what the functions say.',
      );
  },
  async run(surroundings, [file = ''], options) {
    const parsed = schema.safeParse(options);
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues) surroundings.out.note(`--${path.join('.')}: ${message}`);
      return EXIT.error;
    }
    return run(surroundings, file, parsed.data);
  },
};

async function run(surroundings: Surroundings, file: string, given: Options): Promise<ExitCode> {
  const { out } = surroundings;
  // A document with faults is told without credentials.
  const loaded = await readDocumentFile(surroundings, file);
  if (!loaded.ok) return tellTrouble(out, loaded.trouble);
  const read = loaded.value;
  if (!read.ok) return tellProblems(surroundings, read.problems);
  for (const warning of read.warnings) out.note(out.colors.yellow(problemText(warning)));
  const who = await identified(surroundings, given);
  if (!who.ok) return tellTrouble(out, who.trouble);
  const { identity, config } = who.value;
  const app = desiredApp(read.document);
  const here = inPlaceOf(app, identity);
  if (!here.ok) return tellTrouble(out, here.trouble);
  const { clock, random } = surroundings;
  const client = new DynamoDBClient({ ...config, maxAttempts: 1 });
  const documents = createDocumentStore(
    createItems({ client, table: names.table, clock, random, count: () => undefined }),
  );
  return store({ surroundings, documents, given, identity: identity, app: app.app, text: read.stored });
}

function tellProblems({ out }: Surroundings, problems: readonly Problem[]): ExitCode {
  out.data({ ok: false, code: 'invalid-document', problems });
  for (const problem of problems)
    out.note((problem.severity === 'error' ? out.colors.red : out.colors.yellow)(problemText(problem)));
  return EXIT.error;
}

interface Storing {
  readonly surroundings: Surroundings;
  readonly documents: DocumentStore;
  readonly given: Options;
  readonly identity: Identity;
  readonly app: string;
  /** JSON, every file inlined. */
  readonly text: string;
}

async function store(storing: Storing): Promise<ExitCode> {
  const { surroundings, documents, given, identity, app, text } = storing;
  const { out, clock } = surroundings;
  const before = await standing(documents, app);
  if (!before.ok) return tellTrouble(out, before.trouble);
  const stands = before.value;
  const version = stands?.version ?? 0;
  if (given.expect !== undefined && given.expect !== version) return tellConflict(storing, given.expect, stands);
  if (stands?.text === text) {
    out.data({ ok: true, app, is: 'unchanged', version });
    out.line(`${app}: version ${version} is this document already.`);
    return EXIT.fine;
  }
  out.note(
    `${app} in ${identity.account}, ${identity.region}: version ${version + 1} ${stands === undefined ? 'is the first' : `over ${shown(stands)}`}`,
  );
  if (!given.yes && !(await surroundings.ask('Store it?'))) {
    out.note('nothing was changed; --yes agrees beforehand');
    out.data({ ok: false, app, is: 'declined', version });
    return EXIT.withheld;
  }
  const put = await documents.put({
    app,
    text,
    by: identity.arn,
    comment: given.comment,
    expectedVersion: version,
    now: clock.now(),
  });
  if (!put.ok) return tellTrouble(out, troubleOfTable(put.failure));
  if (put.value.is === 'conflict') return tellConflict(storing, version, put.value.current);
  if (put.value.is === 'refused') return tellRefused(storing, put.value.why);
  out.data({ ok: true, app, is: 'stored', version: put.value.version });
  out.line(`${app}: version ${put.value.version} is stored.`);
  return EXIT.fine;
}

async function standing(documents: DocumentStore, app: string): Promise<Outcome<StoredDocument | undefined>> {
  const current = await documents.current(app);
  if (!current.ok) return { ok: false, trouble: troubleOfTable(current.failure) };
  if (current.value.is === 'unusable') return trouble('aws', `${app}: ${current.value.why}`, upgrade);
  return { ok: true, value: current.value.is === 'present' ? current.value.document : undefined };
}

const upgrade = 'use the newest ecs-steward; what somebody wrote past it is mended by hand';

/** `version 3 (by arn:aws:iam::210987654321:user/anna, 2026-03-02 08:00 UTC: more memory)` */
function shown({ version, by, comment, at }: StoredDocument): string {
  const time = new Date(at);
  // Any number may stand in the table; not every number is a time.
  const when = Number.isNaN(time.getTime()) ? 'at no time' : `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `version ${version} (by ${escaped(by)}, ${when}${comment === '' ? '' : `: ${escaped(comment)}`})`;
}

function tellConflict({ surroundings: { out }, app }: Storing, expected: number, stands: StoredDocument | undefined) {
  const now = stands === undefined ? 'there is none' : `now there is ${shown(stands)}`;
  const what = `read that version, put your change onto it, then: --expect ${stands?.version ?? 0}`;
  return tellTrouble(out, {
    code: 'conflict',
    cause: `${app}: version ${expected} was expected, and ${now}; nothing was stored`,
    whatToDo: [what],
  });
}

function tellRefused({ surroundings: { out }, app }: Storing, why: string): ExitCode {
  return tellTrouble(out, { code: 'aws', cause: `${app}: ${why}; nothing was stored`, whatToDo: [upgrade] });
}

function troubleOfTable({ class: kind, call, code, message, maybeApplied }: AwsFailure) {
  const cause = `${call} failed (${code}: ${message})`;
  if (code === 'ResourceNotFoundException')
    return { code: 'aws' as const, cause, whatToDo: ['ecs-steward bootstrap makes the table'] as const };
  if (kind === 'denied')
    return {
      code: 'denied' as const,
      cause,
      whatToDo: ['the policy ecs-steward-editor allows it: ask for it'] as const,
    };
  const again = 'run the same command again: a document that is stored already is not stored twice';
  return {
    code: 'aws' as const,
    cause: maybeApplied ? `${cause}; whether it was stored is not known` : cause,
    whatToDo: [again] as const,
  };
}
