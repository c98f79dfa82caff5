import type { Message } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it } from 'vitest';
import * as queues from '../../src/simulator/sqs/queue-operations.ts';
import * as receiving from '../../src/simulator/sqs/receiving.ts';
import { sendMessage, sendMessageBatch } from '../../src/simulator/sqs/sending.ts';
import type { World } from '../../src/simulator/world.ts';
import { mika, newWorld } from './place.ts';

let world: World;
let QueueUrl: string;
beforeEach(() => {
  world = newWorld();
  QueueUrl = create('passes');
});

function create(QueueName: string, Attributes: Record<string, string> = {}): string {
  return queues.createQueue.run(world, mika, { QueueName, Attributes }).QueueUrl ?? '';
}

const send = (MessageBody: string, more: object = {}) =>
  sendMessage.run(world, mika, { QueueUrl, MessageBody, ...more });
const receive = (more: object = {}): Message[] =>
  receiving.receiveMessage.run(world, mika, { QueueUrl, MaxNumberOfMessages: 10, ...more }).Messages ?? [];
const bodies = (messages: Message[]) => messages.map((message) => message.Body);
const remove = (ReceiptHandle: string | undefined) =>
  receiving.deleteMessage.run(world, mika, { QueueUrl, ReceiptHandle });
const seconds = (count: number) => world.clock.advance(count * 1000);

describe('queues', () => {
  it('are listed in pages only where a size is asked for', () => {
    create('passes-b');
    create('other');
    const list = (more: object) => queues.listQueues.run(world, mika, { QueueNamePrefix: 'passes', ...more });
    expect(list({})).toEqual({ QueueUrls: [QueueUrl, `${QueueUrl}-b`] });
    const first = list({ MaxResults: 1 });
    expect(first.QueueUrls).toEqual([QueueUrl]);
    expect(list({ MaxResults: 1, NextToken: first.NextToken })).toEqual({ QueueUrls: [`${QueueUrl}-b`] });
    expect(() => list({ MaxResults: 1_001 })).toThrow('MaxResults');
    expect(() => list({ NextToken: 'none' })).toThrow('NextToken');
  });
});

