import { Stage, where } from '../scripts/stage/stage.ts';
import type { ReceiptFacts } from '../src/aws/receipt.ts';
import { pass } from '../src/control-loop/pass.ts';
import { sweep } from '../src/control-loop/sweep.ts';
import { CLUSTER, type FleetMember, prepareFleet, store } from './fleet.ts';
import { Meter, type Spent } from './meter.ts';

export interface Phase extends Spent {
  readonly phase: 'first' | 'converged' | 'warm';
  readonly passes: number;
  readonly sweeps: number;
  readonly reads: number;
  readonly writes: number;
  /** Calls to our own table. */
  readonly records: number;
  readonly readsByCall: Readonly<Record<string, number>>;
  readonly writesByCall: Readonly<Record<string, number>>;
  readonly sweepReads: number;
  readonly simulatedSeconds: number;
  /** Apps whose last pass did not converge, and those in which a sweep found a difference. */
  readonly unsettled: number;
}

export interface Measured {
  readonly apps: number;
  readonly services: number;
  readonly wallMs: number;
  readonly phases: readonly Phase[];
}

export interface Bench {
  readonly stage: Stage;
  readonly meter: Meter;
  readonly fleet: readonly FleetMember[];
}

const STEP_MS = 5_000;
const LONGEST_MS = 3 * 3_600_000;

export async function measure(apps: number): Promise<Measured> {
  const began = performance.now();
  const meter = new Meter();
  const stage = await Stage.create({
    cloudTrail: false,
    throttling: false,
    latencyMs: [0, 0],
    planning: meter.planning,
  });
  stage.dispatchEvents();
  const fleet = await prepareFleet(stage, apps);
  meter.attach(stage.simulator);
  const bench: Bench = { stage, meter, fleet };
  const first = await phase(bench, 'first', () => converge(bench));
  // Echoes of the last writes are heard before anything else is measured.
  await passTime(bench, 60_000);
  stage.worker.revisions.clear();
  const converged = await phase(bench, 'converged', () => lookAtAll(bench));
  const warm = await phase(bench, 'warm', () => lookAtAll(bench));
  return {
    apps,
    services: fleet.reduce((sum, { app }) => sum + app.services.length, 0),
    wallMs: performance.now() - began,
    phases: [first, converged, warm],
  };
}

async function phase({ stage, meter }: Bench, name: Phase['phase'], work: () => Promise<void>): Promise<Phase> {
  const [facts, sweeps, start] = [stage.facts.length, stage.sweeps.length, stage.now];
  const spent = await meter.during(work);
  const ended = stage.facts.slice(facts).filter((fact) => fact.fact === 'ended');
  const looked = ended.filter(({ outcome }) => outcome.is !== 'answered' && outcome.is !== 'busy');
  const swept = stage.sweeps.slice(sweeps);
  const receipts = [...ended, ...swept].map(({ receipt }) => receipt);
  const last = new Map(looked.map(({ app, outcome }) => [app, outcome.is]));
  const differing = name === 'first' ? [] : swept.flatMap(({ differ }) => differ);
  return {
    phase: name,
    ...spent,
    passes: looked.length,
    sweeps: swept.length,
    ...totals(receipts),
    sweepReads: swept.reduce((sum, { receipt }) => sum + receipt.reads, 0),
    simulatedSeconds: Math.round((stage.now - start) / 1_000),
    unsettled: [...last.values()].filter((is) => is !== 'converged').length + differing.length,
  };
}

function totals(receipts: readonly ReceiptFacts[]) {
  const readsByCall = added(receipts.map((receipt) => receipt.readsByCall));
  const writesByCall = added(receipts.map((receipt) => receipt.writesByCall));
  const sum = (which: 'reads' | 'writes' | 'records') => receipts.reduce((so, receipt) => so + receipt[which], 0);
  return { reads: sum('reads'), writes: sum('writes'), records: sum('records'), readsByCall, writesByCall };
}

function added(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const each of counts) for (const [call, count] of Object.entries(each)) sums[call] = (sums[call] ?? 0) + count;
  return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** From stored documents until the last pass of every app converged, by the queue and the real handlers. */
export async function converge(bench: Bench): Promise<void> {
  const { stage, fleet } = bench;
  const end = stage.now + LONGEST_MS;
  const last = new Map<string, string>();
  let seen = stage.facts.length;
  for (const member of fleet) await store(stage, member);
  while (stage.now < end) {
    await passTime(bench, STEP_MS);
    for (const fact of stage.facts.slice(seen)) if (fact.fact === 'ended') last.set(fact.app, fact.outcome.is);
    seen = stage.facts.length;
    if (fleet.every(({ app }) => ['converged', 'answered'].includes(last.get(app.app) ?? ''))) return;
  }
}

/** Simulated time goes on by five seconds, then what is there is handled. */
async function passTime({ stage, meter }: Bench, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += STEP_MS) {
    meter.passTime(stage.simulator, STEP_MS);
    await stage.settle();
  }
}

/** One sweep of the cluster, then one pass of each app, whatever the sweep said. */
async function lookAtAll({ stage, fleet }: Bench): Promise<void> {
  const { worker } = stage;
  const deadline = () => worker.clock.monotonic() + 600_000;
  const swept = await sweep(worker, { ...where, cluster: CLUSTER }, deadline());
  if (!swept.ok) throw new Error(`the sweep failed: ${swept.failure.message}`);
  stage.sweeps.push(swept.value);
  for (const { app } of fleet)
    await pass(worker, { app: app.app, askedAt: worker.clock.now() + 60_000, deadline: deadline() });
}
