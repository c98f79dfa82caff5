import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { PassOutcome } from '../control-loop/facts.ts';
import { pass } from '../control-loop/pass.ts';
import type { Worker } from '../control-loop/scene.ts';
import { type Swept, sweep } from '../control-loop/sweep.ts';
import { decode, isSweep, type PassMessage, type QueueMessage } from './messages.ts';
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
    return isSweep(message) ? await handleSweep(options, message.sweep) : await handlePass(options, message, sentAt);
  } catch (error) {
    options.dropped(
      `the look at it broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      record.body,
    );
    return false;
  }
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

async function handlePass(options: ReconcileOptions, message: PassMessage, askedAt: number): Promise<boolean> {
  const { worker, remaining } = options;
  const caller = message.caller?.said ?? message.caller?.arn;
  const outcome = await pass(worker, {
    app: message.app,
    askedAt,
    deadline: worker.clock.monotonic() + remaining() - 10_000,
    ...(caller === undefined ? {} : { caller }),
    ...(message.hinted === undefined ? {} : { hinted: message.hinted }),
  });
  return actOn(options, message, outcome);
}

/** The one place that acts on a pass's outcome. */
async function actOn(
  { queue, worker }: ReconcileOptions,
  message: PassMessage,
  outcome: PassOutcome,
): Promise<boolean> {
  const send = async (next: QueueMessage, milliseconds: number) =>
    (await queue.send([{ message: next, delaySeconds: Math.ceil(milliseconds / 1_000) }])).ok;
  // It asks for a look at its own time: a pass before that does not answer it.
  const again = (why: string, milliseconds: number) =>
    send(
      {
        v: 1,
        app: message.app,
        reason: `look again: ${why}`.slice(0, 300),
        at: new Date(worker.clock.now() + milliseconds).toISOString(),
      },
      milliseconds,
    );
  switch (outcome.is) {
    case 'converged':
    case 'answered':
    case 'refused':
      return true;
    case 'unsettled':
      return outcome.asked || again(outcome.why, outcome.lookAgainMs);
    case 'failed':
      return again(outcome.why, outcome.lookAgainMs);
    case 'busy':
      // The same question, asked at the same time: whoever looks meanwhile answers it.
      return send(message, outcome.lookAgainMs);
  }
}
