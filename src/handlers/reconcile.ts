import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { Receipt } from '../aws/receipt.ts';
import type { PassOutcome } from '../control-loop/facts.ts';
import { pass } from '../control-loop/pass.ts';
import { itemsOf, type Worker } from '../control-loop/scene.ts';
import { type Swept, sweep } from '../control-loop/sweep.ts';
import { type Question, wakeUps } from '../records/wake-ups.ts';
import { decode, isSweep, isVerify, type PassMessage } from './messages.ts';
import type { Queue, Sending } from './queue.ts';

export interface ReconcileOptions {
  readonly worker: Worker;
  readonly queue: Queue;
  /** Milliseconds that are left of this invocation. */
  readonly remaining: () => number;
  /** A message that is not ours, or a pass that broke: told once, never retried for ever. */
  readonly dropped: (why: string, body: string) => void;
  readonly swept: (swept: Swept) => void;
}

/** Sweeps and passes from the queue, with partial batch responses: one bad message or app never holds the others up. */
export function createReconcile(options: ReconcileOptions): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const failures: string[] = [];
    for (const record of event.Records) if (!(await handle(options, record))) failures.push(record.messageId);
    return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** True: done with the message. False: the queue gives it again, and after some tries to the dead-letter queue. */
async function handle(options: ReconcileOptions, record: SQSRecord): Promise<boolean> {
  const message = decode(record.body);
  if (message === undefined) {
    options.dropped('it is no message of ours', record.body);
    return true;
  }
  // Too little time for a look: better a fresh invocation.
  if (options.remaining() < 15_000) return false;
  const sentAt = message.at === undefined ? Number(record.attributes.SentTimestamp) : Date.parse(message.at);
  try {
    if (isVerify(message)) return await noticed(options.worker, message.verify);
    return isSweep(message) ? await handleSweep(options, message.sweep) : await handlePass(options, message, sentAt);
  } catch (error) {
    options.dropped(
      `the look at it broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      record.body,
    );
    return false;
  }
}

/** Kept for a day, then the table's TTL takes it. */
const MARK_SECONDS = 86_400;

/** The mark has come all the way: by rule, dispatch and queue to here, and on into the table. */
async function noticed(worker: Worker, mark: string): Promise<boolean> {
  const now = worker.clock.now();
  const item = { pk: 'fleet', sk: `verify#${mark}`, at: now, expires: Math.floor(now / 1_000) + MARK_SECONDS };
  return (await itemsOf(worker, new Receipt()).put(item)).ok;
}

async function handleSweep(
  { worker, queue, remaining, swept }: ReconcileOptions,
  scope: Parameters<typeof sweep>[1],
): Promise<boolean> {
  const result = await sweep(worker, scope, worker.clock.monotonic() + remaining() - 10_000);
  if (!result.ok) return false;
  swept(result.value);
  const at = new Date(worker.clock.now()).toISOString();
  // Spread a little, so that a fleet that differs at once is no burst.
  const sent = await queue.send(
    result.value.differ.map(
      ({ app, why }, index): Sending => ({
        message: { v: 1, app, reason: `sweep: ${why}`.slice(0, 300), at },
        delaySeconds: Math.floor(index / 20),
      }),
    ),
  );
  return sent.ok;
}

async function handlePass(
  { worker, queue, remaining }: ReconcileOptions,
  message: PassMessage,
  askedAt: number,
): Promise<boolean> {
  const caller = message.caller?.said ?? message.caller?.arn;
  const question: Question = { askedAt, hinted: message.hinted === true };
  const send = async (next: PassMessage, milliseconds: number) =>
    (await queue.send([{ message: next, delaySeconds: Math.ceil(milliseconds / 1_000) }])).ok;
  const outcome = await pass(worker, {
    app: message.app,
    deadline: worker.clock.monotonic() + remaining() - 10_000,
    ask: (later, why) => send(asking(message, later, why), later.askedAt - worker.clock.now()),
    ...question,
    ...(caller === undefined ? {} : { caller }),
  });
  // Whatever is to be sent is sent before the message goes.
  const next = wakeUps.after(outcome, question, worker.clock.now());
  if (next.is === 'delete') return true;
  return send(next.question === question ? message : asking(message, next.question, whyOf(outcome)), next.delay);
}

function asking({ app, caller }: PassMessage, { askedAt, hinted }: Question, why: string): PassMessage {
  return {
    v: 1,
    app,
    reason: `look again: ${why}`.slice(0, 300),
    at: new Date(askedAt).toISOString(),
    ...(hinted ? { hinted, ...(caller === undefined ? {} : { caller }) } : {}),
  };
}

function whyOf(outcome: PassOutcome): string {
  return 'why' in outcome ? outcome.why : outcome.is;
}
