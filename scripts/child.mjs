// A child process that never outlives us. Plain JavaScript: it runs on any Node from 20 on, before anything is installed.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @type {readonly NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** A child that does not end by itself within this time is killed: TypeScript's compiler does not heed SIGTERM. */
const GRACE_MS = 2_000;
const PARENT_LOOK_MS = 300;

/**
 * Runs a command to its end; signals to us go to it. Gives its exit code, 128 + number when a signal ended it.
 * `detached` gives it a group of its own, and signals go to the group: for tools that start another program.
 * npm, when it is stopped, ends its shell but not us: so we look whether our parent is still there.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>}
 */
export function run(command, args, options) {
  const child = spawn(command, args, options);
  const parent = process.ppid;
  let ending = false;
  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    kill(child, signal, options.detached === true);
    if (ending) return;
    ending = true;
    setTimeout(() => kill(child, 'SIGKILL', options.detached === true), GRACE_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, end);
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    end('SIGTERM');
  }, PARENT_LOOK_MS);
  looking.unref();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(looking);
      for (const name of SIGNALS) process.off(name, end);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 * @param {boolean} group
 */
function kill(child, signal, group) {
  if (!group || child.pid === undefined || process.platform === 'win32') {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
