import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './lock-folder.mjs';

/** A program of the Python package index, in a folder of its own below `.cache`. */
export interface PythonTool {
  readonly name: string;
  /** As pip takes it, with its version: `moto[server]==5.2.5` */
  readonly requirement: string;
}

export type Ready =
  /** Path of a program that the package brings. */
  | { readonly is: 'ready'; readonly program: (name: string) => string }
  | { readonly is: 'no-python' }
  | { readonly is: 'not-installed' };

const windows = process.platform === 'win32';
const cache = join(import.meta.dirname, '..', '.cache');

/** Installs it once; several commands of this folder wait for one another. */
export async function pythonTool({ name, requirement }: PythonTool): Promise<Ready> {
  const interpreter = python();
  if (interpreter === undefined) return { is: 'no-python' };
  const folder = join(cache, name);
  const programs = join(folder, 'venv', windows ? 'Scripts' : 'bin');
  const installed = await alone(
    join(cache, `${name}-setup`),
    () => Promise.resolve(install(interpreter, requirement, folder, programs)),
    () => console.log(`Another command of this folder installs ${name}: waiting for it …`),
  );
  return installed ? { is: 'ready', program: (each) => join(programs, each) } : { is: 'not-installed' };
}

/** The first Python 3 with venv that is there. */
function python(): string | undefined {
  return ['python3', 'python'].find((name) => {
    const found = spawnSync(name, ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))']);
    return found.status === 0;
  });
}

/** The note of what is installed is written last: a cut-off installation has none, and is made anew. */
function install(interpreter: string, requirement: string, folder: string, programs: string): boolean {
  const note = join(folder, 'version');
  if (existsSync(note) && readFileSync(note, 'utf8') === requirement) return true;
  console.log(`Installing ${requirement} (once) …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement];
  const made = ran(interpreter, ['-m', 'venv', join(folder, 'venv')]) && ran(join(programs, 'python'), pip);
  if (made) writeFileSync(note, requirement);
  return made;
}

function ran(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}
