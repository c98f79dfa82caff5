import { beforeEach, describe, expect, it } from 'vitest';
import { createDocumentStore, type DocumentStore } from '../../src/records/document-store.ts';
import { failureIn, hasFaults, type OwnTable, ownTable, valueIn } from './own-table.ts';

let place: OwnTable;
let store: DocumentStore;

beforeEach(async () => {
  place = await ownTable();
  store = createDocumentStore(place.items);
});

const current = { pk: 'document#todo', sk: 'current' };
const first = { pk: 'document#todo', sk: 'version#000001' };

async function put(expectedVersion: number, text = `{"v":${expectedVersion + 1}}`, by = 'ann') {
  return valueIn(await store.put({ app: 'todo', text, by, comment: 'why', expectedVersion, now: place.clock.now() }));
}

async function everything() {
  return valueIn(await place.items.query('document#todo', ''));
}

describe('versions', () => {
  it('R30 are written once, without gaps, newest first, each as it was', async () => {
    for (let version = 0; version < 3; version++)
      expect(await put(version)).toEqual({ is: 'stored', version: version + 1 });
    const listed = valueIn(await store.versions('todo'));
    expect(listed.map(({ version, text }) => [version, text])).toEqual([
      [3, '{"v":3}'],
      [2, '{"v":2}'],
      [1, '{"v":1}'],
    ]);
    expect(valueIn(await store.versions('todo', 1)).map(({ version }) => version)).toEqual([3]);
    expect(valueIn(await store.version('todo', 2))).toMatchObject({
      is: 'present',
      document: { text: '{"v":2}', by: 'ann' },
    });
    expect(valueIn(await store.version('todo', 4))).toEqual({ is: 'absent' });
    expect(valueIn(await store.current('todo'))).toMatchObject({ is: 'present', document: { version: 3 } });
  });

  it('R30 of two editors one is stored, the other is told what stands', async () => {
    await put(0);
    const both = await Promise.all([put(1, '{"a":1}', 'ann'), put(1, '{"b":1}', 'bob')]);
    expect(both.map(({ is }) => is).sort()).toEqual(['conflict', 'stored']);
    const winner = both[0].is === 'stored' ? 'ann' : 'bob';
    expect(both.find(({ is }) => is === 'conflict')).toMatchObject({ current: { version: 2, by: winner } });
    expect(await put(2)).toEqual({ is: 'stored', version: 3 });
    expect(valueIn(await store.version('todo', 2))).toMatchObject({ document: { by: winner } });
  });

  it('R30 an editor who looked at an older version, or at one that never was, changes nothing', async () => {
    await put(0);
    await put(1);
    const before = await everything();
    expect(await put(1)).toMatchObject({ is: 'conflict', current: { version: 2 } });
    expect(await put(0)).toMatchObject({ is: 'conflict', current: { version: 2 } });
    expect(await put(5)).toMatchObject({ is: 'conflict', current: { version: 2 } });
    expect(await everything()).toEqual(before);
  });

  it('R30 the first one without a document before: a conflict with nothing', async () => {
    expect(await put(1)).toEqual({ is: 'conflict', current: undefined });
    expect(await everything()).toEqual([]);
  });

  it('R30 a version that its writer could not copy is copied by the next one, and read until then', async () => {
    await put(0);
    await place.items.remove(first);
    expect(valueIn(await store.version('todo', 1))).toMatchObject({ is: 'present', document: { text: '{"v":1}' } });
    await put(1);
    expect(valueIn(await place.items.get(first))).toMatchObject({ version: 1, text: '{"v":1}' });
  });

  it('R30 an archived version with another content stops the next one, and stays', async () => {
    await put(0);
    await place.items.set(first, { text: '{"forged":true}' });
    const before = await everything();
    expect(await put(1)).toMatchObject({ is: 'refused', why: expect.stringContaining('another content') });
    expect(await everything()).toEqual(before);
  });

  it('R30 go on after the current item was deleted', async () => {
    await put(0);
    await put(1);
    await place.items.remove(current);
    expect(valueIn(await store.current('todo'))).toEqual({ is: 'absent' });
    expect(await put(0)).toMatchObject({ is: 'conflict', current: { version: 2 } });
    expect(await put(2)).toEqual({ is: 'stored', version: 3 });
  });
});

