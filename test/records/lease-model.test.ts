import { describe, expect, it } from 'vitest';
import { createRecordStore } from '../../src/records/app-records.ts';
import type { Condition } from '../../src/records/items.ts';
import { createLeaseBox } from '../../src/records/lease.ts';
import { leaseProtocol } from '../../src/records/lease-protocol.ts';
import { emptyStatus } from '../../src/records/status-record.ts';
import { explore } from './model/explore.ts';
import { holds } from './model/holds.ts';
import { leaseSteps } from './model/lease-steps.ts';
import { keyOf, type LeaseWorld, type Rules, startOf } from './model/lease-world.ts';
import { ownTable, valueIn } from './own-table.ts';

function visit(start: LeaseWorld, rules: Rules) {
  return explore(start, { keyOf, stepsOf: (world) => leaseSteps(world, rules) });
}

const anything: Condition = { text: 'attribute_not_exists(never)' };
const { take, seal, sign, record, release } = leaseProtocol;
const mutants: readonly (readonly [string, string, Partial<Rules>])[] = [
  ['no check in L4', 'R26', { sign: { ...sign, may: () => true } }],
  ['no wait for V', 'R26', { sign: { ...sign, waitsUntil: () => undefined } }],
  ['no seal', 'R25', { seal: { ...seal, needed: () => false } }],
  ['records unfenced', 'R25', { record: { condition: () => anything } }],
  ['release deletes the item', 'R24', { release: { ...release, removes: true } }],
  ['take without a condition', 'R24', { take: { ...take, condition: () => anything } }],
  [
    'the wait is not handed on',
    'R26',
    {
      take: {
        ...take,
        after: (taking, times) => {
          const { stored } = taking;
          return take.after({ ...taking, stored: stored && { ...stored, signaturesUntil: 0 } }, times);
        },
      },
    },
  ],
  [
    'runs out at once with a call in flight',
    'R26',
    { release: { ...release, after: (inFlight, now) => (inFlight ? { until: now } : { released: true }) } },
  ],
  ['released with a call in flight', 'R26', { release: { ...release, after: () => ({ released: true }) } }],
];

const visits: readonly (readonly [name: string, start: LeaseWorld])[] = [
  ['2 workers with 2 passes, 5 ticks', startOf(5, 2, 2)],
  ['2 workers with 1 pass, 8 ticks', startOf(8, 1, 1)],
  ['3 workers with 1 pass, 8 ticks', startOf(8, 1, 1, 1)],
];
/** With `LEASES=all`: a million worlds. */
const longVisits: typeof visits = [
  ['2 workers with 2 passes, 8 ticks', startOf(8, 2, 2)],
  ['3 workers with 1, 1 and 2 passes, 5 ticks', startOf(5, 1, 1, 2)],
];

describe('the model of lease, fence and seal', () => {
  it.each([...visits, ...(process.env.LEASES === 'all' ? longVisits : [])])(
    'R24 R25 R26 hold in every state of %s',
    { timeout: 600_000 },
    (name, start) => {
      const { states, kinds, broken, trace } = visit(start, leaseProtocol);
      console.log(`${name}: ${states} states, ${kinds.size} kinds of step: ${[...kinds].join(', ')}`);
      expect(broken, trace.join(' · ')).toBeUndefined();
      expect(states).toBeGreaterThan(1_000);
      for (const kind of [
        'crashes',
        'is busy',
        'seals',
        'has lost the lease',
        'gives the call up',
        'renews',
        'AWS refuses',
      ])
        expect(kinds).toContain(kind);
    },
  );

  it.each(mutants)('the mutant «%s» breaks %s', { timeout: 120_000 }, (name, invariant, mutant) => {
    const { broken, trace } = visit(startOf(5, 2, 2), { ...leaseProtocol, ...mutant });
    console.log(`${name}: ${broken}: ${trace.join(' · ')}`);
    expect(broken).toBe(invariant);
  });
});

/** Every conditional write that the code makes, with what it was sent under. */
async function watched() {
  const place = await ownTable();
  const sent: { readonly sk: string; readonly condition: Condition | undefined }[] = [];
  const items: typeof place.items = {
    ...place.items,
    set(key, members, condition) {
      sent.push({ sk: key.sk, condition });
      return place.items.set(key, members, condition);
    },
    put(item, condition) {
      sent.push({ sk: item.sk, condition });
      return place.items.put(item, condition);
    },
  };
  return { place, items, sent };
}

describe('the code', () => {
  it('R24 R25 sends the conditions of the table, and no other', async () => {
    const { place, items, sent } = await watched();
    const leases = createLeaseBox(items, place.clock);
    const first = valueIn(await leases.take('todo', 'a'));
    if (first.is !== 'taken') throw new Error(first.is);
    const { lease } = first;
    const stored = { owner: 'a', fence: 1, until: place.clock.now() + 120_000, released: false, signaturesUntil: 0 };
    await leases.renew(lease);
    await leases.release(lease, false);
    await leases.take('todo', 'b');
    await createRecordStore(items).read('todo', { ...lease, ranOut: true });
    await createRecordStore(items).writeStatus('todo', lease, emptyStatus(1));
    expect(sent).toEqual([
      { sk: 'lease', condition: take.condition(undefined) },
      { sk: 'lease', condition: leaseProtocol.renew.condition(lease) },
      { sk: 'lease', condition: release.condition(lease) },
      { sk: 'lease', condition: take.condition(stored) },
      { sk: 'status', condition: seal.condition(lease) },
      { sk: 'status', condition: record.condition(lease) },
    ]);
  });

  it('R25 the model judges each condition as DynamoDB does', async () => {
    const { items } = (await watched()).place;
    const lease = { pk: 'app#x', sk: 'lease', owner: 'a', fence: 2, until: 5, released: false, signaturesUntil: 0 };
    const conditions = [1, 2, 3].flatMap((fence) => [
      record.condition({ fence }),
      release.condition({ owner: 'a', fence }),
      release.condition({ owner: 'b', fence }),
      take.condition({ ...lease, fence }),
      take.condition({ ...lease, until: 6 }),
      take.condition(undefined),
    ]);
    const verdicts = new Set<boolean>();
    for (const there of [undefined, lease, { pk: 'app#x', sk: 'lease' }])
      for (const condition of conditions) {
        valueIn(await items.remove({ pk: 'app#x', sk: 'lease' }));
        if (there !== undefined) valueIn(await items.put(there));
        const written =
          valueIn(await items.set({ pk: 'app#x', sk: 'lease' }, { touched: true }, condition)).is === 'written';
        expect(holds(condition, there), `${condition.text} on ${JSON.stringify(there)}`).toBe(written);
        verdicts.add(written);
      }
    expect(verdicts.size).toBe(2);
  });
});
