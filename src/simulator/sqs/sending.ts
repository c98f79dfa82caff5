import * as client from '@aws-sdk/client-sqs';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { userId } from '../sts/identity.ts';
import type { Caller, World } from '../world.ts';
import { batch } from './batch.ts';
import { attributesMd5, type MessageAttribute, md5 } from './digest.ts';
import { invalid, missing } from './errors.ts';
import { send } from './messages.ts';
import { numberOf, type Queue, queueAt } from './queues.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§7'] } as const;

const members = [
  'Id',
  'QueueUrl',
  'MessageBody',
  'DelaySeconds',
  'MessageAttributes',
  'MessageSystemAttributes',
  'MessageGroupId',
];

/** Characters of XML 1.0, which SQS takes; others are refused. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is looked for.
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

export const sendMessage: Operation<client.SendMessageCommandInput, Plain<client.SendMessageCommandOutput>> = {
  ...shared,
  name: 'sqs:SendMessage',
  schema: client.SendMessage$,
  effect: 'write',
  run: (world, caller, input) => sendOne(world, caller, queueAt(world, caller, input.QueueUrl), input),
};

export const sendMessageBatch: Operation<
  client.SendMessageBatchCommandInput,
  Plain<client.SendMessageBatchCommandOutput>
> = {
  ...shared,
  name: 'sqs:SendMessageBatch',
  schema: client.SendMessageBatch$,
  effect: 'write',
  run: (world, caller, input) => {
    const queue = queueAt(world, caller, input.QueueUrl);
    const entries = input.Entries ?? [];
    const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (bytes > 1_048_576)
      throw new AwsError(
        'BatchRequestTooLong',
        `Batch requests cannot be longer than 1048576 bytes. You have sent ${bytes} bytes.`,
      );
    return batch('SendMessageBatchRequestEntry', entries, (entry) => sendOne(world, caller, queue, entry));
  },
};

type Entry = Omit<client.SendMessageCommandInput, 'QueueUrl'>;

function sendOne(world: World, caller: Caller, queue: Queue, entry: Entry) {
  check(queue, entry);
  const attributes = entry.MessageAttributes ?? {};
  const system = entry.MessageSystemAttributes ?? {};
  const message = send(world, queue, {
    body: entry.MessageBody ?? '',
    attributes,
    system,
    groupId: entry.MessageGroupId,
    delaySeconds: entry.DelaySeconds,
    senderId: userId(caller.principal),
  });
  return {
    MessageId: message.id,
    MD5OfMessageBody: md5(message.body),
    MD5OfMessageAttributes: attributesMd5(attributes),
    MD5OfMessageSystemAttributes: attributesMd5(system),
  };
}

function check(queue: Queue, entry: Entry): void {
  refuseOthers('sqs:SendMessage', entry, [...members, 'MessageDeduplicationId']);
  if (!entry.MessageBody) throw missing('MessageBody');
  if (entry.MessageDeduplicationId !== undefined)
    throw invalid(
      entry.MessageDeduplicationId,
      'MessageDeduplicationId',
      'The request includes a parameter that is not valid for this queue type.',
    );
  const delay = entry.DelaySeconds ?? 0;
  if (delay < 0 || delay > 900) throw invalid(delay, 'DelaySeconds', 'DelaySeconds must be >= 0 and <= 900.');
  if (forbidden.test(entry.MessageBody))
    throw new AwsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  const most = numberOf(queue, 'MaximumMessageSize');
  if (sizeOf(entry) > most)
    throw new AwsError(
      'InvalidParameterValueException',
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
}

/** Body and attributes count, in bytes. */
function sizeOf(entry: Entry): number {
  const attributes: [string, MessageAttribute][] = Object.entries(entry.MessageAttributes ?? {});
  const sizes = attributes.map(
    ([name, { DataType, StringValue, BinaryValue }]) =>
      Buffer.byteLength(name + (DataType ?? '') + (StringValue ?? '')) + (BinaryValue?.byteLength ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(entry.MessageBody ?? ''));
}
