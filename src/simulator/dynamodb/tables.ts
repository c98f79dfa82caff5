import * as client from '@aws-sdk/client-dynamodb';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { allSettings, settingsOf, streamArn, type TableSettings, tableArn } from './settings.ts';
import { type Store, storeOf, type Wire } from './store.ts';
import { fromWire, toWire } from './wire-form.ts';

type Plain<Output> = Promise<Omit<Output, '$metadata'>>;

const shared = { limits: [], buckets: [], facts: ['§7'] } as const;

const createMembers = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'LocalSecondaryIndexes',
  'GlobalSecondaryIndexes',
  'StreamSpecification',
  'DeletionProtectionEnabled',
  'Tags',
];

/** The table is usable at once; AWS takes seconds. The answer says CREATING all the same. */
export const createTable: Operation<client.CreateTableCommandInput, Plain<client.CreateTableCommandOutput>> = {
  ...shared,
  name: 'dynamodb:CreateTable',
  schema: client.CreateTable$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('dynamodb:CreateTable', input, createMembers);
    const view = streamWanted(input.StreamSpecification);
    const { StreamSpecification, DeletionProtectionEnabled, Tags, ...wire } = toWire(client.CreateTable$, input);
    const store = storeOf(world, caller);
    return store.step(async () => {
      const { TableDescription } = await store.call('CreateTable', wire);
      await store.settled(input.TableName ?? '');
      const settings = newSettings(world, input);
      allSettings(world, caller).set(settings.name, settings);
      if (view) startStream(world, settings);
      if (Tags !== undefined) await tag(store, TableDescription as Wire, Tags);
      const Table = describe(caller, settings, { ...(TableDescription as Wire), TableStatus: 'CREATING' });
      return fromWire<client.CreateTableCommandOutput>(client.CreateTable$, { TableDescription: Table });
    });
  },
};

export const describeTable: Operation<client.DescribeTableCommandInput, Plain<client.DescribeTableCommandOutput>> = {
  ...shared,
  name: 'dynamodb:DescribeTable',
  schema: client.DescribeTable$,
  effect: 'read',
  run: (world, caller, input) => {
    const settings = settingsOf(world, caller, input.TableName);
    const store = storeOf(world, caller);
    return store.step(async () => {
      const { Table } = await store.call('DescribeTable', { TableName: settings.name });
      const described = { Table: describe(caller, settings, Table as Wire) };
      return fromWire<client.DescribeTableCommandOutput>(client.DescribeTable$, described);
    });
  },
};

const updateMembers = [
  'TableName',
  'AttributeDefinitions',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexUpdates',
  'StreamSpecification',
  'DeletionProtectionEnabled',
];

export const updateTable: Operation<client.UpdateTableCommandInput, Plain<client.UpdateTableCommandOutput>> = {
  ...shared,
  name: 'dynamodb:UpdateTable',
  schema: client.UpdateTable$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('dynamodb:UpdateTable', input, updateMembers);
    const settings = settingsOf(world, caller, input.TableName);
    const view = streamWanted(input.StreamSpecification);
    const { StreamSpecification, DeletionProtectionEnabled, ...wire } = toWire(client.UpdateTable$, input);
    const store = storeOf(world, caller);
    return store.step(async () => {
      // What dynalite knows nothing of is not sent to it: it refuses an update of nothing.
      if (Object.keys(wire).length > 1) await store.call('UpdateTable', { ...wire, TableName: settings.name });
      await store.settled(settings.name);
      if (input.BillingMode === 'PAY_PER_REQUEST') settings.onDemandSince ??= world.clock.now();
      if (input.BillingMode === 'PROVISIONED') delete settings.onDemandSince;
      if (view === true) startStream(world, settings);
      if (view === false) delete settings.stream;
      if (input.DeletionProtectionEnabled !== undefined) settings.deletionProtection = input.DeletionProtectionEnabled;
      const { Table } = await store.call('DescribeTable', { TableName: settings.name });
      const TableDescription = describe(caller, settings, { ...(Table as Wire), TableStatus: 'UPDATING' });
      return fromWire<client.UpdateTableCommandOutput>(client.UpdateTable$, { TableDescription });
    });
  },
};

