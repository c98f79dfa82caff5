import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const bench = new URL('../../bench/cold-start.ts', import.meta.url).pathname;

it('npm run bench:cold-start: both bundles start, and one runs a pass over HTTP against the simulator', () => {
  // How fast, and with how much memory, is the measured machine's; that all was measured is ours.
  let text = '';
  try {
    text = execFileSync(process.execPath, [bench, '--runs', '1', '--apps', '1', '--json'], { encoding: 'utf8' });
  } catch (error) {
    text = String((error as { stdout?: unknown }).stdout);
  }
  const { starts, pass } = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as {
    starts: { function: string; runs: number; initialisationMs: { median: number }; cpuMs: { median: number } }[];
    pass: unknown;
  };
  expect(starts.map((start) => [start.function, start.runs])).toEqual([
    ['dispatch', 1],
    ['reconcile', 1],
  ]);
  for (const { initialisationMs, cpuMs } of starts) {
    expect(initialisationMs.median).toBeGreaterThan(0);
    expect(cpuMs.median).toBeGreaterThan(0);
  }
  expect(pass).toMatchObject({ apps: 1, services: 2, failed: 0 });
}, 120_000);
