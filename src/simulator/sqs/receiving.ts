import * as client from '@aws-sdk/client-sqs';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { batch } from './batch.ts';
import { attributesMd5, md5 } from './digest.ts';
import { handleInvalid, invalid, missing } from './errors.ts';
import { changeVisibility, receive, remove } from './messages.ts';
import { type Message, numberOf, type Queue, queueAt } from './queues.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§7'] } as const;

const receiveMembers = [
  'QueueUrl',
  'AttributeNames',
  'MessageSystemAttributeNames',
  'MessageAttributeNames',
  'MaxNumberOfMessages',
  'VisibilityTimeout',
  'WaitTimeSeconds',
];

/** A long poll lets simulated time pass until a message is there or the wait is over. */
export const receiveMessage: Operation<client.ReceiveMessageCommandInput, Plain<client.ReceiveMessageCommandOutput>> = {
  ...shared,
  name: 'sqs:ReceiveMessage',
  schema: client.ReceiveMessage$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('sqs:ReceiveMessage', input, receiveMembers);
    const queue = queueAt(world, caller, input.QueueUrl);
    const count = input.MaxNumberOfMessages ?? 1;
    if (count < 1 || count > 10) throw invalid(count, 'MaxNumberOfMessages', 'Must be between 1 and 10, if provided.');
    const wait = input.WaitTimeSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds');
    if (wait < 0 || wait > 20) throw invalid(wait, 'WaitTimeSeconds', 'Must be >= 0 and <= 20, if provided.');
    if (input.VisibilityTimeout !== undefined) checkVisibility(input.VisibilityTimeout);
    if (inFlight(queue, world.clock.now()) >= 120_000)
      throw new AwsError('OverLimit', 'Too many messages in flight.', 403);
    const messages = poll(world, caller, queue, { count, wait, visibility: input.VisibilityTimeout });
    return messages.length === 0 ? {} : { Messages: messages.map((message) => shown(message, input)) };
  },
};

interface Poll {
  readonly count: number;
  /** Seconds. */
  readonly wait: number;
  readonly visibility: number | undefined;
}

function poll(world: World, caller: Caller, queue: Queue, { count, wait, visibility }: Poll): Message[] {
  const end = world.clock.now() + wait * 1000;
  for (;;) {
    const messages = receive(world, caller, queue, count, visibility);
    const now = world.clock.now();
    if (messages.length > 0 || now >= end) return messages;
    const soonest = Math.min(...queue.messages.map((message) => message.visibleAt), world.clock.next() ?? end, end);
    world.clock.advanceTo(Math.max(soonest, now + 1));
  }
}

export const deleteMessage: Operation<client.DeleteMessageCommandInput, Plain<client.DeleteMessageCommandOutput>> = {
  ...shared,
  name: 'sqs:DeleteMessage',
  schema: client.DeleteMessage$,
  effect: 'write',
  run: (world, caller, input) => {
    remove(queueAt(world, caller, input.QueueUrl), handleOf(input));
    return {};
  },
};

export const deleteMessageBatch: Operation<
  client.DeleteMessageBatchCommandInput,
  Plain<client.DeleteMessageBatchCommandOutput>
> = {
  ...shared,
  name: 'sqs:DeleteMessageBatch',
  schema: client.DeleteMessageBatch$,
  effect: 'write',
  run: (world, caller, input) => {
    const queue = queueAt(world, caller, input.QueueUrl);
    return batch('DeleteMessageBatchRequestEntry', input.Entries ?? [], (entry) => {
      remove(queue, handleOf(entry));
      return {};
    });
  },
};

export const changeMessageVisibility: Operation<
  client.ChangeMessageVisibilityCommandInput,
  Plain<client.ChangeMessageVisibilityCommandOutput>
> = {
  ...shared,
  name: 'sqs:ChangeMessageVisibility',
  schema: client.ChangeMessageVisibility$,
  effect: 'write',
  run: (world, caller, input) => {
    const queue = queueAt(world, caller, input.QueueUrl);
    if (input.VisibilityTimeout === undefined) throw missing('VisibilityTimeout');
    checkVisibility(input.VisibilityTimeout);
    changeVisibility(world, queue, handleOf(input), input.VisibilityTimeout);
    return {};
  },
};

function handleOf({ ReceiptHandle }: { readonly ReceiptHandle?: string | undefined }): string {
  if (ReceiptHandle === undefined) throw missing('ReceiptHandle');
  if (ReceiptHandle === '') throw handleInvalid('');
  return ReceiptHandle;
}

function checkVisibility(seconds: number): void {
  if (seconds < 0 || seconds > 43_200)
    throw invalid(seconds, 'VisibilityTimeout', 'VisibilityTimeout must be an integer between 0 and 43200');
}

function inFlight(queue: Queue, now: number): number {
  return queue.messages.filter((message) => message.receives > 0 && message.visibleAt > now).length;
}

/** A message with the attributes that the request asks for. */
function shown(message: Message, input: client.ReceiveMessageCommandInput): client.Message {
  const system = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])].map(String);
  const Attributes = chosen(systemAttributes(message), (name) => system.includes('All') || system.includes(name));
  const wanted = input.MessageAttributeNames ?? [];
  const own = chosen({ ...message.attributes }, (name) => wanted.some((pattern) => matches(pattern, name)));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Attributes === undefined ? {} : { Attributes }),
    ...(own === undefined ? {} : { MessageAttributes: own, MD5OfMessageAttributes: attributesMd5(own) }),
  };
}

export function systemAttributes(message: Message): Record<string, string> {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
    ...(message.deadLetterOf === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterOf }),
    ...(message.system.AWSTraceHeader === undefined
      ? {}
      : { AWSTraceHeader: message.system.AWSTraceHeader.StringValue ?? '' }),
  };
}

function chosen<Value>(
  all: Record<string, Value>,
  wanted: (name: string) => boolean,
): Record<string, Value> | undefined {
  const entries = Object.entries(all).filter(([name]) => wanted(name));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function matches(pattern: string, name: string): boolean {
  if (pattern === 'All' || pattern === '.*') return true;
  return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : name === pattern;
}
