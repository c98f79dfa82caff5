import type { SQSBatchResponse, SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { attributesMd5, md5 } from './sqs/digest.ts';
import { receive, remove } from './sqs/messages.ts';
import { type Message, type Queue, queueAt } from './sqs/queues.ts';
import { systemAttributes } from './sqs/receiving.ts';
import type { Where } from './where.ts';
import type { World } from './world.ts';

/** A function that Lambda would run for a batch of messages (ReportBatchItemFailures on). */
export type BatchHandler = (event: SQSEvent) => Promise<SQSBatchResponse | undefined>;

export interface EventSourceOptions {
  /** The queue's, where its URL does not name one. */
  readonly region?: string;
  /** Hears what the handler throws: Lambda only counts it. */
  readonly onError?: (error: unknown) => void;
  /** At most 10 without a window. */
  readonly batchSize?: number;
  /** How long a batch that is not full waits for more, in simulated seconds. */
  readonly batchWindowSeconds?: number;
}

/** An event source mapping that runs when it is told to. */
export interface EventSource {
  /** Hands over what is visible now, batch by batch; answers how many messages the handler was given. */
  pump(): Promise<number>;
  /** Messages that the handler was given and did not finish, over all pumps. */
  readonly failed: number;
}

/** Lambda's side of a queue: what the handler finishes is deleted, what it fails is visible again after the time-out. */
export function deliver(
  { world }: { readonly world: World },
  queueUrl: string,
  handler: BatchHandler,
  options: EventSourceOptions = {},
): EventSource {
  const batchSize = options.batchSize ?? 10;
  const where = whereIs(queueUrl, options.region ?? 'eu-central-1');
  let failed = 0;
  return {
    get failed() {
      return failed;
    },
    async pump() {
      const queue = queueAt(world, where, queueUrl);
      // What becomes visible on the way waits for the next pump, or a message that always fails would hold this one.
      const now = world.clock.now();
      const visible = queue.messages.filter((message) => message.visibleAt <= now).length;
      let handled = 0;
      while (handled < visible) {
        if (handled === 0 && visible < batchSize) world.clock.advance((options.batchWindowSeconds ?? 0) * 1000);
        const messages = receive(world, where, queue, batchSize);
        if (messages.length === 0) break;
        handled += messages.length;
        failed += await handOver(queue, where.region, messages, handler, options.onError);
      }
      return handled;
    },
  };
}

/** `https://sqs.eu-central-1.amazonaws.com/210987654321/passes` */
function whereIs(queueUrl: string, region: string): Where {
  const [, fromHost, account = ''] = /^\w+:\/\/(?:sqs\.([\w-]+)\.)?[^/]+\/(\d{12})\//.exec(queueUrl) ?? [];
  return { account, region: fromHost ?? region };
}

async function handOver(
  queue: Queue,
  region: string,
  messages: readonly Message[],
  handler: BatchHandler,
  onError: EventSourceOptions['onError'],
): Promise<number> {
  const handles = new Map(messages.map((message) => [message.id, message.receipt ?? '']));
  const records = messages.map((message) => recordOf(queue, region, message));
  const failures = await failuresOf(records, handler, onError);
  for (const [id, handle] of handles) if (!failures.has(id)) remove(queue, handle);
  return failures.size;
}

/** A throw, or the name of a message that was not in the batch, fails the whole batch, as in Lambda. */
async function failuresOf(
  records: readonly SQSRecord[],
  handler: BatchHandler,
  onError: EventSourceOptions['onError'],
): Promise<ReadonlySet<string>> {
  const all = new Set(records.map((record) => record.messageId));
  try {
    const answer = await handler({ Records: [...records] });
    const named = (answer?.batchItemFailures ?? []).map((failure) => failure.itemIdentifier);
    return named.every((id) => all.has(id)) ? new Set(named) : all;
  } catch (error) {
    onError?.(error);
    return all;
  }
}

/** A message as Lambda shows it to a function. */
export function recordOf(queue: Queue, awsRegion: string, message: Message): SQSRecord {
  const { SenderId = '', SentTimestamp = '', ...attributes } = systemAttributes(message);
  const { ApproximateReceiveCount = '', ApproximateFirstReceiveTimestamp = '', ...others } = attributes;
  const digest = attributesMd5(message.attributes);
  return {
    messageId: message.id,
    receiptHandle: message.receipt ?? '',
    body: message.body,
    attributes: { SenderId, SentTimestamp, ApproximateReceiveCount, ApproximateFirstReceiveTimestamp, ...others },
    messageAttributes: messageAttributesOf(message),
    md5OfBody: md5(message.body),
    ...(digest === undefined ? {} : { md5OfMessageAttributes: digest }),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion,
  };
}

function messageAttributesOf(message: Message): SQSMessageAttributes {
  const entries = Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => {
    const dataType = DataType ?? 'String';
    if (BinaryValue !== undefined)
      return [name, { binaryValue: Buffer.from(BinaryValue).toString('base64'), dataType }];
    return [name, { stringValue: StringValue, dataType }];
  });
  return Object.fromEntries(entries) as SQSMessageAttributes;
}