describe('a message', () => {
  it('is seen, hidden while it is handled, and gone once it is deleted', () => {
    send('a');
    const [message] = receive();
    expect(message).toMatchObject({ Body: 'a', MD5OfBody: '0cc175b9c0f1b6a831c399e269772661' });
    expect(receive()).toEqual([]);
    remove(message?.ReceiptHandle);
    seconds(3600);
    expect(receive()).toEqual([]);
  });

  it('is seen again after the visibility time-out, with its count', () => {
    send('a');
    receive();
    seconds(29);
    expect(receive()).toEqual([]);
    seconds(1);
    expect(receive({ AttributeNames: ['All'] })).toMatchObject([
      { Attributes: { ApproximateReceiveCount: '2', SenderId: expect.any(String), SentTimestamp: expect.any(String) } },
    ]);
  });

  it('comes after its own delay, else after the queue’s', () => {
    queues.setQueueAttributes.run(world, mika, { QueueUrl, Attributes: { DelaySeconds: '10' } });
    send('queue');
    send('own', { DelaySeconds: 60 });
    send('none', { DelaySeconds: 0 });
    expect(bodies(receive())).toEqual(['none']);
    seconds(10);
    expect(bodies(receive())).toEqual(['queue']);
    seconds(50);
    expect(bodies(receive({ VisibilityTimeout: 0 }))).toContain('own');
  });

  it('can be hidden for longer or shown at once', () => {
    send('a');
    const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
      receiving.changeMessageVisibility.run(world, mika, { QueueUrl, ReceiptHandle, VisibilityTimeout });
    const [first] = receive();
    change(first?.ReceiptHandle, 120);
    seconds(60);
    expect(receive()).toEqual([]);
    change(first?.ReceiptHandle, 0);
    const [second] = receive();
    expect(second?.Body).toBe('a');
    expect(() => change(first?.ReceiptHandle, 10)).toThrow('Message does not exist or is not available');
    seconds(30);
    expect(() => change(second?.ReceiptHandle, 10)).toThrow('Message does not exist or is not available');
  });

  it('is not deleted by the handle of an earlier receive', () => {
    send('a');
    const [first] = receive();
    seconds(30);
    receive();
    remove(first?.ReceiptHandle);
    seconds(30);
    expect(bodies(receive())).toEqual(['a']);
  });

  it('is gone when the queue has kept it long enough', () => {
    queues.setQueueAttributes.run(world, mika, { QueueUrl, Attributes: { MessageRetentionPeriod: '60' } });
    send('a');
    seconds(60);
    expect(receive()).toEqual([]);
  });

  it('moves to the dead-letter queue when it was received too often', () => {
    const dead = create('dead');
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:eu-central-1:210987654321:dead',
      maxReceiveCount: 2,
    });
    queues.setQueueAttributes.run(world, mika, { QueueUrl, Attributes: { RedrivePolicy } });
    send('poison');
    for (let turn = 0; turn < 2; turn += 1) {
      expect(bodies(receive())).toEqual(['poison']);
      seconds(30);
    }
    expect(receive()).toEqual([]);
    const [buried] = receive({ QueueUrl: dead, MessageSystemAttributeNames: ['DeadLetterQueueSourceArn'] });
    expect(buried).toMatchObject({
      Body: 'poison',
      Attributes: { DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-central-1:210987654321:passes' },
    });
  });

  it('shows only the attributes that are asked for', () => {
    const MessageAttributes = {
      'app.name': { DataType: 'String', StringValue: 'todo' },
      other: { DataType: 'Number', StringValue: '1' },
    };
    send('a', { MessageAttributes });
    const look = (MessageAttributeNames: string[]) =>
      Object.keys(receive({ MessageAttributeNames, VisibilityTimeout: 0 })[0]?.MessageAttributes ?? {});
    expect([look([]), look(['app.*']), look(['other']), look(['All'])]).toEqual([
      [],
      ['app.name'],
      ['other'],
      ['app.name', 'other'],
    ]);
  });
});

describe('a long poll', () => {
  it('waits, as simulated time, until a message is there', () => {
    send('a', { DelaySeconds: 7 });
    const before = world.clock.now();
    expect(bodies(receive({ WaitTimeSeconds: 20 }))).toEqual(['a']);
    expect(world.clock.now() - before).toBe(7000);
  });

  it('hears what is sent meanwhile', () => {
    world.clock.after(3000, 'somebody sends', () => void send('late'));
    expect(bodies(receive({ WaitTimeSeconds: 20 }))).toEqual(['late']);
  });

  it('ends with nothing', () => {
    const before = world.clock.now();
    expect(receive({ WaitTimeSeconds: 20 })).toEqual([]);
    expect(world.clock.now() - before).toBe(20_000);
  });
});

