import { beforeEach, describe, expect, it } from 'vitest';
import { entriesOf, type Intent, outcomeItem, rolloutEnd, STEPS_AN_ITEM } from '../../src/records/history.ts';
import { createHistory, type HistoryStore } from '../../src/records/history-store.ts';
import type { RolloutRecord } from '../../src/rollouts/rollout.ts';
import { stepOf } from '../control-loop/guards/guarded-plan.ts';
import { candidate, good, recordIn } from '../rollouts/cases.ts';
import { type OwnTable, ownTable, valueIn } from './own-table.ts';

let place: OwnTable;
let history: HistoryStore;

beforeEach(async () => {
  place = await ownTable();
  history = createHistory(place.items);
});

const now = Date.UTC(2026, 2, 2, 8);

function intentOf(over: Partial<Intent> = {}): Intent {
  const steps = [stepOf()];
  return { app: 'todo', now, fence: 3, documentVersion: 5, steps, recovered: [], candidates: new Map(), ...over };
}

const many = (count: number) =>
  Array.from({ length: count }, (_step, index) =>
    stepOf({
      id: `step ${index}`,
      why: 'w'.repeat(400),
      differences: Array.from({ length: 30 }, (_each, path) => ({
        path: `${'p'.repeat(120)}${path}`,
        declared: 'secret',
        observed: 'secret',
      })),
    }),
  );

