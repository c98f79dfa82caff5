import * as client from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { key, notes, TableName } from './notes.ts';

type Notes = Awaited<ReturnType<typeof notes>>;

let dynamodb: Notes['dynamodb'];
let records: Notes['records'];
let create: Notes['create'];
let arrive: Notes['arrive'];
let put: Notes['put'];
let remove: Notes['remove'];
let update: Notes['update'];

beforeEach(async () => {
  ({ dynamodb, records, create, arrive, put, remove, update } = await notes());
});

describe('a stream', () => {
  it('tells of each change with both images, as Lambda gets it', async () => {
    await put('a', { version: { N: '1' } });
    await update('a', '2');
    await remove('a');
    arrive();
    const item = (version: string) => ({ ...key('a'), version: { N: version } });
    expect(records.map(({ eventName, dynamodb: change }) => [eventName, change?.OldImage, change?.NewImage])).toEqual([
      ['INSERT', undefined, item('1')],
      ['MODIFY', item('1'), item('2')],
      ['REMOVE', item('2'), undefined],
    ]);
    expect(records[0]).toMatchObject({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-central-1',
      eventSourceARN: 'arn:aws:dynamodb:eu-central-1:210987654321:table/notes/stream/2026-03-02T08:00:00.000',
      dynamodb: {
        ApproximateCreationDateTime: Date.UTC(2026, 2, 2, 8) / 1000,
        Keys: key('a'),
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(records[0]?.userIdentity).toBeUndefined();
  });

  it('keeps the order of a table’s changes, within a second', async () => {
    for (let turn = 0; turn < 20; turn += 1) await update('a', String(turn));
    expect(records.length).toBeLessThan(20);
    arrive();
    expect(records.map((record) => record.dynamodb?.NewImage?.version?.N)).toEqual(
      Array.from({ length: 20 }, (_, turn) => String(turn)),
    );
    const numbers = records.map((record) => record.dynamodb?.SequenceNumber ?? '');
    expect([...numbers].sort()).toEqual(numbers);
  });

  it('is silent about writes that change nothing or are refused', async () => {
    await put('a');
    arrive();
    await put('a');
    await remove('none');
    await put('a', { x: { S: 'y' } }, { ConditionExpression: 'attribute_not_exists(pk)' }).catch(() => undefined);
    arrive();
    expect(records).toHaveLength(1);
  });

  it('tells of each item of a batch', async () => {
    await put('b');
    const requests = [{ PutRequest: { Item: key('a') } }, { DeleteRequest: { Key: key('b') } }];
    await dynamodb.send(new client.BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    arrive();
    expect(records.map((record) => record.eventName)).toEqual(['INSERT', 'INSERT', 'REMOVE']);
  });

  it('does not change what the caller asked to be returned', async () => {
    expect((await put('a', { version: { N: '1' } })).Attributes).toBeUndefined();
    expect((await put('a', {}, { ReturnValues: 'ALL_OLD' })).Attributes).toMatchObject({ version: { N: '1' } });
    expect((await update('a', '2')).Attributes).toBeUndefined();
    expect((await update('a', '3', { ReturnValues: 'UPDATED_OLD' })).Attributes).toEqual({ version: { N: '2' } });
    expect((await update('a', '4', { ReturnValues: 'ALL_NEW' })).Attributes).toMatchObject({ version: { N: '4' } });
    expect((await remove('a')).Attributes).toBeUndefined();
  });

  it('of another kind is refused by name, as the API of streams is', async () => {
    const keysOnly = create({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } }, 'other');
    await expect(keysOnly).rejects.toThrow('The simulator does not know streams with KEYS_ONLY');
  });

  it('can be switched off and on', async () => {
    const stream = (StreamSpecification: client.StreamSpecification) =>
      dynamodb.send(new client.UpdateTableCommand({ TableName, StreamSpecification }));
    await stream({ StreamEnabled: false });
    await put('a');
    arrive();
    expect(records).toEqual([]);
    await stream({ StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' });
    await put('b');
    arrive();
    expect(records).toHaveLength(1);
  });
});

describe('a failed condition', () => {
  const ifAbsent = { ConditionExpression: 'attribute_not_exists(pk)' } as const;

  it('carries the item where that is asked for', async () => {
    await put('a', { owner: { S: 'me' } });
    const failed = put('a', {}, { ...ifAbsent, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    await expect(failed).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { ...key('a'), owner: { S: 'me' } },
    });
    const removal = remove('a', {
      ConditionExpression: 'attribute_exists(nothing)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await expect(removal).rejects.toMatchObject({ Item: { owner: { S: 'me' } } });
  });

  it('carries none where there is none, or nobody asked', async () => {
    const missing = update('b', '1', {
      ConditionExpression: 'attribute_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await expect(missing).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined });
    await put('a');
    await expect(put('a', {}, ifAbsent)).rejects.toMatchObject({ Item: undefined });
  });
});