describe('the list of documents', () => {
  const names = async () => valueIn(await store.names());

  it('R36 names every app that was stored, once', async () => {
    expect(await names()).toEqual([]);
    await put(0);
    await put(1);
    valueIn(await store.put({ app: 'shop', text: '{}', by: 'bob', comment: '', expectedVersion: 0, now: 0 }));
    expect(await names()).toEqual(['shop', 'todo']);
  });

  it('R36 is written before the document: what could not be named is not stored', async () => {
    const broken: typeof place.items = {
      ...place.items,
      put: async (item, condition) =>
        item.pk === 'documents'
          ? {
              ok: false,
              failure: { class: 'retry', call: 'dynamodb:PutItem', code: 'X', message: 'no', maybeApplied: true },
            }
          : place.items.put(item, condition),
    };
    const result = await createDocumentStore(broken).put({
      app: 'todo',
      text: '{}',
      by: 'ann',
      comment: '',
      expectedVersion: 0,
      now: 0,
    });
    expect(failureIn(result).code).toBe('X');
    expect(await everything()).toEqual([]);
  });

  it('R36 is repaired by the next editor', async () => {
    await put(0);
    await place.items.remove({ pk: 'documents', sk: 'todo' });
    await put(1);
    expect(await names()).toEqual(['todo']);
  });
});

describe('what is refused', () => {
  it('more than 256 KiB is refused before anything is read or parsed, counted in bytes', async () => {
    const atMost = 'x'.repeat(256 * 1024);
    place.calls.length = 0;
    expect(await put(0, `${atMost}x`)).toEqual({
      is: 'refused',
      why: 'a document has at most 256 KiB with its files inlined',
    });
    expect(await put(0, 'é'.repeat(128 * 1024 + 1))).toMatchObject({ is: 'refused' });
    expect(place.calls).toEqual([]);
    expect(await put(0, atMost)).toEqual({ is: 'stored', version: 1 });
  });

  it('R34 a newer schema is not read, and not written over', async () => {
    await put(0);
    await place.items.set(current, { schema: 2 });
    const before = await everything();
    const why = "the document's item has schema 2, this version of ecs-steward reads up to 1";
    expect(valueIn(await store.current('todo'))).toEqual({ is: 'unusable', why });
    expect(await put(1)).toEqual({ is: 'refused', why });
    expect(await everything()).toEqual(before);
  });

  it('R34 members that this version does not know stay in the current item', async () => {
    await put(0);
    await place.items.set(current, { later: { kept: true } });
    await put(1);
    expect(valueIn(await place.items.get(current))).toMatchObject({ version: 2, later: { kept: true } });
  });

  it.each([{ text: 5 }, { version: 'one' }])(
    'R3 an item written past us (%j) is unusable, never absent',
    async (bad) => {
      await put(0);
      await place.items.set(current, bad);
      const before = await everything();
      expect(valueIn(await store.current('todo'))).toMatchObject({ is: 'unusable' });
      expect(await put(1)).toMatchObject({ is: 'refused' });
      expect(await put(0)).toMatchObject({ is: 'refused' });
      expect(await everything()).toEqual(before);
    },
  );
});

describe.runIf(hasFaults)('with faults of the simulator', () => {
  it('R3 a read that fails is a failure, not an absent document', async () => {
    const broken = {
      kind: 'error',
      code: 'InternalServerError',
      message: 'oops',
      status: 500,
      when: 'before',
    } as const;
    await put(0);
    place.fault({ on: 'dynamodb:GetItem', do: broken });
    expect(failureIn(await store.current('todo'))).toMatchObject({ class: 'retry' });
    expect(failureIn(await store.version('todo', 1))).toMatchObject({ class: 'retry' });
  });

  it('R30 a lost answer is no second version', async () => {
    await put(0);
    place.fault({ on: 'dynamodb:UpdateItem', nth: 1, do: { kind: 'lostAnswer' } });
    expect(await put(1)).toEqual({ is: 'stored', version: 2 });
    expect(valueIn(await store.versions('todo')).map(({ version }) => version)).toEqual([2, 1]);
  });
});
