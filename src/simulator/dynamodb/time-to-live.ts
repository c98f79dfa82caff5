import * as client from '@aws-sdk/client-dynamodb';
import { AwsError, type Operation } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { allSettings, settingsOf, type TableSettings } from './settings.ts';
import { type Store, storeOf, type Wire } from './store.ts';
import { record } from './streams.ts';

const shared = { limits: [], buckets: [], facts: ['§7'] } as const;
const hour = 3_600_000;
/** DynamoDB deletes «within a few days»: expired items are read until the sweep comes by. */
const betweenSweeps = 6 * hour;
/** What expired longer ago than this is taken for a mistake of units and is left alone. */
const fiveYears = 5 * 365 * 24 * 3600;

export const updateTimeToLive: Operation<
  client.UpdateTimeToLiveCommandInput,
  Omit<client.UpdateTimeToLiveCommandOutput, '$metadata'>
> = {
  ...shared,
  name: 'dynamodb:UpdateTimeToLive',
  schema: client.UpdateTimeToLive$,
  effect: 'write',
  run: (world, caller, input) => {
    const settings = settingsOf(world, caller, input.TableName);
    const { Enabled = false, AttributeName = '' } = input.TimeToLiveSpecification ?? {};
    const current = settings.timeToLive;
    if (Enabled && current !== undefined) throw new AwsError('ValidationException', 'TimeToLive is already enabled');
    if (!Enabled && current === undefined) throw new AwsError('ValidationException', 'TimeToLive is already disabled');
    if (current !== undefined && current.attribute !== AttributeName)
      throw new AwsError(
        'ValidationException',
        `TimeToLive is active on a different AttributeName: current AttributeName is ${current.attribute}`,
      );
    if (!Enabled) delete settings.timeToLive;
    else {
      settings.timeToLive = { attribute: AttributeName, enabledAt: world.clock.now() };
      scheduleSweep(world, { account: caller.account, region: caller.region }, settings);
    }
    return { TimeToLiveSpecification: { Enabled, AttributeName } };
  },
};

export const describeTimeToLive: Operation<
  client.DescribeTimeToLiveCommandInput,
  Omit<client.DescribeTimeToLiveCommandOutput, '$metadata'>
> = {
  ...shared,
  name: 'dynamodb:DescribeTimeToLive',
  schema: client.DescribeTimeToLive$,
  effect: 'read',
  run: (world, caller, input) => {
    const { timeToLive } = settingsOf(world, caller, input.TableName);
    const TimeToLiveDescription: client.TimeToLiveDescription =
      timeToLive === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.attribute };
    return { TimeToLiveDescription };
  },
};

function scheduleSweep(world: World, where: Where, settings: TableSettings): void {
  const { timeToLive } = settings;
  world.clock.after(betweenSweeps, `time to live ${settings.name}`, () => {
    // Switched off, switched on anew, or another table of the name: that one has sweeps of its own.
    if (timeToLive === undefined || allSettings(world, where).get(settings.name)?.timeToLive !== timeToLive) return;
    const now = world.clock.now();
    const store = storeOf(world, where);
    void store.step(() => sweep(world, where, settings, store, timeToLive.attribute, now));
    scheduleSweep(world, where, settings);
  });
}

async function sweep(
  world: World,
  where: Where,
  settings: TableSettings,
  store: Store,
  attribute: string,
  now: number,
): Promise<void> {
  // Deleted by a call that came between the clock and this step.
  if (allSettings(world, where).get(settings.name) !== settings) return;
  for (const item of await expiredItems(store, settings.name, attribute, now)) {
    const Key = Object.fromEntries(settings.keys.map((name) => [name, item[name]]));
    await store.call('DeleteItem', { TableName: settings.name, Key });
    record(world, where, settings, { old: item, new: undefined, expired: true });
  }
}

async function expiredItems(store: Store, table: string, attribute: string, now: number): Promise<Wire[]> {
  const found: Wire[] = [];
  let start: unknown;
  do {
    const page = await store.call('Scan', {
      TableName: table,
      FilterExpression: '#ttl <= :now AND #ttl > :mistake AND attribute_type(#ttl, :number)',
      ExpressionAttributeNames: { '#ttl': attribute },
      ExpressionAttributeValues: {
        ':now': { N: String(Math.floor(now / 1000)) },
        ':mistake': { N: String(Math.floor(now / 1000) - fiveYears) },
        ':number': { S: 'N' },
      },
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    found.push(...((page.Items ?? []) as Wire[]));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return found;
}
