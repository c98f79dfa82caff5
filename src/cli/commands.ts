import { apply } from './apply.ts';
import { bootstrap } from './bootstrap.ts';
import { bootstrapApp } from './bootstrap-app.ts';
import { bootstrapPolicy } from './bootstrap-policy.ts';
import { bootstrapSpoke } from './bootstrap-spoke.ts';
import type { CliCommand } from './command.ts';
import { uninstall } from './uninstall.ts';

/** All commands, in the order of the help; a command of two words comes after its first word's. */
export const commands: readonly CliCommand[] = [
  bootstrap,
  bootstrapApp,
  bootstrapPolicy,
  bootstrapSpoke,
  apply,
  uninstall,
];