describe('what a pass is about to do', () => {
  it('names step, call, reason and paths, never a value, with the candidate of its service', () => {
    const differences = [{ path: 'environment[A]', declared: 'hunter2', observed: 'hunter1' }];
    const steps = [stepOf({ differences }), stepOf({ id: 'other', service: 'api' })];
    const entries = entriesOf(intentOf({ steps, candidates: new Map([['web', 'c1']]) }));
    expect(entries).toEqual([
      {
        pk: 'app#todo',
        sk: 'history#2026-03-02T08:00:00.000Z#000003',
        fence: 3,
        documentVersion: 5,
        expires: now / 1_000 + 400 * 86_400,
        intent: [
          {
            id: 'web/service/update todo-web',
            call: 'ecs:UpdateService',
            target: 'todo-web',
            reason: 'drift',
            why: 'it is not as declared',
            fields: ['environment[A]'],
            candidate: 'c1',
          },
          expect.objectContaining({ id: 'other', fields: [] }),
        ],
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain('hunter');
  });

  it('R31 more steps than an item holds are kept whole, in order, in items that stay below 400 KB', async () => {
    const steps = many(2 * STEPS_AN_ITEM + 50);
    const entries = entriesOf(intentOf({ steps }));
    expect(entries.map(({ sk, intent }) => [sk.slice(32), intent.length])).toEqual([
      ['#000003', STEPS_AN_ITEM],
      ['#000003#002', STEPS_AN_ITEM],
      ['#000003#003', 50],
    ]);
    for (const entry of entries) valueIn(await history.write({ ...entry }));
    const stored = valueIn(await place.items.query('app#todo', 'history#'));
    const ids = stored.flatMap(({ intent }) => (intent as { id: string }[]).map(({ id }) => id));
    expect(ids).toEqual(steps.map(({ id }) => id));
    expect(entries[0]?.intent[0]).toMatchObject({ moreFields: 10 });
    const outcomes = steps.map(({ id }) => ({ id, outcome: 'done', why: 'w'.repeat(400) }));
    for (const entry of entries) valueIn(await history.complete(entry, outcomeItem(entry, outcomes)));
    const completed = valueIn(await place.items.query('app#todo', 'history#'));
    const told = completed.flatMap(({ outcome }) => (outcome as { id: string }[]).map(({ id }) => id));
    expect(told).toEqual(ids);
    expect(valueIn(await history.open('todo'))).toEqual([]);
  });

  it('is nothing where there is nothing to do and nothing was left', () => {
    expect(entriesOf(intentOf({ steps: [] }))).toEqual([]);
  });

  it('R31 what was left by a pass that died is kept without any step of its own, and cut into items alike', () => {
    const one = { id: 'a', call: 'ecs:CreateService', target: 't', outcome: 'done', entry: 'history#1' } as const;
    expect(entriesOf(intentOf({ steps: [], recovered: [one] }))).toMatchObject([{ intent: [], recovered: [one] }]);
    const all = Array.from({ length: STEPS_AN_ITEM + 1 }, () => one);
    expect(entriesOf(intentOf({ recovered: all })).map(({ recovered }) => recovered?.length)).toEqual([
      STEPS_AN_ITEM,
      1,
    ]);
  });
});

describe('what a pass that died left', () => {
  it('R31 is open until its outcome is told, or another pass found it out; newest first', async () => {
    const entries = [1, 2, 3].flatMap((fence) => entriesOf(intentOf({ fence, now: now + fence })));
    for (const entry of entries) valueIn(await history.write({ ...entry }));
    const open = async () => valueIn(await history.open('todo')).map(({ sk }) => Number(sk.slice(-6)));
    expect(await open()).toEqual([3, 2, 1]);
    const [first, second] = entries;
    if (first === undefined || second === undefined) throw new Error('no entries');
    valueIn(await history.complete(first, outcomeItem(first, [])));
    valueIn(await history.complete(second, { recoveredBy: 'history#later' }));
    expect(await open()).toEqual([3]);
  });

  it('is not what has no intent: a rollout’s end, or what was found out', async () => {
    for (const entry of entriesOf(
      intentOf({ steps: [], recovered: [{ id: 'a', call: 'c', target: 't', outcome: 'done', entry: 'e' }] }),
    ))
      valueIn(await history.write({ ...entry }));
    const end = rolloutEnd(endOf(recordIn('verifying', candidate('a')), recordIn('completed', candidate('a'))));
    if (end === undefined) throw new Error('no end');
    valueIn(await history.write(end));
    expect(valueIn(await history.open('todo'))).toEqual([]);
  });
});

function endOf(before: RolloutRecord | undefined, after: RolloutRecord) {
  const by = { document: 'version 5 by ann: more tasks', operator: undefined };
  return { app: 'todo', service: 'backend', now, fence: 3, before, after, no: 'S13', by };
}

describe('a rollout’s end', () => {
  const [a, b] = [candidate('a'), candidate('b')];

  it('R31 says service, candidate, digests, from, to, state, reason and by whom', () => {
    const before = { ...recordIn('verifying', b), lastGood: good(a), revision: 'arn:rev:2', attempt: 2 };
    const after = { ...recordIn('completed', b), lastGood: good(b), reason: 'every check passed' };
    expect(rolloutEnd(endOf(before, after))).toMatchObject({
      pk: 'app#todo',
      sk: 'history#2026-03-02T08:00:00.000Z#000003#rollout#backend',
      rollout: 'backend',
      state: 'completed',
      no: 'S13',
      reason: 'every check passed',
      candidate: { hash: b.hash, digests: b.digests, documentVersion: 1 },
      revision: 'arn:rev:2',
      from: { hash: a.hash },
      to: { hash: b.hash },
      attempt: 2,
      by: { document: 'version 5 by ann: more tasks' },
      confirmed: false,
    });
  });

  it.each([
    ['deploying', 'verifying', undefined],
    ['deploying', 'rolling-back', undefined],
    ['waiting-for-image', 'pending', undefined],
    ['completed', 'held', undefined],
    ['rolling-back', 'rolled-back', 'rolled-back'],
    ['pending', 'superseded', 'superseded'],
    ['verifying', 'held', 'held'],
  ] as const)('from %s to %s is %s', (from, to, state) => {
    const end = rolloutEnd(endOf(recordIn(from, a), recordIn(to, a)));
    expect(end?.state).toBe(state);
  });

  it('a first record ends nothing', () => {
    expect(rolloutEnd(endOf(undefined, recordIn('pending', a)))).toBeUndefined();
  });

  it('a candidate that a newer one replaces in one write is superseded', () => {
    const end = rolloutEnd(endOf(recordIn('deploying', a), recordIn('deploying', b)));
    expect(end).toMatchObject({ state: 'superseded', candidate: { hash: a.hash } });
  });
});
