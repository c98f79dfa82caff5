import type { Lock } from './lock.ts';

export interface InstallScript {
  readonly name: string;
  /** As package.json has it under `allowScripts`; undefined: nobody decided. */
  readonly allowed: boolean | undefined;
}

/** Packages, for building and testing too, that want to run something of their own when they are installed. */
export function installScripts(lock: Lock, allowScripts: Readonly<Record<string, boolean>>): readonly InstallScript[] {
  const names = lock.packages.filter(({ installScript }) => installScript).map(({ name }) => name);
  return [...new Set(names)].sort().map((name) => ({ name, allowed: allowScripts[name] }));
}
