import type { SQSEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BatchHandler, deliver, type EventSourceOptions } from '../../src/simulator/event-source.ts';
import { createQueue } from '../../src/simulator/sqs/queue-operations.ts';
import { sendMessage } from '../../src/simulator/sqs/sending.ts';
import type { World } from '../../src/simulator/world.ts';
import { mika, newWorld } from './place.ts';

let world: World;
let url: string;
let batches: string[][];
beforeEach(() => {
  world = newWorld();
  url = createQueue.run(world, mika, { QueueName: 'passes' }).QueueUrl ?? '';
  batches = [];
});

const send = (MessageBody: string, more: object = {}) =>
  sendMessage.run(world, mika, { QueueUrl: url, MessageBody, ...more });

function source(handler: BatchHandler = async () => undefined, options: EventSourceOptions = {}) {
  const noted: BatchHandler = (event) => {
    batches.push(event.Records.map((record) => record.body));
    return handler(event);
  };
  return deliver({ world }, url, noted, options);
}

describe('an event source', () => {
  it('hands over what is visible, in batches, and says how many', async () => {
    for (const body of ['a', 'b', 'c']) send(body);
    send('later', { DelaySeconds: 60 });
    const { pump } = source(undefined, { batchSize: 2 });
    expect(await pump()).toBe(3);
    expect(batches).toEqual([['a', 'b'], ['c']]);
    expect(await pump()).toBe(0);
    world.clock.advance(60_000);
    expect(await pump()).toBe(1);
  });

  it('shows each message as Lambda does', async () => {
    const attribute = { DataType: 'String', StringValue: 'todo' };
    send('{"app":"todo"}', { MessageAttributes: { app: attribute } });
    const events: SQSEvent[] = [];
    await source(async (event) => {
      events.push(event);
      return undefined;
    }).pump();
    expect(events[0]?.Records).toEqual([
      {
        messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        receiptHandle: expect.any(String),
        body: '{"app":"todo"}',
        attributes: {
          SenderId: expect.any(String),
          SentTimestamp: String(world.clock.now()),
          ApproximateReceiveCount: '1',
          ApproximateFirstReceiveTimestamp: String(world.clock.now()),
        },
        messageAttributes: { app: { stringValue: 'todo', dataType: 'String' } },
        md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
        md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:eu-central-1:210987654321:passes',
        awsRegion: 'eu-central-1',
      },
    ]);
  });

  it('shows what the handler failed again after the time-out, and nothing else', async () => {
    send('good');
    send('bad');
    const { pump } = source(async ({ Records }) => ({
      batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    }));
    expect(await pump()).toBe(2);
    expect(await pump()).toBe(0);
    world.clock.advance(30_000);
    expect(await pump()).toBe(1);
    expect(batches).toEqual([['good', 'bad'], ['bad']]);
  });

  it.each<[string, BatchHandler]>([
    ['throws', () => Promise.reject(new Error('out of memory'))],
    ['names a message that it was not given', async () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
  ])('counts the whole batch as failed when the handler %s', async (_name, handler) => {
    send('a');
    send('b');
    const errors: unknown[] = [];
    const failing = source(handler, { onError: (error) => errors.push(error) });
    expect(await failing.pump()).toBe(2);
    expect(failing.failed).toBe(2);
    world.clock.advance(30_000);
    expect(await failing.pump()).toBe(2);
  });

  it('waits for a batch to fill, as simulated time', async () => {
    send('a');
    send('b', { DelaySeconds: 3 });
    const before = world.clock.now();
    await source(undefined, { batchSize: 10, batchWindowSeconds: 5 }).pump();
    expect(batches).toEqual([['a', 'b']]);
    expect(world.clock.now() - before).toBe(5000);
  });

  it('leaves a message that is shown again at once to the next pump', async () => {
    send('a');
    const { pump } = source(async () => {
      world.clock.advance(60_000);
      throw new Error('too slow');
    });
    expect(await pump()).toBe(1);
    expect(await pump()).toBe(1);
  });
});
