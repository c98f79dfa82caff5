import { beforeEach, describe, expect, it } from 'vitest';
import { type AppRecords, createRecordStore, type RecordStore } from '../../src/records/app-records.ts';
import type { Lease } from '../../src/records/lease.ts';
import { emptyStatus } from '../../src/records/status-record.ts';
import type { RolloutRecord } from '../../src/rollouts/rollout.ts';
import { candidate, recordIn } from '../rollouts/cases.ts';
import { failureIn, hasFaults, type OwnTable, ownTable, valueIn } from './own-table.ts';

let place: OwnTable;
let records: RecordStore;

beforeEach(async () => {
  place = await ownTable();
  records = createRecordStore(place.items);
});

const statusKey = { pk: 'app#todo', sk: 'status' };
const rolloutKey = { pk: 'app#todo', sk: 'rollout#backend' };
const pending = recordIn('pending', candidate('a'));
const deploying = recordIn('deploying', candidate('a'));

function lease(fence: number, ranOut = false): Lease {
  return { app: 'todo', owner: `w${fence}`, fence, deadline: 0, ranOut, oldSignaturesUntil: undefined };
}

async function read(by: Lease): Promise<AppRecords> {
  const answer = valueIn(await records.read('todo', by));
  if (answer.is === 'unusable') throw new Error(answer.why);
  return answer.records;
}

async function writeStatus(by: Lease, outcome: string): Promise<boolean> {
  return valueIn(await records.writeStatus('todo', by, { ...emptyStatus(by.fence), outcome }));
}

async function move(by: Lease, before: RolloutRecord | undefined, after: RolloutRecord): Promise<boolean> {
  return valueIn(await records.moveRollout(by, 'backend', before, after));
}

const get = async ({ pk, sk }: typeof statusKey) => valueIn(await place.items.get({ pk, sk }));

describe('what is read', () => {
  it('of a new app is empty, and nothing is written', async () => {
    expect(await read(lease(1))).toEqual({
      status: emptyStatus(1),
      rollouts: new Map(),
      requests: [],
      control: undefined,
    });
    expect(valueIn(await place.items.query('app#todo', ''))).toEqual([]);
    expect(valueIn(await records.status('todo'))).toBeUndefined();
  });

  it('is what was written: status, rollouts by service, open requests, control', async () => {
    await writeStatus(lease(1), 'converged');
    await move(lease(1), undefined, pending);
    const request = { pk: 'request#todo', sk: '1', act: 'release', service: 'backend', by: 'ann' };
    await place.items.put(request);
    await place.items.put({ pk: 'control', sk: 'current', paused: true });
    const all = await read(lease(2));
    expect(all.status).toMatchObject({ outcome: 'converged', fence: 1 });
    expect(all.rollouts).toEqual(new Map([['backend', pending]]));
    expect(all.requests).toMatchObject([request]);
    expect(all.control).toMatchObject({ paused: true });
    expect(valueIn(await records.status('todo'))).toEqual(all.status);
    for (const each of all.requests) valueIn(await records.done(each, place.clock.now()));
    expect((await read(lease(2))).requests).toEqual([]);
    expect(await get({ pk: 'request#todo', sk: '1' })).toMatchObject({ ...request, done: '2026-03-02T08:00:00.000Z' });
  });

  it('R34 a status of a newer schema, or a rollout that cannot be read, is unusable', async () => {
    await place.items.put({ ...emptyStatus(1), ...statusKey, schema: 2 });
    expect(valueIn(await records.read('todo', lease(1)))).toMatchObject({
      is: 'unusable',
      why: expect.stringContaining('schema 2'),
    });
    await place.items.remove(statusKey);
    await place.items.put({ ...rolloutKey, record: { ...pending, state: 'later' } });
    expect(valueIn(await records.read('todo', lease(1)))).toMatchObject({
      is: 'unusable',
      why: expect.stringContaining('rollout#backend'),
    });
  });

  it('R34 members of the status that this version does not know come through', async () => {
    await writeStatus(lease(1), 'converged');
    await place.items.set(statusKey, { later: { kept: [1] } });
    const { status } = await read(lease(1));
    valueIn(await records.writeStatus('todo', lease(1), { ...status, outcome: 'changed' }));
    expect(await get(statusKey)).toMatchObject({ outcome: 'changed', later: { kept: [1] } });
  });
});

