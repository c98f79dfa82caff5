import type { BootstrapOptions } from './bootstrap-options.ts';
import type { Surroundings } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

export async function verify({ out }: Surroundings, _given: BootstrapOptions): Promise<ExitCode> {
  out.note('not yet');
  return EXIT.error;
}
