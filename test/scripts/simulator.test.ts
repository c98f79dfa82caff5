import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts the simulator with the project's own Node and waits for what it prints first. */
async function start(...args: string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(`${root}node_modules/node/bin/node`, ['scripts/simulator.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const [chunk] = await once(child.stdout, 'data');
  return { child, line: String(chunk) };
}

async function timeAt(endpoint: string): Promise<number> {
  const response = await fetch(`${endpoint}/_simulator/clock`);
  return ((await response.json()) as { now: number }).now;
}

describe('npm run simulator', () => {
  it('prints its endpoint as JSON, serves there and ends cleanly when it is told to', async () => {
    const { child, line } = await start('--port', '0', '--json');
    const { endpoint } = JSON.parse(line);
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const credentials = { accessKeyId: '123456789012', secretAccessKey: 'simulated' };
    const client = new STSClient({ region: 'eu-central-1', endpoint, credentials });
    expect((await client.send(new GetCallerIdentityCommand({}))).Account).toBe('123456789012');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('lets real time move the clock, as fast as it is told', async () => {
    const { line } = await start('--port', '0', '--json', '--speed', '100000');
    const { endpoint } = JSON.parse(line);
    const first = await timeAt(endpoint);
    let now = first;
    while (now - first < 60_000) now = await timeAt(endpoint);
    expect(now).toBeGreaterThan(first);
  });

  it('tells a person what to export', async () => {
    const { line } = await start('--port', '0');
    expect(line).toMatch(/export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+ AWS_REGION=eu-central-1/);
  });
});