describe('a worker with an older fence', () => {
  it('R25 writes neither status nor rollout over a newer one', async () => {
    await writeStatus(lease(2), 'new');
    await move(lease(2), undefined, pending);
    expect(await writeStatus(lease(1), 'old')).toBe(false);
    expect(await move(lease(1), pending, deploying)).toBe(false);
    expect(await get(statusKey)).toMatchObject({ outcome: 'new', fence: 2 });
    expect(await get(rolloutKey)).toMatchObject({ record: { state: 'pending' }, fence: 2 });
  });

  it('R25 has no effect once a lease that ran out was taken over and read', async () => {
    await writeStatus(lease(1), 'old');
    await move(lease(1), undefined, pending);
    const seen = await read(lease(2, true));
    expect(seen.status).toMatchObject({ outcome: 'old', fence: 2 });
    expect(await writeStatus(lease(1), 'late')).toBe(false);
    expect(await move(lease(1), pending, deploying)).toBe(false);
    expect(await read(lease(2))).toEqual(seen);
    expect(await move(lease(2), pending, deploying)).toBe(true);
  });

  it('R25 writes no first status after the seal, which is no status by itself', async () => {
    expect((await read(lease(2, true))).status).toEqual(emptyStatus(2));
    expect(await writeStatus(lease(1), 'late')).toBe(false);
    expect(valueIn(await records.status('todo'))).toBeUndefined();
    expect(await writeStatus(lease(2), 'first')).toBe(true);
  });

  it('R25 can’t seal what a newer one wrote: it has lost the lease, and reads nothing', async () => {
    await writeStatus(lease(3), 'new');
    expect(failureIn(await records.read('todo', lease(2, true)))).toMatchObject({
      class: 'conflict',
      code: 'LostLease',
    });
    expect(await get(statusKey)).toMatchObject({ fence: 3 });
  });

  it('a lease that was released is not sealed: a quiet pass writes nothing', async () => {
    await writeStatus(lease(1), 'old');
    place.calls.length = 0;
    await read(lease(2));
    expect(place.calls.filter((call) => !/GetItem|Query/.test(call))).toEqual([]);
  });
});

describe('a rollout', () => {
  it('R22 moves only from the very record that was decided on', async () => {
    expect(await move(lease(1), undefined, pending)).toBe(true);
    expect(await move(lease(1), undefined, deploying)).toBe(false);
    expect(await move(lease(1), { ...pending, since: 1 }, deploying)).toBe(false);
    expect(await get(rolloutKey)).toMatchObject({ record: { state: 'pending' } });
    const otherOrder = Object.fromEntries(Object.entries(pending).reverse()) as RolloutRecord;
    expect(await move(lease(1), otherOrder, deploying)).toBe(true);
    expect(await move(lease(1), pending, deploying)).toBe(false);
  });
});

describe.runIf(hasFaults)('with faults of the simulator', () => {
  it('R4 a part that can’t be read is a failure, never an empty record', async () => {
    const broken = {
      kind: 'error',
      code: 'InternalServerError',
      message: 'oops',
      status: 500,
      when: 'before',
    } as const;
    await move(lease(1), undefined, pending);
    for (const on of ['dynamodb:GetItem', 'dynamodb:Query']) {
      place.fault({ on, do: broken });
      expect(failureIn(await records.read('todo', lease(1)))).toMatchObject({ class: 'retry' });
      place.simulator.faults.clear();
    }
  });

  it('R41 a lost answer to a move is no refusal', async () => {
    place.fault({ on: 'dynamodb:PutItem', nth: 1, do: { kind: 'lostAnswer' } });
    expect(await move(lease(1), undefined, pending)).toBe(true);
  });
});
