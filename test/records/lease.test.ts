import { beforeEach, describe, expect, it } from 'vitest';
import { createLeaseBox, type Lease, type LeaseBox, mayWrite, mustWait, type Taken } from '../../src/records/lease.ts';
import { failureIn, hasFaults, type OwnTable, ownTable, valueIn } from './own-table.ts';

let place: OwnTable;
let leases: LeaseBox;

beforeEach(async () => {
  place = await ownTable();
  leases = createLeaseBox(place.items, place.clock);
});

const item = { pk: 'app#todo', sk: 'lease' };
const DURATION = 120_000;
const SKEW = 5_000;
const VALIDITY = 300_000;

async function take(owner: string): Promise<Taken> {
  return valueIn(await leases.take('todo', owner));
}

async function held(owner: string): Promise<Lease> {
  const taken = await take(owner);
  if (taken.is !== 'taken') throw new Error(taken.is);
  return taken.lease;
}

async function stored() {
  return valueIn(await place.items.get(item));
}

describe('taking', () => {
  it('gives the first fence where nobody was before, and waits for nobody', async () => {
    expect(await held('a')).toEqual({
      app: 'todo',
      owner: 'a',
      fence: 1,
      deadline: place.clock.monotonic() + DURATION,
      ranOut: false,
      oldSignaturesUntil: undefined,
    });
  });

  it('is busy until the end and the skew are past, to the millisecond, for its own holder too', async () => {
    await held('a');
    const until = place.clock.now() + DURATION + SKEW;
    expect(await take('b')).toEqual({ is: 'busy', until, owner: 'a' });
    expect(await take('a')).toEqual({ is: 'busy', until, owner: 'a' });
    place.clock.advance(DURATION + SKEW - 1);
    expect((await take('b')).is).toBe('busy');
    expect(await stored()).toMatchObject({ owner: 'a', fence: 1 });
    place.clock.advance(1);
    expect(await held('b')).toMatchObject({ fence: 2, ranOut: true });
  });

  it('of one app leaves the others free', async () => {
    await held('a');
    expect(valueIn(await leases.take('other', 'b')).is).toBe('taken');
  });

  it('R24 two at the same moment get one fence between them', async () => {
    const both = await Promise.all([take('a'), take('b')]);
    expect(both.map(({ is }) => is).sort()).toEqual(['busy', 'taken']);
    expect(await stored()).toMatchObject({ fence: 1 });
  });

  it('R37 an end that no worker writes counts as past', async () => {
    await place.items.set(item, { owner: 'x', fence: 4, until: place.clock.now() + 10 * DURATION, released: false });
    expect(await held('a')).toMatchObject({ fence: 5, ranOut: true });
  });

  it('R24 goes on above the fences that records carry where somebody deleted the item', async () => {
    await place.items.put({ pk: 'app#todo', sk: 'status', fence: 7 });
    await place.items.put({ pk: 'app#todo', sk: 'rollout#backend', fence: 9 });
    expect(await held('a')).toMatchObject({ fence: 10, ranOut: true });
  });

  it('R26 waits for signatures of whoever held a lease that somebody deleted', async () => {
    await place.items.put({ pk: 'app#todo', sk: 'status', fence: 7 });
    const lease = await held('a');
    expect(lease.oldSignaturesUntil).toBe(place.clock.now() + DURATION + SKEW + VALIDITY);
  });
});

describe('an item that somebody wrote past us', () => {
  const good = { owner: 'x', fence: 4, until: 0, released: true, signaturesUntil: 0 };
  it.each([
    [{ fence: 'four' }, 'its fence is "four"'],
    [{ fence: null }, 'its fence is null'],
    [{ fence: 1.5 }, 'its fence is 1.5'],
    [{ fence: -1 }, 'its fence is -1'],
    [{ until: '2026-03-02' }, 'its until is "2026-03-02"'],
    [{ signaturesUntil: 'never' }, 'its signaturesUntil is "never"'],
  ])('R37 R24 (%j) is said, and never written over', async (wrong, why) => {
    await place.items.put({ ...item, ...good, ...wrong });
    await place.items.put({ pk: 'app#todo', sk: 'status', fence: 9 });
    const before = await stored();
    expect(await take('a')).toEqual({ is: 'unreadable', why, recordsFence: 9 });
    place.clock.advance(10 * DURATION);
    expect((await take('a')).is).toBe('unreadable');
    expect(await stored()).toEqual(before);
  });

  it('R37 without its fence or its end is said, too, and taken once they are there again', async () => {
    await place.items.put({ ...item, owner: 'x', until: 0 });
    expect(await take('a')).toEqual({ is: 'unreadable', why: 'it has no fence', recordsFence: 0 });
    await place.items.put({ ...item, owner: 'x', fence: 3 });
    expect(await take('a')).toEqual({ is: 'unreadable', why: 'it has no until', recordsFence: 0 });
    await place.items.set(item, { fence: 109, until: 0 });
    expect(await held('a')).toMatchObject({ fence: 110, ranOut: true });
  });
});

