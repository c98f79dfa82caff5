// One at a time among processes: a folder that only one of them can make. Plain JavaScript, as setup.mjs is.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 200;
/** A holder on another machine (a shared folder) can't be looked at: after this time it counts as gone. */
const FOREIGN_HOLDER_MS = 10 * 60_000;

/**
 * Does the work while holding the folder. Waits for a living holder; the folder of a dead one is taken over.
 * @template T
 * @param {string} folder made and removed by this
 * @param {() => Promise<T>} work
 * @param {() => void} waiting called once, when somebody else holds it
 * @returns {Promise<T>}
 */
export async function alone(folder, work, waiting) {
  let said = false;
  while (!take(folder)) {
    if (!said) waiting();
    said = true;
    await pause(LOOK_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The folder appears with its holder inside, in one rename: nobody ever sees it empty.
 * @param {string} folder
 */
function take(folder) {
  const own = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own);
  writeFileSync(join(own, 'holder'), JSON.stringify({ pid: process.pid, host: hostname() }));
  if (moved(own, folder)) return true;
  rmSync(own, { recursive: true, force: true });
  const holder = holderOf(folder);
  if (holder !== undefined && isGone(holder, folder)) takeAway(folder, holder);
  return false;
}

/**
 * Somebody else may have done the same a moment ago: what was moved must be the dead holder's, or it goes back.
 * @param {string} folder
 * @param {Holder} dead
 */
function takeAway(folder, dead) {
  const aside = `${folder}.gone.${process.pid}`;
  if (!moved(folder, aside)) return;
  if (holderOf(aside)?.pid !== dead.pid) moved(aside, folder);
  rmSync(aside, { recursive: true, force: true });
}

/**
 * @param {string} from
 * @param {string} to
 */
function moved(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch {
    // Taken, or gone meanwhile: the caller looks again.
    return false;
  }
}

/**
 * @typedef {{ readonly pid: number, readonly host: string }} Holder
 * @param {string} folder
 * @returns {Holder | undefined}
 */
function holderOf(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'holder'), 'utf8'));
  } catch {
    // Let go of between two looks.
    return undefined;
  }
}

/**
 * @param {Holder} holder
 * @param {string} folder
 */
function isGone(holder, folder) {
  if (holder.host !== hostname()) return ageMs(folder) > FOREIGN_HOLDER_MS;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    // EPERM: it lives, as another user's.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** @param {string} folder */
function ageMs(folder) {
  return Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}
