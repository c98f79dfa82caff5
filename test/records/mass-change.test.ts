import { beforeEach, describe, expect, it } from 'vitest';
import { claimMassChange, type MassChangeLimit } from '../../src/records/mass-change.ts';
import { hasFaults, type OwnTable, ownTable, valueIn } from './own-table.ts';

let place: OwnTable;

beforeEach(async () => {
  place = await ownTable();
});

const limit: MassChangeLimit = { share: 0.2, atLeast: 2, windowMinutes: 60, approvedUntil: 0 };
const HOUR = 3_600_000;

async function claim(app: string, over: Partial<MassChangeLimit> = {}, after = 0) {
  return valueIn(await claimMassChange(place.items, app, { ...limit, ...over }, Date.UTC(2026, 2, 2, 8) + after));
}

async function fleetOf(...apps: readonly number[]): Promise<void> {
  for (const [index, count] of apps.entries())
    valueIn(await place.items.put({ pk: 'fleet', sk: `scope#${index}`, apps: count }));
}

describe('the count of a mass change', () => {
  it('R29 lets the fleet’s share in, over all scopes, and refuses the next app with the numbers', async () => {
    await fleetOf(9, 6);
    for (const app of ['a', 'b', 'c']) expect(await claim(app)).toEqual({ is: 'granted' });
    expect(await claim('d')).toEqual({
      is: 'refused',
      apps: 3,
      most: 3,
      fleet: 15,
      until: Date.UTC(2026, 2, 2, 9),
    });
  });

  it('R29 counts an app once in its window, and lets it go on', async () => {
    await claim('a');
    await claim('b');
    expect(await claim('a')).toEqual({ is: 'granted' });
    expect(await claim('c')).toMatchObject({ is: 'refused', apps: 2 });
  });

  it('begins anew with the next window', async () => {
    await claim('a');
    await claim('b');
    expect(await claim('c', {}, HOUR - 1)).toMatchObject({ is: 'refused' });
    expect(await claim('c', {}, HOUR)).toEqual({ is: 'granted' });
  });

  it('lets so many through, however small or unknown the fleet is', async () => {
    await fleetOf(1);
    expect(await claim('a')).toEqual({ is: 'granted' });
    expect(await claim('b')).toEqual({ is: 'granted' });
    expect(await claim('c')).toMatchObject({ is: 'refused', most: 2, fleet: 1 });
  });

  it('is lifted until the time that a person agreed to, and holds again after it', async () => {
    const approved = { approvedUntil: Date.UTC(2026, 2, 2, 8, 30) };
    for (const app of ['a', 'b', 'c', 'd']) expect(await claim(app, approved)).toEqual({ is: 'granted' });
    await claim('a', approved, 31 * 60_000);
    await claim('b', approved, 31 * 60_000);
    expect(await claim('c', approved, 31 * 60_000)).toMatchObject({ is: 'refused' });
  });

  it('R29 two workers at once do not both take the last place', async () => {
    await claim('a');
    const both = await Promise.all([claim('b'), claim('c')]);
    expect(both.map(({ is }) => is).sort()).toEqual(['granted', 'refused']);
  });

  it.runIf(hasFaults)('an answer that does not come is no leave', async () => {
    place.fault({
      on: 'dynamodb:Query',
      do: { kind: 'error', code: 'AccessDeniedException', message: 'no', status: 400, when: 'before' },
    });
    const result = await claimMassChange(place.items, 'a', limit, place.clock.now());
    expect(result.ok).toBe(false);
  });
});
