import * as client from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { restoreTable, snapshotTable } from '../../src/simulator/dynamodb/restore.ts';
import { key, notes, TableName } from './dynamodb/notes.ts';

const where = { account: '210987654321', region: 'eu-central-1' };
const hour = 3_600_000;

type Notes = Awaited<ReturnType<typeof notes>>;

let simulator: Notes['simulator'];
let dynamodb: Notes['dynamodb'];
let records: Notes['records'];
let create: Notes['create'];
let arrive: Notes['arrive'];
let put: Notes['put'];
let get: Notes['get'];
let update: Notes['update'];

beforeEach(async () => {
  ({ simulator, dynamodb, records, create, arrive, put, get, update } = await notes());
});

describe('time to live', () => {
  const enable = (Enabled = true, AttributeName = 'expires') =>
    dynamodb.send(
      new client.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } }),
    );
  const seconds = (milliseconds: number) => ({
    N: String(Math.floor((simulator.world.clock.now() + milliseconds) / 1000)),
  });

  it('deletes hours late; until then expired items are read', async () => {
    await enable();
    await put('old', { expires: seconds(60_000) });
    await put('young', { expires: seconds(48 * hour) });
    await put('text', { expires: { S: '1' } });
    await put('milliseconds', { expires: { N: '1' } });
    arrive();
    records.length = 0;
    simulator.world.clock.advance(hour);
    expect(await get('old')).toBeDefined();
    simulator.world.clock.advance(24 * hour);
    expect(await get('old')).toBeUndefined();
    for (const kept of ['young', 'text', 'milliseconds']) expect(await get(kept)).toBeDefined();
    arrive();
    expect(records).toMatchObject([
      {
        eventName: 'REMOVE',
        userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
        dynamodb: { Keys: key('old') },
      },
    ]);
  });

  it('says what it is, and stops when it is switched off', async () => {
    const state = async () =>
      (await dynamodb.send(new client.DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    expect(await state()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await enable();
    expect(await state()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
    await expect(enable()).rejects.toThrow('TimeToLive is already enabled');
    await put('a', { expires: seconds(1000) });
    await expect(enable(false, 'other')).rejects.toThrow('different AttributeName');
    await enable(false);
    simulator.world.clock.advance(48 * hour);
    expect(await get('a')).toBeDefined();
  });
});

describe('point-in-time recovery', () => {
  it('is a flag with the span that it covers', async () => {
    const state = async () =>
      (await dynamodb.send(new client.DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription
        ?.PointInTimeRecoveryDescription;
    expect(await state()).toEqual({ PointInTimeRecoveryStatus: 'DISABLED' });
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await dynamodb.send(new client.UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    const since = simulator.world.clock.now();
    simulator.world.clock.advance(hour);
    expect(await state()).toEqual({
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: 35,
      EarliestRestorableDateTime: new Date(since),
      LatestRestorableDateTime: new Date(since + hour - 300_000),
    });
  });
});

describe('a table', () => {
  it('is described in the simulated world’s names and times, with its tags', async () => {
    await create({ Tags: [{ Key: 'app', Value: 'todo' }] }, 'other');
    const { Table } = await dynamodb.send(new client.DescribeTableCommand({ TableName: 'other' }));
    const ResourceArn = 'arn:aws:dynamodb:eu-central-1:210987654321:table/other';
    expect(Table).toMatchObject({
      TableArn: ResourceArn,
      TableStatus: 'ACTIVE',
      CreationDateTime: new Date(simulator.world.clock.now()),
      DeletionProtectionEnabled: false,
      BillingModeSummary: { LastUpdateToPayPerRequestDateTime: new Date(simulator.world.clock.now()) },
    });
    const { Tags } = await dynamodb.send(new client.ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).toEqual([{ Key: 'app', Value: 'todo' }]);
  });

  it('that is protected is not deleted until it is no more', async () => {
    const protect = (DeletionProtectionEnabled: boolean) =>
      dynamodb.send(new client.UpdateTableCommand({ TableName, DeletionProtectionEnabled }));
    const drop = () => dynamodb.send(new client.DeleteTableCommand({ TableName }));
    await protect(true);
    await expect(drop()).rejects.toThrow('currently protected against deletion');
    await protect(false);
    await drop();
    await expect(put('a')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });

  it('belongs to one account and region', async () => {
    const elsewhere = new client.DynamoDBClient({
      region: 'eu-west-1',
      maxAttempts: 1,
      credentials: { accessKeyId: '111111111111', secretAccessKey: 'simulated' },
      requestHandler: simulator.requestHandler(),
    });
    expect((await elsewhere.send(new client.ListTablesCommand({}))).TableNames).toEqual([]);
  });

  it('with what the simulator does not know is refused by name', async () => {
    await expect(create({ SSESpecification: { Enabled: true } }, 'other')).rejects.toThrow(
      'The simulator does not know SSESpecification of dynamodb:CreateTable.',
    );
  });

  it('can be put back to what it was, bare where that is asked for', async () => {
    await put('a', { version: { N: '1' } });
    const earlier = await snapshotTable(simulator.world, where, TableName);
    await update('a', '2');
    await put('b');
    arrive();
    const told = records.length;
    await restoreTable(simulator.world, where, TableName, earlier);
    expect([(await get('a'))?.version, await get('b')]).toEqual([{ N: '1' }, undefined]);
    arrive();
    expect(records).toHaveLength(told);
    await restoreTable(simulator.world, where, TableName, earlier, { bare: true });
    const { Table } = await dynamodb.send(new client.DescribeTableCommand({ TableName }));
    expect(Table?.LatestStreamArn).toBeUndefined();
  });
});

describe('faults of DynamoDB', () => {
  it('leave a conditional write done whose answer was lost, so that its repetition is refused (F46)', async () => {
    simulator.faults.order({ on: 'dynamodb:PutItem', nth: 1, do: { kind: 'lostAnswer' } });
    const once = () => put('a', {}, { ConditionExpression: 'attribute_not_exists(pk)' });
    await expect(once()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(once()).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(simulator.ledger.entries().slice(-2)).toMatchObject([
      { action: 'dynamodb:PutItem', applied: true, answered: 'nothing' },
      { action: 'dynamodb:PutItem', applied: false, answered: 'error' },
    ]);
  });

  it('hold writes of one item apart: of two at once, one sees the other', async () => {
    const claims = ['a', 'b', 'c'].map((owner) =>
      put('lease', { owner: { S: owner } }, { ConditionExpression: 'attribute_not_exists(pk)' }).then(
        () => 'won',
        () => 'lost',
      ),
    );
    expect((await Promise.all(claims)).sort()).toEqual(['lost', 'lost', 'won']);
  });
});
