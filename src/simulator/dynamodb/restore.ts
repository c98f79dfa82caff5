import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { settingsOf } from './settings.ts';
import { type Store, storeOf, type Wire } from './store.ts';

/** A copy of a table's items, in their wire form. */
export interface TableSnapshot {
  readonly items: readonly Wire[];
}

export function snapshotTable(world: World, where: Where, table: string): Promise<TableSnapshot> {
  const store = storeOf(world, where);
  return store.step(async () => ({ items: await allItems(store, table) }));
}

/**
 * Puts a table back to what it was, as a restore under the same name does. With `bare` it lacks
 * stream, time to live, point-in-time recovery and deletion protection, as a table restored by AWS does (F48).
 * A restore makes no stream records.
 */
export function restoreTable(
  world: World,
  where: Where,
  table: string,
  snapshot: TableSnapshot,
  options: { readonly bare?: boolean } = {},
): Promise<void> {
  const store = storeOf(world, where);
  const settings = settingsOf(world, where, table);
  return store.step(async () => {
    for (const item of await allItems(store, table)) {
      const Key = Object.fromEntries(settings.keys.map((name) => [name, item[name]]));
      await store.call('DeleteItem', { TableName: table, Key });
    }
    for (const Item of snapshot.items) await store.call('PutItem', { TableName: table, Item });
    if (!options.bare) return;
    delete settings.stream;
    delete settings.timeToLive;
    delete settings.pointInTimeRecovery;
    settings.deletionProtection = false;
  });
}

async function allItems(store: Store, table: string): Promise<Wire[]> {
  const items: Wire[] = [];
  let start: unknown;
  do {
    const input = { TableName: table, ...(start === undefined ? {} : { ExclusiveStartKey: start }) };
    const page = await store.call('Scan', input);
    items.push(...((page.Items ?? []) as Wire[]));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}
