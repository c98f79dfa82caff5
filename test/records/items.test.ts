import { beforeEach, describe, expect, it } from 'vitest';
import { createItems } from '../../src/records/items.ts';
import { failureIn, hasFaults, type OwnTable, ownTable, valueIn } from './own-table.ts';

let place: OwnTable;
let items: OwnTable['items'];

beforeEach(async () => {
  place = await ownTable();
  items = place.items;
});

const key = { pk: 'app#todo', sk: 'status' };
const absent = { text: 'attribute_not_exists(pk)' };

describe('single items', () => {
  it('come back as they were put, and nothing is there before', async () => {
    expect(valueIn(await items.get(key))).toBeUndefined();
    const body = { list: [1, 'two', { three: null }], none: {}, text: '', gone: undefined };
    expect(valueIn(await items.put({ ...key, ...body }))).toEqual({ is: 'written' });
    const { gone: _gone, ...stored } = body;
    expect(valueIn(await items.get(key))).toEqual({ ...key, ...stored, schema: 1 });
    valueIn(await items.remove(key));
    expect(valueIn(await items.get(key))).toBeUndefined();
  });

  it('R34 keep members that are not set, and are made where there is none', async () => {
    valueIn(await items.set(key, { fence: 1, later: 'kept' }));
    const set = valueIn(await items.set(key, { fence: 2, left: undefined }));
    expect(set).toEqual({ is: 'written', item: { ...key, fence: 2, later: 'kept' } });
  });

  it('that stand in the way of a condition are named', async () => {
    valueIn(await items.put({ ...key, owner: 'a' }));
    const stands = { ...key, owner: 'a', schema: 1 };
    expect(valueIn(await items.put({ ...key, owner: 'b' }, absent))).toEqual({ is: 'refused', stands });
    const condition = { text: '#o = :o', names: { '#o': 'owner' }, values: { ':o': 'c' } };
    expect(valueIn(await items.set(key, { owner: 'b' }, condition))).toEqual({ is: 'refused', stands });
    expect(valueIn(await items.set({ pk: 'app#x', sk: 'status' }, { owner: 'b' }, condition))).toEqual({
      is: 'refused',
      stands: undefined,
    });
  });
});

describe('many items', () => {
  it('are read by the hundred; keys without an item are just absent', async () => {
    const keys = Array.from({ length: 130 }, (_, index) => ({ pk: `app#${index}`, sk: 'status' }));
    for (const each of keys.slice(0, 120)) valueIn(await items.put({ ...each, n: 1 }));
    place.calls.length = 0;
    expect(valueIn(await items.getAll(keys))).toHaveLength(120);
    expect(place.calls).toEqual(['dynamodb:BatchGetItem', 'dynamodb:BatchGetItem']);
    expect(valueIn(await items.getAll([]))).toEqual([]);
  });

  it('of a query come over all its pages, by prefix, in the order asked for, up to the limit', async () => {
    const big = 'x'.repeat(300_000);
    for (let index = 0; index < 5; index++) valueIn(await items.put({ pk: 'p', sk: `a#${index}`, big }));
    valueIn(await items.put({ pk: 'p', sk: 'b#0' }));
    place.calls.length = 0;
    expect(valueIn(await items.query('p', 'a#')).map(({ sk }) => sk)).toEqual(['a#0', 'a#1', 'a#2', 'a#3', 'a#4']);
    expect(place.calls.length).toBeGreaterThan(1);
    expect(valueIn(await items.query('p', ''))).toHaveLength(6);
    const newest = valueIn(await items.query('p', 'a#', { newestFirst: true, limit: 2 }));
    expect(newest.map(({ sk }) => sk)).toEqual(['a#4', 'a#3']);
  });
});

it('an item beyond 400 KB is refused as invalid, and nothing is written', async () => {
  const failure = failureIn(await items.put({ ...key, big: 'x'.repeat(420_000) }));
  expect(failure).toMatchObject({ class: 'invalid', code: 'ValidationException', maybeApplied: false });
  expect(valueIn(await items.get(key))).toBeUndefined();
});

it('a table that is not there is our error, and the sentence says what to do', async () => {
  const elsewhere = createItems({ ...place.options, table: 'nowhere' });
  const failures = [await elsewhere.get(key), await elsewhere.put({ ...key }), await elsewhere.query('p', '')];
  for (const result of failures as Parameters<typeof failureIn>[0][]) {
    expect(failureIn(result)).toMatchObject({ class: 'bug', maybeApplied: false });
    expect(failureIn(result).message).toContain('the table nowhere is not there: deploy the bootstrap stack');
  }
});

