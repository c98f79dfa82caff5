import { Metrics } from '@aws-lambda-powertools/metrics';
import { Stage } from '../scripts/stage/stage.ts';
import type { ReceiptFacts } from '../src/aws/receipt.ts';
import { linesOf, measure, measureSweep } from '../src/handlers/telling.ts';
import { metricNamespace, metricService } from '../src/reports/metric-names.ts';
import { goodBehaviour } from '../src/simulator/behaviour.ts';
import { pushImage } from '../src/simulator/ecr/images.ts';
import type { WireRequest, WireResponse } from '../src/simulator/protocols/wire.ts';
import { type FleetMember, prepareFleet } from './fleet.ts';
import { Meter } from './meter.ts';
import { converge } from './phases.ts';

/** What AWS would count of our own parts while something went on. */
export interface Usage {
  /** Sweeps and passes: each at most one invocation of reconcile. */
  readonly looks: number;
  /** Events, turns of the schedule and changed items that reach dispatch. */
  readonly events: number;
  /** Calls of reconcile to AWS, its table and its queue. */
  readonly calls: number;
  /** DynamoDB's own units, as it would bill them. */
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Calls to SQS, without Lambda's polling. */
  readonly queueCalls: number;
  /** Items of the history. */
  readonly history: number;
  readonly logBytes: number;
}

export interface FleetUsage {
  readonly apps: number;
  readonly services: number;
  /** A converged fleet for one hour: twelve sweeps, with all that is read once an hour. */
  readonly hour: Usage;
  /** One push of one service, until it is proven. */
  readonly rollout: Usage;
  readonly metrics: readonly string[];
}

const HOUR_MS = 3_600_000;
const STEP_MS = 5_000;
/** Around the text of a line: powertools' own fields; and Lambda's three lines with the metrics for each invocation. */
const LINE_BYTES = 350;
const INVOCATION_BYTES = 1_400;

export async function fleetUsage(apps: number): Promise<FleetUsage> {
  const stage = await Stage.create({ cloudTrail: false, throttling: false, latencyMs: [0, 0] });
  const counter = new Counter(stage);
  stage.dispatchEvents();
  const fleet = await prepareFleet(stage, apps);
  await converge({ stage, meter: new Meter(), fleet });
  await passTime(stage, HOUR_MS / 6);
  const hour = await counter.during(() => passTime(stage, HOUR_MS));
  const quiet = await counter.during(() => passTime(stage, HOUR_MS / 6));
  const loud = await counter.during(async () => {
    push(stage, fleet[0]);
    await passTime(stage, HOUR_MS / 6);
  });
  return {
    apps,
    services: fleet.reduce((sum, { app }) => sum + app.services.length, 0),
    hour,
    rollout: difference(loud, quiet),
    metrics: metricsOf(stage),
  };
}

function push(stage: Stage, member: FleetMember | undefined): void {
  const image = member?.app.services[0]?.images[0];
  if (image === undefined) throw new Error('the fleet has no image to push');
  const { world } = stage.simulator;
  const behaviour = { ...goodBehaviour(), answer: { default: { status: 200, body: 'ok' } } };
  const where = { account: member?.app.account ?? '', region: member?.app.region ?? '' };
  pushImage(world, where, { repository: image.repository, tag: 'latest', behaviour });
}

async function passTime(stage: Stage, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += STEP_MS) {
    stage.simulator.world.clock.advance(STEP_MS);
    await stage.settle();
  }
}

