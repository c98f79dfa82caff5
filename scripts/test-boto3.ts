import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runClock } from '../src/simulator/http.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import { type PythonTool, pythonTool } from './python-tool.ts';

/**
 * `npm run test:boto3`: every service of the simulator through boto3 over HTTP, a client that we did not write.
 * Exit 0: all held, 1: something did not, 3: no Python here.
 */

const boto3: PythonTool = { name: 'boto3', requirement: 'boto3==1.44.8' };
const walk = join(import.meta.dirname, '..', 'test', 'boto3', 'walk.py');

async function main(): Promise<number> {
  const ready = await pythonTool(boto3);
  if (ready.is === 'no-python') {
    console.log('npm run test:boto3 needs Python 3.10 or newer with venv: there is none here.');
    return 3;
  }
  if (ready.is === 'not-installed') {
    console.log(`${boto3.requirement} could not be installed: see the lines above.`);
    return 1;
  }
  const simulator = createSimulator({ seed: 1, start: Date.now(), latencyMs: [0, 0], cloudTrail: false });
  const listening = await simulator.listen(0);
  const stopClock = runClock(simulator, 1);
  try {
    return await walked(ready.program('python'), listening.endpoint);
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
