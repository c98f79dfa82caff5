// All gates, then all tests: npm test. Some tests only: npm test -- PATTERN [vitest's own options]
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { sum, type Tally, tallyOf } from './checks/tally.ts';
import { run } from './child.mjs';

interface Gate {
  readonly name: string;
  /** Arguments of Node: a tool's own entry file, so that it runs on this Node and no shell stands between. */
  readonly args: readonly string[];
}

const GATES: readonly Gate[] = [
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'] },
  { name: 'layering', args: ['scripts/layering.ts'] },
  { name: 'dead code', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
];

/** As many as the cores that the figures are promised for. */
const AT_ONCE = 2;
const STOPPED: Tally = { passed: 0, failed: 1 };

/** There a group would open a window of its own. */
const windows = process.platform === 'win32';
const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR;
const colours = createColors(coloured);
const { FORCE_COLOR: _, ...inherited } = process.env;
// Tools colour by themselves where CI is set: what goes to a file stays plain.
const env = coloured ? { ...inherited, FORCE_COLOR: '1' } : { ...inherited, NO_COLOR: '1' };
const scratch = mkdtempSync(join(tmpdir(), 'ecs-steward-test-'));

async function main(patterns: readonly string[]): Promise<Tally> {
  const gates = patterns.length > 0 ? [] : await runGates();
  // Stopped by somebody: what was running has ended, and nothing more is begun.
  return gates.includes(STOPPED) ? STOPPED : sum([...gates, await runTests(patterns)]);
}

/** All of them, also after one has failed: one run shows everything. */
async function runGates(): Promise<readonly Tally[]> {
  const waiting = [...GATES];
  const tallies: Tally[] = [];
  const worker = async (): Promise<void> => {
    for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) {
      tallies.push(await runGate(gate));
      if (tallies.includes(STOPPED)) return;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return tallies;
}

async function runGate({ name, args }: Gate): Promise<Tally> {
  const began = performance.now();
  const file = join(scratch, name);
  const output = openSync(file, 'w');
  const code = await run(process.execPath, args, { env, stdio: ['ignore', output, output], detached: !windows });
  closeSync(output);
  if (isStop(code)) return STOPPED;
  const took = colours.dim(`${((performance.now() - began) / 1_000).toFixed(1)} s`);
  console.log(`${code === 0 ? colours.green('✓') : colours.red('✗')} ${name} ${took}`);
  if (code !== 0) console.log(readFileSync(file, 'utf8').trimEnd());
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runTests(patterns: readonly string[]): Promise<Tally> {
  const report = join(scratch, 'report.json');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...patterns];
  const code = await run(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'], detached: !windows });
  return isStop(code) ? STOPPED : tallyOf(textOf(report), code);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // vitest ended before it wrote.
    return undefined;
  }
}

function isStop(code: number): boolean {
  const { SIGINT, SIGTERM, SIGHUP, SIGKILL } = constants.signals;
  return [SIGINT, SIGTERM, SIGHUP, SIGKILL].some((signal) => code === 128 + signal);
}

const { passed, failed } = await main(process.argv.slice(2));
rmSync(scratch, { recursive: true, force: true });
// Plain and alone on its line: whoever runs this reads the result from here.
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