describe.runIf(hasFaults)('with faults of the simulator', () => {
  const throttled = {
    kind: 'error',
    code: 'ProvisionedThroughputExceededException',
    message: 'slow down',
    status: 400,
    when: 'before',
  } as const;
  const broken = { kind: 'error', code: 'InternalServerError', message: 'oops', status: 500 } as const;

  it('F45 throttles are waited for, four attempts in all, and never count as maybe applied', async () => {
    place.fault({ on: 'dynamodb:PutItem', nth: 1, times: 2, do: throttled });
    expect(valueIn(await items.put({ ...key }))).toEqual({ is: 'written' });
    expect(place.clock.monotonic()).toBeGreaterThan(1_000);
    place.simulator.faults.clear();
    place.fault({ on: 'dynamodb:GetItem', do: throttled });
    place.calls.length = 0;
    expect(failureIn(await items.get(key))).toMatchObject({ class: 'retry', maybeApplied: false });
    expect(place.calls).toHaveLength(4);
  });

  it('F46 a lost answer is no refusal: our own write is recognised, whatever the order of its members', async () => {
    place.fault({ on: 'dynamodb:PutItem', nth: 1, do: { kind: 'lostAnswer' } });
    const item = { ...key, nested: { b: 1, a: { d: 1, c: 2 } } };
    expect(valueIn(await items.put(item, absent))).toEqual({ is: 'written' });
    place.fault({ on: 'dynamodb:UpdateItem', nth: 1, do: { kind: 'lostAnswer' } });
    const condition = { text: 'attribute_not_exists(#f)', names: { '#f': 'fence' } };
    expect(valueIn(await items.set(key, { fence: 3 }, condition))).toMatchObject({ is: 'written', item: { fence: 3 } });
  });

  it('F46 a lost answer and somebody else’s item is a refusal', async () => {
    valueIn(await items.put({ ...key, owner: 'other' }));
    place.fault({ on: 'dynamodb:PutItem', nth: 1, do: { ...broken, when: 'before' } });
    expect(valueIn(await items.put({ ...key, owner: 'me' }, absent))).toMatchObject({
      is: 'refused',
      stands: { owner: 'other' },
    });
  });

  it('F46 where the refusal does not say what stands, the item is read before anything is judged', async () => {
    place.fault({ on: 'dynamodb:PutItem', nth: 1, do: { kind: 'lostAnswer' } });
    place.client.middlewareStack.add(
      (next) => async (args) => {
        const { ReturnValuesOnConditionCheckFailure: _left, ...input } = args.input as Record<string, unknown>;
        return next({ ...args, input: input as never });
      },
      { step: 'initialize' },
    );
    expect(valueIn(await items.put({ ...key, owner: 'me' }, absent))).toEqual({ is: 'written' });
    expect(place.calls).toEqual(['dynamodb:PutItem', 'dynamodb:PutItem', 'dynamodb:GetItem']);
    expect(valueIn(await items.put({ ...key, owner: 'you' }, absent))).toMatchObject({
      is: 'refused',
      stands: { owner: 'me' },
    });
  });

  it('R41 after an attempt without an answer every later failure says: maybe applied', async () => {
    place.fault({ on: 'dynamodb:PutItem', nth: 1, do: { kind: 'lostAnswer' } });
    place.fault({ on: 'dynamodb:PutItem', nth: 2, times: 9, do: throttled });
    expect(failureIn(await items.put({ ...key }))).toMatchObject({ class: 'retry', maybeApplied: true });
    place.simulator.faults.clear();
    place.fault({ on: 'dynamodb:UpdateItem', nth: 1, do: { ...broken, when: 'after' } });
    place.fault({
      on: 'dynamodb:UpdateItem',
      nth: 2,
      do: { kind: 'error', code: 'AccessDeniedException', message: 'no', status: 400, when: 'before' },
    });
    expect(failureIn(await items.set(key, { a: 1 }))).toMatchObject({ class: 'denied', maybeApplied: true });
  });

  it('R41 a read never says so', async () => {
    place.fault({ on: 'dynamodb:GetItem', do: { ...broken, when: 'before' } });
    expect(failureIn(await items.get(key))).toMatchObject({ class: 'retry', maybeApplied: false });
  });
});