describe('holding', () => {
  it('R24 fences grow for ever: over releases and over leases that ran out', async () => {
    const fences: number[] = [];
    for (let pass = 0; pass < 6; pass++) {
      const lease = await held(pass % 2 === 0 ? 'a' : 'b');
      fences.push(lease.fence);
      if (pass % 3 === 0) place.clock.advance(DURATION + SKEW);
      else expect(valueIn(await leases.release(lease, false))).toBe(true);
    }
    expect(fences).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is renewed under the same fence, with a new end', async () => {
    const lease = await held('a');
    place.clock.advance(100_000);
    const renewed = valueIn(await leases.renew(lease));
    expect(renewed).toEqual({ ...lease, deadline: place.clock.monotonic() + DURATION });
    expect(await stored()).toMatchObject({ fence: 1, owner: 'a', until: place.clock.now() + DURATION });
    place.clock.advance(DURATION);
    expect((await take('b')).is).toBe('busy');
  });

  it('R25 a lost lease is neither renewed nor released by who held it', async () => {
    const old = await held('a');
    place.clock.advance(DURATION + SKEW);
    const lease = await held('b');
    const before = await stored();
    expect(valueIn(await leases.renew(old))).toBeUndefined();
    expect(valueIn(await leases.release(old, false))).toBe(false);
    expect(valueIn(await leases.release(old, true))).toBe(false);
    expect(await stored()).toEqual(before);
    expect(valueIn(await leases.renew(lease))).toBeDefined();
  });

  it('R26 a write is signed only while a call time-out and the skew are left on the own clock', async () => {
    const lease = await held('a');
    expect(mayWrite(lease, place.clock)).toBeUndefined();
    place.clock.advance(105_000);
    expect(mayWrite(lease, place.clock)).toBeUndefined();
    place.clock.advance(1);
    expect(mayWrite(lease, place.clock)).toMatchObject({ code: 'LeaseOver' });
    const calendarStandsStill = {
      ...place.clock,
      now: () => 0,
      monotonic: () => lease.deadline,
      sleep: () => Promise.resolve(),
    };
    expect(mayWrite(lease, calendarStandsStill)?.message).toBe('the lease of todo ends in 0 s');
  });

  it('R26 the deadline counts from before the call, however long its answer takes', async () => {
    const began = place.clock.monotonic();
    const slow = {
      ...place.items,
      set: async (...all: Parameters<typeof place.items.set>) => {
        place.clock.advance(7_000);
        return place.items.set(...all);
      },
    };
    const box = createLeaseBox(slow, place.clock);
    const taken = valueIn(await box.take('todo', 'a'));
    if (taken.is !== 'taken') throw new Error(taken.is);
    expect(taken.lease.deadline).toBe(began + DURATION);
    const again = place.clock.monotonic();
    expect(valueIn(await box.renew(taken.lease))?.deadline).toBe(again + DURATION);
  });
});

describe('releasing', () => {
  it('R24 keeps the item, and the next holder waits for nothing', async () => {
    valueIn(await leases.release(await held('a'), false));
    expect(await stored()).toMatchObject({ owner: 'a', fence: 1, released: true });
    expect(await held('b')).toMatchObject({ fence: 2, ranOut: false, oldSignaturesUntil: undefined });
    expect(await stored()).toMatchObject({ released: false });
  });

  it('R40 with a call in flight leaves it as run out: the next holder seals, and waits with what is risky', async () => {
    const lease = await held('a');
    place.clock.advance(10_000);
    // Nothing is signed so near to an end: a call time-out and the skew.
    const ended = place.clock.now() + 15_000;
    valueIn(await leases.release(lease, true));
    expect(await take('b')).toMatchObject({ is: 'busy', until: ended + SKEW });
    place.clock.advance(15_000 + SKEW);
    expect(await held('b')).toMatchObject({ ranOut: true, oldSignaturesUntil: ended + VALIDITY });
  });
});

describe('after a lease that ran out', () => {
  it('R26 risky steps wait until no older signature can land, converging ones go at once', async () => {
    await held('a');
    const until = place.clock.now() + DURATION + VALIDITY;
    place.clock.advance(DURATION + SKEW);
    const lease = await held('b');
    expect(lease.oldSignaturesUntil).toBe(until);
    expect(mustWait(lease, 'low', place.clock.now())).toBeUndefined();
    expect(mustWait(lease, 'medium', place.clock.now())).toBe(until);
    expect(mustWait(lease, 'high', until - 1)).toBe(until);
    expect(mustWait(lease, 'high', until)).toBeUndefined();
  });

  it('R26 the wait is handed on over a release in between, and ends', async () => {
    await held('a');
    const until = place.clock.now() + DURATION + VALIDITY;
    place.clock.advance(DURATION + SKEW);
    valueIn(await leases.release(await held('b'), false));
    const third = await held('c');
    expect(third).toMatchObject({ ranOut: false, oldSignaturesUntil: until });
    valueIn(await leases.release(third, false));
    place.clock.advance(VALIDITY);
    expect(await held('d')).toMatchObject({ oldSignaturesUntil: undefined });
  });
});

describe.runIf(hasFaults)('with faults of the simulator', () => {
  it('R41 a lost answer to taking, renewing and releasing is recognised as our own', async () => {
    place.fault({ on: 'dynamodb:UpdateItem', nth: 1, do: { kind: 'lostAnswer' } });
    const lease = await held('a');
    expect(lease.fence).toBe(1);
    place.simulator.faults.clear();
    place.fault({ on: 'dynamodb:UpdateItem', nth: 1, do: { kind: 'lostAnswer' } });
    expect(valueIn(await leases.renew(lease))).toBeDefined();
    place.simulator.faults.clear();
    place.fault({ on: 'dynamodb:UpdateItem', nth: 1, do: { kind: 'lostAnswer' } });
    expect(valueIn(await leases.release(lease, false))).toBe(true);
  });

  it('R24 a read that fails takes nothing', async () => {
    const broken = {
      kind: 'error',
      code: 'InternalServerError',
      message: 'oops',
      status: 500,
      when: 'before',
    } as const;
    place.fault({ on: 'dynamodb:GetItem', do: broken });
    expect(failureIn(await leases.take('todo', 'a'))).toMatchObject({ class: 'retry', maybeApplied: false });
    place.simulator.faults.clear();
    expect(await stored()).toBeUndefined();
  });
});
