import { inBackground } from '../background.ts';
import { uuid } from '../cloudtrail.ts';
import { addEmbedded } from '../cloudwatch/embedded-metrics.ts';
import { addDatum } from '../cloudwatch/metrics.ts';
import { roleMay } from '../iam/by-services.ts';
import { appendLog } from '../logs/groups.ts';
import { AwsError } from '../operation.ts';
import { urlOf } from '../sqs/queues.ts';
import { sendMessage } from '../sqs/sending.ts';
import { within } from '../within.ts';
import type { World } from '../world.ts';
import { moduleOf } from './code.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import { type FunctionRecord, findFunction, whereOf } from './state.ts';

export type Outcome =
  | { readonly is: 'done'; readonly payload: string; readonly logStream: string }
  | { readonly is: 'failed'; readonly payload: string; readonly logStream: string }
  /** All environments that the function may have are busy. */
  | { readonly is: 'throttled' };

/** Live objects, so not in the world's state: environments that wait for work, and how many work. */
interface Fleet {
  readonly idle: ExecutionEnvironment[];
  busy: number;
}

const fleets = new WeakMap<World, Map<string, Fleet>>();

function fleetOf(world: World, arn: string): Fleet {
  const ofWorld = fleets.get(world) ?? new Map<string, Fleet>();
  fleets.set(world, ofWorld);
  const fleet = ofWorld.get(arn) ?? { idle: [], busy: 0 };
  ofWorld.set(arn, fleet);
  return fleet;
}

/** What an account has where nothing is reserved (quota «Concurrent executions»). */
const ACCOUNT_CONCURRENCY = 1000;

/** Runs the function once. The payload is JSON: the answer, or `{errorType, errorMessage, trace}`. */
export async function invoke(world: World, record: FunctionRecord, event: unknown): Promise<Outcome> {
  const fleet = fleetOf(world, record.arn);
  if (fleet.busy >= (record.reservedConcurrency ?? ACCOUNT_CONCURRENCY)) {
    count(world, record, 'Throttles', 1);
    return { is: 'throttled' };
  }
  fleet.busy += 1;
  const begun = world.clock.now();
  const requestId = uuid(world.random);
  const log = (stream: string, text: string) => writeLog(world, record, stream, text);
  let environment: ExecutionEnvironment | undefined;
  try {
    environment = await environmentFor(world, record, fleet, log);
    log(environment.logStream, `START RequestId: ${requestId} Version: $LATEST`);
    const deadline = begun + record.configuration.timeout * 1000;
    const answer = await environment.run({ requestId, event, deadline });
    fleet.idle.push(environment);
    count(world, record, 'Errors', 0);
    return { is: 'done', payload: JSON.stringify(answer) ?? 'null', logStream: environment.logStream };
  } catch (error) {
    // An environment whose code threw may be used again in AWS; a timed-out one never. Here neither is.
    count(world, record, 'Errors', 1);
    const payload = errorPayload(error);
    const logStream = environment?.logStream ?? 'init';
    log(logStream, `${requestId}\tERROR\tInvoke Error\t${payload}`);
    return { is: 'failed', payload, logStream };
  } finally {
    fleet.busy -= 1;
    const took = Math.max(1, world.clock.now() - begun);
    if (environment !== undefined) {
      log(environment.logStream, `END RequestId: ${requestId}`);
      log(
        environment.logStream,
        `REPORT RequestId: ${requestId}\tDuration: ${took.toFixed(2)} ms\tBilled Duration: ${took} ms`,
      );
    }
    count(world, record, 'Invocations', 1);
    count(world, record, 'Duration', took);
  }
}

async function environmentFor(
  world: World,
  record: FunctionRecord,
  fleet: Fleet,
  log: (stream: string, text: string) => void,
): Promise<ExecutionEnvironment> {
  // Those of an older revision never run again.
  fleet.idle.splice(0, fleet.idle.length, ...fleet.idle.filter(({ revisionId }) => revisionId === record.revisionId));
  const warm = fleet.idle.pop();
  if (warm !== undefined) return warm;
  const { code, codeSha256, configuration } = record;
  return new ExecutionEnvironment(world, record, await moduleOf(code, codeSha256, configuration.handler), log);
}

/** Lines go to the function's log group while it is there and the role may write to it; those that are metrics become metrics. */
function writeLog(world: World, record: FunctionRecord, stream: string, text: string): void {
  const where = whereOf(record.arn);
  const { role, logGroup } = record.configuration;
  const group = `arn:aws:logs:${where.region}:${where.account}:log-group:${logGroup}:log-stream:${stream}`;
  if (!['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) => roleMay(world, role, action, group))) return;
  for (const line of text.split('\n').filter((one) => one !== '')) {
    appendLog(world, where, record.configuration.logGroup, stream, line);
    addEmbedded(world, where, line);
  }
}

function errorPayload(error: unknown): string {
  const known = error instanceof Error ? error : new Error(String(error));
  const trace = (known.stack ?? '').split('\n').slice(0, 12);
  return JSON.stringify({ errorType: known.name, errorMessage: known.message, trace });
}

/** A datum of the function's own in AWS/Lambda. */
export function count(world: World, record: FunctionRecord, name: string, value: number): void {
  const dimensions = { FunctionName: record.name };
  addDatum(world, whereOf(record.arn), {
    namespace: 'AWS/Lambda',
    name,
    dimensions,
    values: [value],
    at: world.clock.now(),
  });
}

/** Lambda developer guide, «Asynchronous invocation»: two more tries after an error, a minute and then two minutes later. */
const RETRIES_MS = [60_000, 120_000];
const LONGEST_MS = 6 * 3_600_000;

/** An event that failed at last goes to the function's dead-letter queue as the function's role, where it has one. */
async function bury(world: World, record: FunctionRecord, event: unknown): Promise<void> {
  const { deadLetters, role } = record.configuration;
  if (deadLetters === undefined) return;
  const [, , , region = '', account = '', name = ''] = deadLetters.split(':');
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  const principal = `arn:aws:sts::${account}:assumed-role/${role.split('/').at(-1)}/${record.name}`;
  try {
    await within(world).call({ account, region, principal }, sendMessage, {
      QueueUrl: urlOf(world, { account, region }, name),
      MessageBody: JSON.stringify(event),
      MessageAttributes: { ErrorCode: text('200'), RequestID: text(uuid(world.random)) },
    });
  } catch (error) {
    // Lambda counts it as DeadLetterErrors, and the event is lost.
    if (!(error instanceof AwsError)) throw error;
    count(world, record, 'DeadLetterErrors', 1);
  }
}

/** Somebody hands over an event and does not wait. Events for a function that is gone are lost. */
export function invokeLater(world: World, arn: string, event: unknown): void {
  const accepted = world.clock.now();
  const attempt = (failures: number, throttles: number): void =>
    inBackground(world, async () => {
      const record = findFunction(world, whereOf(arn), arn);
      if (record === undefined) return;
      const { is } = await invoke(world, record, event);
      const wait = is === 'throttled' ? Math.min(300_000, 1000 * 2 ** throttles) : RETRIES_MS[failures];
      if (is === 'done') return;
      if (wait === undefined || world.clock.now() + wait > accepted + LONGEST_MS) return bury(world, record, event);
      const next = is === 'throttled' ? ([failures, throttles + 1] as const) : ([failures + 1, 0] as const);
      world.clock.after(wait, `retry of ${record.name}`, () => attempt(...next));
    });
  attempt(0, 0);
}
