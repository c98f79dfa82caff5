import type { Command } from 'commander';
import type { Outcome } from '../../bootstrap/deploy/trouble.ts';
import type { FunctionCode } from '../../bootstrap/function-code.ts';
import type { Clock } from '../aws/clock.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Output } from './output.ts';

/** Everything that a command needs of the world; a test passes its own. */
export interface Surroundings {
  readonly out: Output;
  readonly clock: Clock;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Asks a person yes or no; false where nobody can be asked. */
  ask(question: string): Promise<boolean>;
  /** Settings of an SDK client for a place: credentials, endpoint, request handler. */
  clientConfig(place: { readonly region: string; readonly profile: string | undefined }): ClientConfig;
  /** The region of a profile in the AWS configuration files, or the default one's. */
  profileRegion(profile: string | undefined): Promise<string | undefined>;
  readText(file: string): Promise<string>;
  /** The two functions as Lambda takes them; a checkout builds them first. */
  functionCode(): Promise<Outcome<FunctionCode>>;
  readonly version: string;
}

export interface ClientConfig {
  readonly region: string;
  readonly [setting: string]: unknown;
}

/** One command; found by its file's name, listed once in commands.ts. */
export interface CliCommand {
  readonly name: string;
  /** One line in `--help`. */
  readonly summary: string;
  /** Arguments, options and help of its own. Global options are the program's. */
  define(command: Command): void;
  /** @param options as commander gives them, the global ones among them: parsed by the command */
  run(surroundings: Surroundings, args: readonly string[], options: unknown): Promise<ExitCode>;
}
