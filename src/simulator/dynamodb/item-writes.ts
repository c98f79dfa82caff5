import * as client from '@aws-sdk/client-dynamodb';
import { AwsError, type Operation } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { settingsOf, type TableSettings } from './settings.ts';
import { type Store, storeOf, type Wire } from './store.ts';
import { type Change, record } from './streams.ts';
import { fromWire, toWire } from './wire-form.ts';

type Plain<Output> = Promise<Omit<Output, '$metadata'>>;

interface Write {
  readonly store: Store;
  readonly settings: TableSettings;
  readonly wire: Wire;
}

/** A write of one item: dynalite does it, the stream's record and `ALL_OLD` on a failed condition are added. */
function itemWrite<Input extends { TableName?: string | undefined }, Output>(
  schema: readonly unknown[],
  change: (write: Write, run: Run) => Promise<Done>,
): Operation<Input, Plain<Output>> {
  const name = String(schema[2]);
  return {
    name: `dynamodb:${name}`,
    schema,
    effect: 'write',
    limits: [],
    buckets: [],
    facts: ['§7'],
    run: (world, caller, input) => {
      const settings = settingsOf(world, caller, input.TableName, 'item');
      const { ReturnValuesOnConditionCheckFailure: onFailure, ...wire } = toWire(schema, input);
      const write = { store: storeOf(world, caller), settings, wire: { ...wire, TableName: settings.name } };
      return write.store.step(async () => {
        const run: Run = (returnValues) => callItem(write, name, onFailure === 'ALL_OLD', returnValues);
        const done = await change(write, run);
        record(world, caller, settings, done.change);
        return fromWire<Omit<Output, '$metadata'>>(schema, done.output);
      });
    },
  };
}

async function callItem(write: Write, name: string, allOld: boolean, returnValues?: string): Promise<Wire> {
  const wire = returnValues === undefined ? write.wire : { ...write.wire, ReturnValues: returnValues };
  try {
    return await write.store.call(name, wire);
  } catch (error) {
    if (!allOld || !(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error;
    const Item = await currentItem(write);
    throw new AwsError(error.code, error.message, error.status, Item === undefined ? {} : { Item });
  }
}

/** The item as it is now; inside a step nothing comes between. */
async function currentItem({ store, settings, wire }: Write): Promise<Wire | undefined> {
  const source = (wire.Key ?? wire.Item) as Wire;
  const Key = Object.fromEntries(settings.keys.map((name) => [name, source[name]]));
  const { Item } = await store.call('GetItem', { TableName: settings.name, Key, ConsistentRead: true });
  return Item as Wire | undefined;
}

type Run = (returnValues?: string) => Promise<Wire>;
type Done = { readonly output: Wire; readonly change: Change };
const unrecorded: Change = { old: undefined, new: undefined };

/** The old image comes with the answer. */
async function putWithImages(write: Write, run: Run): Promise<Done> {
  if (write.settings.stream === undefined) return { output: await run(), change: unrecorded };
  const { Attributes, ...rest } = await run('ALL_OLD');
  const wanted = write.wire.ReturnValues === 'ALL_OLD' && Attributes !== undefined;
  const change = { old: Attributes as Wire | undefined, new: await currentItem(write) };
  return { output: wanted ? { ...rest, Attributes } : rest, change };
}

async function deleteWithImages(write: Write, run: Run): Promise<Done> {
  if (write.settings.stream === undefined) return { output: await run(), change: unrecorded };
  const { Attributes, ...rest } = await run('ALL_OLD');
  const wanted = write.wire.ReturnValues === 'ALL_OLD' && Attributes !== undefined;
  const change = { old: Attributes as Wire | undefined, new: undefined };
  return { output: wanted ? { ...rest, Attributes } : rest, change };
}

async function updateWithImages(write: Write, run: Run): Promise<Done> {
  if (write.settings.stream === undefined) return { output: await run(), change: unrecorded };
  // A key of the wrong form is the operation's to refuse, in its own words.
  const old = await currentItem(write).catch(() => undefined);
  const wanted = write.wire.ReturnValues ?? 'NONE';
  if (wanted !== 'NONE' && wanted !== 'ALL_NEW') {
    const output = await run();
    return { output, change: { old, new: await currentItem(write) } };
  }
  const { Attributes, ...rest } = await run('ALL_NEW');
  return { output: wanted === 'NONE' ? rest : { ...rest, Attributes }, change: { old, new: Attributes as Wire } };
}

export const putItem = itemWrite<client.PutItemCommandInput, client.PutItemCommandOutput>(
  client.PutItem$,
  putWithImages,
);

export const updateItem = itemWrite<client.UpdateItemCommandInput, client.UpdateItemCommandOutput>(
  client.UpdateItem$,
  updateWithImages,
);

export const deleteItem = itemWrite<client.DeleteItemCommandInput, client.DeleteItemCommandOutput>(
  client.DeleteItem$,
  deleteWithImages,
);

/** Written one by one, so that each has its record; the order inside a batch is the request's. */
export const batchWriteItem: Operation<client.BatchWriteItemCommandInput, Plain<client.BatchWriteItemCommandOutput>> = {
  name: 'dynamodb:BatchWriteItem',
  schema: client.BatchWriteItem$,
  effect: 'write',
  limits: [],
  buckets: [],
  facts: ['§7'],
  run: (world, caller, input) => {
    const store = storeOf(world, caller);
    const wire = toWire(client.BatchWriteItem$, input);
    const requests = Object.entries((wire.RequestItems ?? {}) as Record<string, readonly Wire[]>).flatMap(
      ([table, list]) => list.map((request) => ({ settings: settingsOf(world, caller, table, 'item'), request })),
    );
    return store.step(async () => {
      const olds = await Promise.all(requests.map((one) => batchImage(store, one)));
      const output = await store.call('BatchWriteItem', wire);
      await recordBatch(world, caller, store, requests, olds);
      return fromWire<Omit<client.BatchWriteItemCommandOutput, '$metadata'>>(client.BatchWriteItem$, output);
    });
  },
};

interface BatchRequest {
  readonly settings: TableSettings;
  readonly request: Wire;
}

function batchImage(store: Store, { settings, request }: BatchRequest): Promise<Wire | undefined> {
  if (settings.stream === undefined) return Promise.resolve(undefined);
  const wire = (request.PutRequest ?? request.DeleteRequest) as Wire;
  return currentItem({ store, settings, wire }).catch(() => undefined);
}

async function recordBatch(
  world: World,
  caller: Caller,
  store: Store,
  requests: readonly BatchRequest[],
  olds: readonly (Wire | undefined)[],
): Promise<void> {
  for (const [index, request] of requests.entries()) {
    const now = await batchImage(store, request);
    record(world, caller, request.settings, { old: olds[index], new: now });
  }
}
