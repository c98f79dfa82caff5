import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/desired-state/read-document.ts';
import { createRecordStore } from '../../src/records/app-records.ts';
import { createDocumentStore } from '../../src/records/document-store.ts';
import { readFleet } from '../../src/records/fleet-index.ts';
import type { Item, Key } from '../../src/records/items.ts';
import { createLeaseBox } from '../../src/records/lease.ts';
import { ownTable, valueIn } from './own-table.ts';

/** The table as each released version left it after a creation, drift and a rollout that was held. A release adds its file. */
const folder = new URL('../fixtures/records/', import.meta.url);
const versions = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe.each(versions)('the records of %s', (name) => {
  const items = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as (Item & Key)[];

  it('R34 are read by this version, lease, rollouts, status, documents and fleet, and lose nothing', async () => {
    const place = await ownTable();
    for (const item of items) valueIn(await place.items.put(item));
    // The old worker's lease has run out by now.
    const old = items.find(({ sk }) => sk === 'lease');
    place.clock.advanceTo(Math.max(place.clock.now(), Number(old?.until ?? 0) + 3_600_000));
    const taken = valueIn(await createLeaseBox(place.items, place.clock).take('todo', 'new'));
    if (taken.is !== 'taken') throw new Error(`the lease is ${taken.is}`);
    const read = valueIn(await createRecordStore(place.items).read('todo', taken.lease));
    if (read.is === 'unusable') throw new Error(read.why);
    expect(read.records.rollouts.get('api')?.state).toBe('held');
    expect(read.records.rollouts.get('api')?.lastGood).toBeDefined();
    expect(Object.keys(read.records.status.services)).toEqual(['api']);
    const current = valueIn(await createDocumentStore(place.items).current('todo'));
    if (current.is !== 'present') throw new Error(`the document is ${current.is}`);
    expect(readDocument({ text: current.document.text, file: name }).ok).toBe(true);
    expect(valueIn(await readFleet(place.items)).map(({ app }) => app)).toEqual(['todo']);
    const history = items.filter(({ sk }) => sk.startsWith('history#'));
    expect(valueIn(await place.items.query('app#todo', 'history#'))).toHaveLength(history.length);
  });
});

it('there is a file for each released version', () => {
  expect(versions.length).toBeGreaterThan(0);
});