export const deleteTable: Operation<client.DeleteTableCommandInput, Plain<client.DeleteTableCommandOutput>> = {
  ...shared,
  name: 'dynamodb:DeleteTable',
  schema: client.DeleteTable$,
  effect: 'write',
  run: (world, caller, input) => {
    const settings = settingsOf(world, caller, input.TableName);
    if (settings.deletionProtection)
      throw new AwsError(
        'ValidationException',
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    const store = storeOf(world, caller);
    return store.step(async () => {
      const { TableDescription } = await store.call('DeleteTable', { TableName: settings.name });
      await store.settled(settings.name);
      allSettings(world, caller).delete(settings.name);
      const gone = { TableDescription: describe(caller, settings, TableDescription as Wire) };
      return fromWire<client.DeleteTableCommandOutput>(client.DeleteTable$, gone);
    });
  },
};

function newSettings(world: World, input: client.CreateTableCommandInput): TableSettings {
  const id = world.random.hex(32);
  return {
    name: input.TableName ?? '',
    id: [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-'),
    createdAt: world.clock.now(),
    ...(input.BillingMode === 'PAY_PER_REQUEST' ? { onDemandSince: world.clock.now() } : {}),
    keys: (input.KeySchema ?? []).map((key) => key.AttributeName ?? ''),
    deletionProtection: input.DeletionProtectionEnabled ?? false,
  };
}

/** Whether a stream is asked for (true), switched off (false) or not spoken of. */
function streamWanted(wanted: client.StreamSpecification | undefined): boolean | undefined {
  if (wanted === undefined) return undefined;
  if (!wanted.StreamEnabled) return false;
  if (wanted.StreamViewType === 'NEW_AND_OLD_IMAGES') return true;
  const sentence = `The simulator does not know streams with ${wanted.StreamViewType}, only with NEW_AND_OLD_IMAGES.`;
  throw new AwsError('NotImplementedBySimulator', sentence, 501);
}

function startStream(world: World, settings: TableSettings): void {
  if (settings.stream !== undefined)
    throw new AwsError('ValidationException', `Table already has an enabled stream: TableName: ${settings.name}`);
  settings.stream = new Date(world.clock.now()).toISOString().replace('Z', '');
}

async function tag(store: Store, table: Wire, Tags: unknown): Promise<void> {
  await store.call('TagResource', { ResourceArn: table.TableArn, Tags });
}

/** dynalite's description with the names and times of the simulated world, and what it lacks. */
function describe(caller: Caller, settings: TableSettings, table: Wire): Wire {
  const arn = tableArn(caller, settings.name);
  const stream = streamArn(caller, settings);
  const indexes = (list: unknown) =>
    (list as readonly Wire[]).map((index) => ({ ...index, IndexArn: `${arn}/index/${String(index.IndexName)}` }));
  const { LocalSecondaryIndexes: local, GlobalSecondaryIndexes: global } = table;
  return {
    ...table,
    TableArn: arn,
    TableId: settings.id,
    CreationDateTime: settings.createdAt / 1000,
    DeletionProtectionEnabled: settings.deletionProtection,
    ...billing(settings, table),
    ...(local === undefined ? {} : { LocalSecondaryIndexes: indexes(local) }),
    ...(global === undefined ? {} : { GlobalSecondaryIndexes: indexes(global) }),
    ...(stream === undefined
      ? {}
      : {
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
          LatestStreamLabel: settings.stream,
          LatestStreamArn: stream,
        }),
  };
}

/** dynalite notes the time of day of changes; the simulated world has another. */
function billing({ onDemandSince }: TableSettings, table: Wire): Wire {
  const { LastIncreaseDateTime, LastDecreaseDateTime, ...ProvisionedThroughput } = table.ProvisionedThroughput as Wire;
  if (onDemandSince === undefined) return { ProvisionedThroughput };
  const since = { LastUpdateToPayPerRequestDateTime: onDemandSince / 1000 };
  return { ProvisionedThroughput, BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', ...since } };
}
