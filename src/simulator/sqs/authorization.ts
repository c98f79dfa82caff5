import type { AccessTable, Asked } from '../iam/access.ts';
import { findQueue } from './queues.ts';

/** Which permissions SQS asks for (Service Authorization Reference): a batch needs the single call's. */

const needs = {
  'sqs:SendMessage': 'sqs:SendMessage',
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  'sqs:ReceiveMessage': 'sqs:ReceiveMessage',
  'sqs:DeleteMessage': 'sqs:DeleteMessage',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility': 'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes': 'sqs:GetQueueAttributes',
} as const;

export const access: AccessTable = Object.fromEntries(
  Object.entries(needs).map(([operation, action]) => [
    operation,
    ({ world, caller, input }: Asked<{ QueueUrl?: string }>) => {
      const [name = '', account = caller.account] = (input.QueueUrl ?? '').split('/').reverse();
      const queue = findQueue(world, caller, input.QueueUrl ?? '');
      return [{ action, resource: queue?.arn ?? `arn:aws:sqs:${caller.region}:${account}:${name}` }];
    },
  ]),
);
