import { Command, CommanderError } from 'commander';
import { nearestWord } from '../desired-state/nearest-word.ts';
import type { CliCommand, Surroundings } from './command.ts';
import { commands } from './commands.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { createOutput, type Streams } from './output.ts';

/** What other tools call it → what it is called here. */
const elsewhere: Readonly<Record<string, string>> = {
  deploy: 'bootstrap',
  install: 'bootstrap',
  init: 'bootstrap',
  destroy: 'uninstall',
  remove: 'uninstall',
};

export interface Shell extends Omit<Surroundings, 'out'> {
  readonly streams: Streams;
  /** Standard output is a terminal. */
  readonly terminal: boolean;
}

/** Runs one command line; never throws for what a person typed. */
export async function runProgram(words: readonly string[], shell: Shell): Promise<ExitCode> {
  let code: ExitCode = EXIT.fine;
  const program = createProgram(shell, async (command, args, options) => {
    const json = options.json === true || options.output === 'json';
    const out = createOutput(shell.streams, { json, color: coloured(shell, options) });
    code = await command.run({ ...shell, out }, args, options);
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.fine;
    const [word = ''] = words;
    const ours =
      elsewhere[word] ?? nearestWord(word, [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))]);
    if (error.code === 'commander.unknownCommand' && ours !== undefined)
      shell.streams.err(`Did you mean: ecs-steward ${ours}\n`);
    return EXIT.error;
  }
  return code;
}

/** https://no-color.org: set and not empty, whatever it says. */
function coloured({ variables, terminal }: Shell, options: Readonly<Record<string, unknown>>): boolean {
  return terminal && options.color !== false && !variables.NO_COLOR && variables.TERM !== 'dumb';
}

type Run = (command: CliCommand, args: readonly string[], options: Readonly<Record<string, unknown>>) => Promise<void>;

function createProgram(shell: Shell, run: Run): Command {
  const program = new Command('ecs-steward')
    .description('Keeps ECS Fargate applications as their documents say.')
    .version(shell.version)
    .exitOverride()
    .configureOutput({ writeOut: shell.streams.out, writeErr: shell.streams.err })
    .showHelpAfterError('(ecs-steward --help says what there is)')
    .enablePositionalOptions();
  for (const command of commands) {
    const words = command.name.split(' ');
    const parent =
      words.length === 1 ? program : (program.commands.find((each) => each.name() === words[0]) ?? program);
    const made = parent
      .command(words.at(-1) ?? command.name)
      .description(command.summary)
      .exitOverride()
      .configureOutput({ writeOut: shell.streams.out, writeErr: shell.streams.err })
      .option('--region <region>', 'AWS region, as for the AWS CLI')
      .option('--profile <name>', 'profile of the AWS configuration files')
      .option('--json', 'one JSON document on standard output')
      .option('-o, --output <format>', 'json: the same as --json')
      .option('--no-color', 'no colours; NO_COLOR does the same');
    command.define(made);
    made.action(async (...given: unknown[]) => {
      const self = given.at(-1) as Command;
      await run(command, self.args, self.optsWithGlobals());
    });
  }
  return program;
}
