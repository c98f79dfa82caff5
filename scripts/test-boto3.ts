import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runClock } from '../src/simulator/http.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import { installed } from './python-package.ts';

/**
 * `npm run test:boto3`: every service of the simulator through boto3 over HTTP, a client that we did not write.
 * Exit 0: all held, 1: something did not, 3: no Python here.
 */

const BOTO3 = '1.44.8';
const walk = join(import.meta.dirname, '..', 'test', 'boto3', 'walk.py');

async function main(): Promise<number> {
  const boto3 = await installed({ name: 'boto3', requirement: 'boto3', version: BOTO3 });
  if (boto3.is === 'no-python') {
    console.log('npm run test:boto3 needs Python 3.10 or newer with venv: there is none here.');
    return 3;
  }
  if (boto3.is === 'failed') {
    console.log(`boto3 ${BOTO3} could not be installed: see the lines above.`);
    return 1;
  }
  const simulator = createSimulator({ seed: 1, start: Date.now(), latencyMs: [0, 0], cloudTrail: false });
  const listening = await simulator.listen(0);
  const stopClock = runClock(simulator, 1);
  try {
    return await walked(join(boto3.programs, 'python'), listening.endpoint);
  } finally {
    stopClock();
    await listening.close();
  }
}

/** Settings of whoever runs it must not reach boto3: another endpoint, a profile, a proxy. */
function walked(python: string, endpoint: string): Promise<number> {
  const kept = Object.entries(process.env).filter(([name]) => !/^AWS_|_proxy$/i.test(name));
  const child = spawn(python, ['-E', '-s', '-B', walk, endpoint], {
    env: { ...Object.fromEntries(kept), AWS_CONFIG_FILE: '', AWS_SHARED_CREDENTIALS_FILE: '' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0 ? 0 : 1));
  });
}

process.exitCode = await main();
