import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './lock-folder.mjs';

/** One package of PyPI, pinned, in an environment of its own under .cache. */
export interface PythonPackage {
  /** As folders and sentences name it. */
  readonly name: string;
  /** As pip names it, with extras. */
  readonly requirement: string;
  readonly version: string;
}

export type Installed =
  /** `programs`: the folder with `python` and what the package brings. */
  { readonly is: 'there'; readonly programs: string } | { readonly is: 'no-python' } | { readonly is: 'failed' };

const cache = join(import.meta.dirname, '..', '.cache');
const folderOfPrograms = process.platform === 'win32' ? 'Scripts' : 'bin';

/** Installs it where it is not there yet; two commands at once wait for each other. */
export async function installed(wanted: PythonPackage): Promise<Installed> {
  const interpreter = python();
  if (interpreter === undefined) return { is: 'no-python' };
  const folder = join(cache, wanted.name);
  const done = await alone(
    join(cache, `${wanted.name}-setup`),
    () => Promise.resolve(install(interpreter, folder, wanted)),
    () => console.log(`Another command of this folder installs ${wanted.name}: waiting for it …`),
  );
  return done ? { is: 'there', programs: join(folder, 'venv', folderOfPrograms) } : { is: 'failed' };
}

/** The first Python 3 with venv that is there. */
function python(): string | undefined {
  return ['python3', 'python'].find((name) => {
    const found = spawnSync(name, ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))']);
    return found.status === 0;
  });
}

/** The note of the version is written last: a cut-off installation has none, and is made anew. */
function install(interpreter: string, folder: string, { name, requirement, version }: PythonPackage): boolean {
  const note = join(folder, 'version');
  if (existsSync(note) && readFileSync(note, 'utf8') === version) return true;
  console.log(`Installing ${name} ${version} into .cache/${name} (once) …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made =
    ran(interpreter, ['-m', 'venv', join(folder, 'venv')]) &&
    ran(join(folder, 'venv', folderOfPrograms, 'python'), [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      `${requirement}==${version}`,
    ]);
  if (made) writeFileSync(note, version);
  return made;
}

function ran(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}
