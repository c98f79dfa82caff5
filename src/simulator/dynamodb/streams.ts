import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, DynamoDBRecord, DynamoDBStreamEvent, StreamRecord } from 'aws-lambda';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';
import { streamArn, type TableSettings } from './settings.ts';
import type { Wire } from './store.ts';

export type StreamListener = (event: DynamoDBStreamEvent) => void;

const listeners = new WeakMap<World, Map<string, StreamListener[]>>();

/** Sequence and time of the last record of each table: records of a table arrive in order. */
const shards = stateKey('dynamodb:shards', () => new Map<string, { sequence: number; arrives: number }>());

/** Delivers the table's stream as a Lambda event source would, one record an event, filtered by nothing. */
export function onStream(world: World, where: Where, table: string, listener: StreamListener): void {
  let ofWorld = listeners.get(world);
  if (ofWorld === undefined) {
    ofWorld = new Map();
    listeners.set(world, ofWorld);
  }
  const id = `${where.account}/${where.region}/${table}`;
  ofWorld.set(id, [...(ofWorld.get(id) ?? []), listener]);
}

export interface Change {
  readonly old: Wire | undefined;
  readonly new: Wire | undefined;
  /** The table's own sweep deleted it. */
  readonly expired?: boolean;
}

/** Sends the record of a change after 0 to 1 s (aws-facts §10); a write that changes nothing makes none. */
export function record(world: World, where: Where, settings: TableSettings, change: Change): void {
  const arn = streamArn(where, settings);
  const item = change.new ?? change.old;
  if (arn === undefined || item === undefined || isDeepStrictEqual(change.old, change.new)) return;
  const now = world.clock.now();
  const shard = shardOf(world, where, settings.name);
  shard.sequence += 1;
  shard.arrives = Math.max(shard.arrives, now + world.random.between(0, 1000));
  const sent: DynamoDBRecord = {
    eventID: world.random.hex(32),
    eventName: change.old === undefined ? 'INSERT' : change.new === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: where.region,
    dynamodb: images(settings, change, item, now, shard.sequence),
    eventSourceARN: arn,
    ...(change.expired ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } } : {}),
  };
  const id = `${where.account}/${where.region}/${settings.name}`;
  world.clock.at(shard.arrives, `stream ${settings.name}`, () => {
    for (const listener of listeners.get(world)?.get(id) ?? []) listener({ Records: [structuredClone(sent)] });
  });
}

function images(settings: TableSettings, change: Change, item: Wire, now: number, sequence: number): StreamRecord {
  const keys = Object.fromEntries(settings.keys.map((name) => [name, item[name]]));
  return {
    ApproximateCreationDateTime: Math.floor(now / 1000),
    Keys: attributes(keys),
    ...(change.new === undefined ? {} : { NewImage: attributes(change.new) }),
    ...(change.old === undefined ? {} : { OldImage: attributes(change.old) }),
    SequenceNumber: `1${String(sequence).padStart(20, '0')}`,
    SizeBytes: JSON.stringify([change.old, change.new]).length,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  };
}

/** Items came through DynamoDB's protocol, so their values are attribute values. */
function attributes(item: Wire): Record<string, AttributeValue> {
  return structuredClone(item) as Record<string, AttributeValue>;
}

function shardOf(world: World, where: Where, table: string): { sequence: number; arrives: number } {
  const all = world.state(shards, where);
  const shard = all.get(table) ?? { sequence: 0, arrives: 0 };
  all.set(table, shard);
  return shard;
}
