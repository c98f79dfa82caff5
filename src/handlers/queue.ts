import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { failureOf, waitBefore } from '../aws/call.ts';
import type { Clock } from '../aws/clock.ts';
import { isThrottle } from '../aws/error-classes.ts';
import type { AwsFailure, Result } from '../aws/failure.ts';
import { encode, type QueueMessage } from './messages.ts';

export interface Sending {
  readonly message: QueueMessage;
  /** 0 to 900. */
  readonly delaySeconds: number;
}

/** The edge to our own queue: batches of ten, a delay per message, what was refused is sent again. */
export interface Queue {
  send(messages: readonly Sending[]): Promise<Result<number, AwsFailure>>;
}

export interface QueueOptions {
  /** With `maxAttempts: 1`. */
  readonly client: SQSClient;
  readonly url: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** Counted where the call is made, among the `records`. */
  readonly count: (call: string) => void;
}

const ATTEMPTS = 4;

export function createQueue(options: QueueOptions): Queue {
  return {
    async send(messages) {
      for (let from = 0; from < messages.length; from += 10) {
        const failure = await sendTen(options, messages.slice(from, from + 10));
        if (failure !== undefined) return { ok: false, failure };
      }
      return { ok: true, value: messages.length };
    },
  };
}

async function sendTen(
  { client, url, clock, random, count }: QueueOptions,
  messages: readonly Sending[],
): Promise<AwsFailure | undefined> {
  let open = messages.map(({ message, delaySeconds }, index) => ({
    Id: String(index),
    MessageBody: encode(message),
    DelaySeconds: Math.min(900, Math.max(0, Math.round(delaySeconds))),
  }));
  let last: AwsFailure = {
    class: 'retry',
    call: 'sqs:SendMessageBatch',
    code: 'Unsent',
    message: 'the queue took none of it',
    maybeApplied: false,
  };
  for (let attempt = 1; open.length > 0 && attempt <= ATTEMPTS; attempt++) {
    count('sqs:SendMessageBatch');
    try {
      const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: open }));
      const failed = new Set((answer.Failed ?? []).map(({ Id }) => Id));
      open = open.filter(({ Id }) => failed.has(Id));
    } catch (error) {
      last = failureOf('sqs:SendMessageBatch', 'write', error);
      if (last.class !== 'retry') return last;
    }
    if (open.length > 0 && attempt < ATTEMPTS) await clock.sleep(waitBefore(attempt, isThrottle(last.code), random()));
  }
  return open.length === 0 ? undefined : last;
}
