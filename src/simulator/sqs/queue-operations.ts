import * as client from '@aws-sdk/client-sqs';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { checkAttributes, describe, standardAttributes } from './attributes.ts';
import { invalid, missing, noQueue } from './errors.ts';
import { queueAt, queuesOf, urlOf } from './queues.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§7'] } as const;

export const createQueue: Operation<client.CreateQueueCommandInput, Plain<client.CreateQueueCommandOutput>> = {
  ...shared,
  name: 'sqs:CreateQueue',
  schema: client.CreateQueue$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('sqs:CreateQueue', input, ['QueueName', 'Attributes']);
    const { QueueName: name } = input;
    const given = input.Attributes ?? {};
    if (!name) throw missing('QueueName');
    if (name.endsWith('.fifo'))
      throw new AwsError('NotImplementedBySimulator', 'The simulator does not know FIFO queues.', 501);
    if (!/^[\w-]{1,80}$/.test(name))
      throw invalid(
        name,
        'QueueName',
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    checkAttributes(world, caller, given);
    const queues = queuesOf(world, caller);
    const QueueUrl = urlOf(world, caller, name);
    const existing = queues.get(name);
    const other = Object.entries(given).find(([key, value]) => existing && existing.attributes[key] !== value);
    if (other !== undefined)
      throw new AwsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${other[0]}`,
      );
    const now = world.clock.now();
    if (existing === undefined)
      queues.set(name, {
        name,
        arn: `arn:aws:sqs:${caller.region}:${caller.account}:${name}`,
        createdAt: now,
        changedAt: now,
        attributes: { ...standardAttributes, ...given },
        messages: [],
      });
    return { QueueUrl };
  },
};

export const getQueueUrl: Operation<client.GetQueueUrlCommandInput, Plain<client.GetQueueUrlCommandOutput>> = {
  ...shared,
  name: 'sqs:GetQueueUrl',
  schema: client.GetQueueUrl$,
  effect: 'read',
  run: (world, caller, input) => {
    const where = { account: input.QueueOwnerAWSAccountId ?? caller.account, region: caller.region };
    if (!queuesOf(world, where).has(input.QueueName ?? '')) throw noQueue();
    return { QueueUrl: urlOf(world, where, input.QueueName ?? '') };
  },
};

/** Of one answer. */
const mostQueues = 1_000;

export const listQueues: Operation<client.ListQueuesCommandInput, Plain<client.ListQueuesCommandOutput>> = {
  ...shared,
  name: 'sqs:ListQueues',
  schema: client.ListQueues$,
  effect: 'read',
  run: (world, caller, input) => {
    refuseOthers('sqs:ListQueues', input, ['QueueNamePrefix', 'MaxResults', 'NextToken']);
    const { QueueNamePrefix: prefix = '', MaxResults: most, NextToken: token } = input;
    if (most !== undefined && !(most >= 1 && most <= mostQueues))
      throw invalid(most, 'MaxResults', `Must be between 1 and ${mostQueues}.`);
    const { items, next } = pageOf(
      [...queuesOf(world, caller).keys()].filter((name) => name.startsWith(prefix)),
      {
        size: most ?? mostQueues,
        token,
        keyOf: (name) => name,
        refuse: () => invalid(token, 'NextToken', 'It is not a token of this service.'),
      },
    );
    return {
      ...(items.length === 0 ? {} : { QueueUrls: items.map((name) => urlOf(world, caller, name)) }),
      // Without MaxResults there is one answer, and no token (AWS: «ListQueues»).
      ...(most === undefined || next === undefined ? {} : { NextToken: next }),
    };
  },
};

export const getQueueAttributes: Operation<
  client.GetQueueAttributesCommandInput,
  Plain<client.GetQueueAttributesCommandOutput>
> = {
  ...shared,
  name: 'sqs:GetQueueAttributes',
  schema: client.GetQueueAttributes$,
  effect: 'read',
  run: (world, caller, input) => {
    const all = describe(world, queueAt(world, caller, input.QueueUrl));
    const wanted = (input.AttributeNames ?? []).map(String);
    const unknown = wanted.find((name) => name !== 'All' && !knownAttributes.includes(name) && !(name in all));
    if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    const chosen = Object.entries(all).filter(([name]) => wanted.includes('All') || wanted.includes(name));
    return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) };
  },
};

/** Those that a queue may lack. */
const knownAttributes = ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'FifoQueue', 'KmsMasterKeyId'];

export const setQueueAttributes: Operation<
  client.SetQueueAttributesCommandInput,
  Plain<client.SetQueueAttributesCommandOutput>
> = {
  ...shared,
  name: 'sqs:SetQueueAttributes',
  schema: client.SetQueueAttributes$,
  effect: 'write',
  run: (world, caller, input) => {
    const queue = queueAt(world, caller, input.QueueUrl);
    const given = input.Attributes ?? {};
    checkAttributes(world, caller, given);
    // An empty policy takes it away.
    const kept = Object.entries({ ...queue.attributes, ...given }).filter(([, value]) => value !== '');
    queue.attributes = Object.fromEntries(kept);
    queue.changedAt = world.clock.now();
    return {};
  },
};

export const purgeQueue: Operation<client.PurgeQueueCommandInput, Plain<client.PurgeQueueCommandOutput>> = {
  ...shared,
  name: 'sqs:PurgeQueue',
  schema: client.PurgeQueue$,
  effect: 'write',
  run: (world, caller, input) => {
    const queue = queueAt(world, caller, input.QueueUrl);
    const now = world.clock.now();
    if (queue.purgedAt !== undefined && now - queue.purgedAt < 60_000)
      throw new AwsError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
        403,
      );
    queue.purgedAt = now;
    queue.messages = [];
    return {};
  },
};

export const deleteQueue: Operation<client.DeleteQueueCommandInput, Plain<client.DeleteQueueCommandOutput>> = {
  ...shared,
  name: 'sqs:DeleteQueue',
  schema: client.DeleteQueue$,
  effect: 'write',
  run: (world, caller, input) => {
    const queue = queueAt(world, caller, input.QueueUrl);
    queuesOf(world, caller).delete(queue.name);
    return {};
  },
};