describe('a batch', () => {
  const batch = (Entries: { Id: string; MessageBody: string; DelaySeconds?: number }[]) =>
    sendMessageBatch.run(world, mika, { QueueUrl, Entries });

  it('does what it can and says what failed', () => {
    const { Successful, Failed } = batch([
      { Id: 'a', MessageBody: 'a' },
      { Id: 'b', MessageBody: 'b', DelaySeconds: 901 },
    ]);
    expect(Successful).toMatchObject([{ Id: 'a' }]);
    expect(Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }]);
    const Entries = receive().map((message, index) => ({ Id: `${index}`, ReceiptHandle: message.ReceiptHandle }));
    const gone = receiving.deleteMessageBatch.run(world, mika, {
      QueueUrl,
      Entries: [...Entries, { Id: 'x', ReceiptHandle: 'nonsense' }],
    });
    expect(gone).toMatchObject({ Successful: [{ Id: '0' }], Failed: [{ Id: 'x', Code: 'ReceiptHandleIsInvalid' }] });
  });

  it.each([
    ['no entries', [], 'EmptyBatchRequest'],
    [
      'eleven entries',
      Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, MessageBody: 'a' })),
      'TooManyEntriesInBatchRequest',
    ],
    [
      'an identifier twice',
      [
        { Id: 'a', MessageBody: 'a' },
        { Id: 'a', MessageBody: 'b' },
      ],
      'BatchEntryIdsNotDistinct',
    ],
    ['an identifier with a space', [{ Id: 'a b', MessageBody: 'a' }], 'InvalidBatchEntryId'],
    [
      'too many bytes',
      [
        { Id: 'a', MessageBody: 'x'.repeat(600_000) },
        { Id: 'b', MessageBody: 'x'.repeat(600_000) },
      ],
      'BatchRequestTooLong',
    ],
  ])('of %s is refused', (_name, entries, code) => {
    expect(() => batch(entries)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a queue', () => {
  it('counts what it holds', () => {
    send('seen');
    send('taken');
    receive({ MaxNumberOfMessages: 1 });
    send('delayed', { DelaySeconds: 60 });
    const { Attributes } = queues.getQueueAttributes.run(world, mika, { QueueUrl, AttributeNames: ['All'] });
    expect(Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:eu-central-1:210987654321:passes',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      VisibilityTimeout: '30',
      MaximumMessageSize: '1048576',
    });
  });

  it('is made once, and again only with the same attributes', () => {
    expect(create('passes')).toBe(QueueUrl);
    expect(() => create('passes', { VisibilityTimeout: '60' })).toThrow(
      'a different value for attribute VisibilityTimeout',
    );
  });

  it('is purged at most once a minute', () => {
    send('a');
    const purge = () => queues.purgeQueue.run(world, mika, { QueueUrl });
    purge();
    expect(receive()).toEqual([]);
    expect(purge).toThrow(expect.objectContaining({ code: 'PurgeQueueInProgress' }));
    seconds(60);
    expect(purge).not.toThrow();
  });

  it('is unknown once it is deleted', () => {
    queues.deleteQueue.run(world, mika, { QueueUrl });
    expect(() => send('a')).toThrow(expect.objectContaining({ code: 'QueueDoesNotExist' }));
  });

  it.each([
    [{ VisibilityTimeout: '43201' }, 'InvalidAttributeValue'],
    [{ DelaySeconds: 'soon' }, 'InvalidAttributeValue'],
    [{ Colour: 'red' }, 'InvalidAttributeName'],
    [{ KmsMasterKeyId: 'alias/a' }, 'NotImplementedBySimulator'],
    [
      { RedrivePolicy: '{"deadLetterTargetArn": "arn:aws:sqs:eu-central-1:210987654321:none", "maxReceiveCount": 3}' },
      'InvalidParameterValueException',
    ],
    [{ RedrivePolicy: '{"maxReceiveCount": 0}' }, 'InvalidParameterValueException'],
    [{ RedrivePolicy: 'x' }, 'InvalidParameterValueException'],
  ])('refuses the attributes %j', (attributes, code) => {
    expect(() => create('other', attributes)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['an empty body', { MessageBody: '' }, 'MissingRequiredParameterException'],
    ['a body that is too long', { MessageBody: 'ä'.repeat(524_289) }, 'InvalidParameterValueException'],
    ['a control character', { MessageBody: 'a\u0000' }, 'InvalidMessageContents'],
    ['a deduplication of FIFO queues', { MessageDeduplicationId: 'a' }, 'InvalidParameterValueException'],
    ['a delay over 15 minutes', { DelaySeconds: 901 }, 'InvalidParameterValueException'],
  ])('refuses a message with %s', (_name, more, code) => {
    expect(() => send('a', more)).toThrow(expect.objectContaining({ code }));
  });

  it('of the FIFO kind is refused by name', () => {
    expect(() => create('passes.fifo')).toThrow('The simulator does not know FIFO queues.');
  });
});
