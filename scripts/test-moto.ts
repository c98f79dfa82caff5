import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runLoop } from '../test/moto/loop.ts';
import { where } from '../test/moto/surroundings.ts';
import { installed } from './python-package.ts';

/**
 * `npm run test:moto`: the real loop against moto, an emulator of AWS that we did not write.
 * Exit 0: all held, 1: something did not, 3: no Python here.
 */

const MOTO = '5.2.5';
const START_MS = 60_000;

interface Server {
  readonly endpoint: string;
  readonly end: () => Promise<void>;
}

/** Port 0: the system gives a free one, and the server says which. */
async function start(programs: string): Promise<Server> {
  const child = spawn(join(programs, 'moto_server'), ['-H', '127.0.0.1', '-p', '0'], {
    env: { ...process.env, MOTO_ACCOUNT_ID: where.account },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // It keeps nothing that would be lost.
  const kill = () => void child.kill('SIGKILL');
  process.on('exit', kill);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const said: string[] = [];
  const endpoint = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('it did not start in time')), START_MS);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said.join(' ')}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (said.length < 20) said.push(line);
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (found === undefined) return;
      clearTimeout(late);
      resolve(found);
    });
  });
  return {
    endpoint,
    end: () => {
      kill();
      return ended;
    },
  };
}

async function main(): Promise<number> {
  const moto = await installed({ name: 'moto', requirement: 'moto[server]', version: MOTO });
  if (moto.is === 'no-python') {
    console.log('npm run test:moto needs Python 3.10 or newer with venv: there is none here.');
    return 3;
  }
  if (moto.is === 'failed') {
    console.log(`moto ${MOTO} could not be installed: see the lines above.`);
    return 1;
  }
  const server = await start(moto.programs).catch((error: unknown) => {
    console.log(`moto did not start: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (server === undefined) return 1;
  try {
    const { passed, failed } = await runLoop(server.endpoint, (line) => console.log(line));
    console.log(`${passed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    await server.end();
  }
}

process.exit(await main());