/** Counts where requests and events go by; the parts that are counted know nothing of it. */
class Counter {
  readonly #stage: Stage;
  #events = 0;
  #queueCalls = 0;
  #readUnits = 0;
  #writeUnits = 0;
  #history = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
    const { simulator } = stage;
    const handle = simulator.handle.bind(simulator);
    simulator.handle = async (request, principal) => {
      const [, service = '', operation = ''] =
        /^(DynamoDB|AmazonSQS)[^.]*\.(\w+)$/.exec(request.headers['x-amz-target'] ?? '') ?? [];
      if (service === 'AmazonSQS') this.#queueCalls++;
      if (service !== 'DynamoDB') return handle(request, principal);
      const response = await handle(withCapacity(request), principal);
      this.#addUnits(operation, request, response);
      return response;
    };
    simulator.onEvent(({ 'detail-type': type, detail }) => {
      // The other states of a task are kept out by the stack's rule.
      if (type !== 'ECS Task State Change' || (detail as { lastStatus?: string }).lastStatus === 'STOPPED')
        this.#events++;
    });
  }

  async during(work: () => Promise<void>): Promise<Usage> {
    const { facts, sweeps } = this.#stage;
    const [factsBefore, sweepsBefore] = [facts.length, sweeps.length];
    const before = { ...this.#counts() };
    await work();
    const newFacts = facts.slice(factsBefore);
    const swept = sweeps.slice(sweepsBefore);
    const ended = newFacts.filter((fact) => fact.fact === 'ended');
    const lines = newFacts
      .flatMap((fact) => linesOf(fact, 'a key of sixteen characters'))
      .filter(({ level }) => level !== 'DEBUG');
    const looks = ended.length + swept.length;
    const after = this.#counts();
    // A turn of the schedule is an event, too, and no event of the bus.
    const events = after.events - before.events + swept.length;
    const text = [...lines, ...swept].reduce((sum, line) => sum + JSON.stringify(line).length + LINE_BYTES, 0);
    return {
      looks,
      events,
      calls: [...ended, ...swept].reduce((sum, { receipt }) => sum + callsOf(receipt), 0),
      readUnits: after.readUnits - before.readUnits,
      writeUnits: after.writeUnits - before.writeUnits,
      queueCalls: after.queueCalls - before.queueCalls,
      history: after.history - before.history,
      logBytes: text + (looks + events) * INVOCATION_BYTES,
    };
  }

  #counts() {
    return {
      events: this.#events,
      queueCalls: this.#queueCalls,
      readUnits: this.#readUnits,
      writeUnits: this.#writeUnits,
      history: this.#history,
    };
  }

  #addUnits(operation: string, request: WireRequest, response: WireResponse): void {
    const answer = JSON.parse(new TextDecoder().decode(response.body) || '{}') as {
      ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
    };
    const units = [answer.ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    if (/^(Put|Update|Delete|BatchWrite)/.test(operation)) this.#writeUnits += units;
    else this.#readUnits += units;
    if (operation === 'PutItem' && new TextDecoder().decode(request.body).includes('"history#')) this.#history++;
  }
}

/** The same request, asking for what it would be billed. */
function withCapacity(request: WireRequest): WireRequest {
  if (!/\.(Get|BatchGet|Query|Put|Update|Delete|BatchWrite)\w*$/.test(request.headers['x-amz-target'] ?? ''))
    return request;
  if (/\.(Update|Delete)(Table|TimeToLive|ContinuousBackups)$/.test(request.headers['x-amz-target'] ?? ''))
    return request;
  const body = JSON.parse(new TextDecoder().decode(request.body)) as object;
  return { ...request, body: new TextEncoder().encode(JSON.stringify({ ...body, ReturnConsumedCapacity: 'TOTAL' })) };
}

function callsOf({ reads, writes, records }: ReceiptFacts): number {
  return reads + writes + records;
}

function difference(a: Usage, b: Usage): Usage {
  const of = (name: keyof Usage) => Math.max(0, a[name] - b[name]);
  return {
    looks: of('looks'),
    events: of('events'),
    calls: of('calls'),
    readUnits: of('readUnits'),
    writeUnits: of('writeUnits'),
    queueCalls: of('queueCalls'),
    history: of('history'),
    logBytes: of('logBytes'),
  };
}

/** Names of the metrics that were written: each is billed. */
function metricsOf(stage: Stage): string[] {
  const names = new Set<string>();
  const metrics = new Metrics({ namespace: metricNamespace, serviceName: metricService });
  const add = () => {
    if (!metrics.hasStoredMetrics()) return;
    for (const { Metrics: written } of metrics.serializeMetrics()._aws.CloudWatchMetrics)
      for (const { Name } of written) names.add(Name);
    metrics.clearMetrics();
  };
  for (const fact of stage.facts) {
    measure(metrics, fact);
    add();
  }
  measureSweep(metrics, { differ: [] });
  add();
  return [...names].sort();
}
