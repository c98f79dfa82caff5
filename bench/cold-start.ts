// How fast a function's bundle starts, and what a pass over ten apps needs of memory: npm run bench:cold-start [-- --runs 10 --apps 10 --json]
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import Table from 'cli-table3';
import { z } from 'zod';
import { bundle, FUNCTIONS } from '../scripts/build/bundle.ts';
import { Stage, where } from '../scripts/stage/stage.ts';
import { type FleetMember, prepareFleet } from './fleet.ts';
import { Meter } from './meter.ts';
import { converge } from './phases.ts';
import { machine } from './tables.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
/** The figures to reach. */
const MOST_MS = 250;
const MOST_MIB = 128;

const measuredSchema = z.object({
  initialisationMs: z.number(),
  cpuMs: z.number(),
  loadedMiB: z.number(),
  highestMiB: z.number(),
  answer: z.object({ batchItemFailures: z.array(z.unknown()) }).optional(),
});
type Measured = z.output<typeof measuredSchema>;

interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

interface ColdStart {
  readonly function: string;
  readonly bytes: number;
  readonly runs: number;
  readonly initialisationMs: Spread;
  /** Its part on a processor: what another machine's other work does not lengthen. */
  readonly cpuMs: Spread;
  readonly loadedMiB: Spread;
}

/** Exit 0: median and memory are within the figures. 1: they are not, or a pass failed. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '10' },
      apps: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'ecs-steward-cold-start-'));
  try {
    const bundles = await bundle(root, FUNCTIONS, folder);
    const starts: ColdStart[] = [];
    for (const { name, file, bytes } of bundles)
      starts.push(await started(name, join(folder, file), bytes, Number(values.runs)));
    const pass = await passOver(Number(values.apps), folder, join(folder, 'reconcile', 'index.mjs'));
    console.log(values.json ? JSON.stringify({ starts, pass }) : textOf(starts, pass));
    const quick = starts.every(({ initialisationMs }) => initialisationMs.median <= MOST_MS);
    return quick && pass.failed === 0 && pass.highestMiB <= MOST_MIB ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function started(name: string, file: string, bytes: number, runs: number): Promise<ColdStart> {
  const measured: Measured[] = [];
  for (let run = 0; run < runs; run++) measured.push(await inFreshProcess(file, 'http://127.0.0.1:9'));
  return {
    function: name,
    bytes,
    runs,
    initialisationMs: spread(measured.map(({ initialisationMs }) => initialisationMs)),
    cpuMs: spread(measured.map(({ cpuMs }) => cpuMs)),
    loadedMiB: spread(measured.map(({ loadedMiB }) => loadedMiB)),
  };
}

interface OneBatch {
  readonly apps: number;
  readonly services: number;
  /** Apps whose message was not done with. */
  readonly failed: number;
  readonly highestMiB: number;
}

/** The bundle in its own process, over HTTP against the simulator here: a converged fleet, one message an app. */
async function passOver(apps: number, folder: string, file: string): Promise<OneBatch> {
  const stage = await Stage.create({ cloudTrail: false, throttling: false, latencyMs: [0, 0] });
  stage.dispatchEvents();
  const fleet = await prepareFleet(stage, apps);
  await converge({ stage, meter: new Meter(), fleet });
  const listening = await stage.simulator.listen(0);
  try {
    const event = join(folder, 'event.json');
    writeFileSync(event, JSON.stringify(messages(fleet)));
    const { highestMiB, answer } = await inFreshProcess(file, listening.endpoint, event);
    const failed = answer?.batchItemFailures.length ?? apps;
    return { apps, services: fleet.reduce((sum, { app }) => sum + app.services.length, 0), failed, highestMiB };
  } finally {
    await listening.close();
  }
}

function messages(fleet: readonly FleetMember[]): object {
  const SentTimestamp = String(Date.now());
  return {
    Records: fleet.map(({ app }, index) => ({
      messageId: `message-${index}`,
      body: JSON.stringify({ v: 1, app: app.app, reason: 'measured' }),
      attributes: { SentTimestamp },
    })),
  };
}

/** Not one variable of this process but what Node needs: as Lambda gives it. */
async function inFreshProcess(file: string, endpoint: string, event?: string): Promise<Measured> {
  const env = {
    AWS_REGION: where.region,
    AWS_ACCESS_KEY_ID: where.account,
    AWS_SECRET_ACCESS_KEY: 'simulated',
    AWS_ENDPOINT_URL: endpoint,
    STEWARD_ACCOUNT: where.account,
    STEWARD_QUEUE_URL: `${endpoint}/${where.account}/ecs-steward`,
    STEWARD_ROLE: `arn:aws:iam::${where.account}:role/ecs-steward-reconcile`,
    STEWARD_WRITE_ROLE: `arn:aws:iam::${where.account}:role/ecs-steward-write`,
    STEWARD_KILL_SWITCH: 'off',
    STEWARD_LOG_KEY: 'a key of sixteen characters or more',
  };
  const args = [join(root, 'bench', 'fresh-process.mjs'), file, ...(event === undefined ? [] : [event])];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 64 * 2 ** 20 });
  return measuredSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => Math.round((sorted[index] ?? Number.NaN) * 10) / 10;
  return { min: at(0), median: at(Math.floor((sorted.length - 1) / 2)), max: at(sorted.length - 1) };
}

function textOf(starts: readonly ColdStart[], { apps, services, failed, highestMiB }: OneBatch): string {
  const table = new Table({
    head: [
      'function',
      'bundle KiB',
      'runs',
      'initialisation ms, min / median / max',
      'of it cpu ms',
      'memory loaded MiB, median',
    ],
    style: { head: [], border: [] },
  });
  for (const { function: name, bytes, runs, initialisationMs: ms, cpuMs: cpu, loadedMiB } of starts)
    table.push([
      name,
      Math.round(bytes / 1024),
      runs,
      `${ms.min} / ${ms.median} / ${ms.max}`,
      `${cpu.min} / ${cpu.median} / ${cpu.max}`,
      loadedMiB.median,
    ]);
  return [
    `${machine()}, load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`,
    'Initialisation: import of the bundle in a fresh process, without the start of Node itself.',
    table.toString(),
    `reconcile, one batch of ${apps} converged apps with ${services} services over HTTP: ${highestMiB.toFixed(1)} MiB at most (resident), ${failed} failed`,
    `to reach: ${MOST_MS} ms (median), ${MOST_MIB} MiB`,
  ].join('\n');
}

process.exitCode = await main();
