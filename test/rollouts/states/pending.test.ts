import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/rollouts/decide.ts';
import { A, B, C, type Case, good, holdOf, recordIn, running, sighting, TIMEOUT_MS, upOn, wordOf } from '../cases.ts';

const closed = { gates: { open: false, why: 'freeze until Monday 06:00' } } as const;
const pending = recordIn('pending', B, { lastGood: good(A) });
const first = recordIn('pending', B);

describe('a pending rollout', () => {
  it.each<Case>([
    ['begins when its gates are open', pending, { wanted: B, ...upOn(A) }, 'S7 deploying'],
    ['waits for a closed gate', pending, { wanted: B, ...upOn(A), ...closed }, 'S5 stay'],
    [
      'gives way to another candidate, also behind a closed gate',
      pending,
      { wanted: C, ...upOn(A), ...closed },
      'S4 superseded',
    ],
    ['gives way when it became held', { ...pending, holds: [holdOf(B)] }, { wanted: B, ...upOn(A) }, 'S4 superseded'],
    ['ends completed when its image went away and the last good one runs', pending, upOn(A), 'S20 completed'],
    [
      'waits with a lost image until ECS is done on the last good one',
      pending,
      { running: running(A), deployment: 'in-progress' },
      'stay',
    ],
    [
      'ends held when its image went away and the last good one fails',
      pending,
      { running: running(A), deployment: { failed: 'x' } },
      'S20 held',
    ],
    ['ends held when its image went away and something else runs', pending, { running: running(C) }, 'S20 held'],
    ['ends held when its image went away and nothing was ever good', first, { running: running(C) }, 'S20 held'],
    ['waits for an image again when nothing runs', pending, {}, 'S20 waiting-for-image'],
  ])('%s', (_sentence, record, seen, word) => {
    expect(wordOf(decide(record, sighting(seen), 1_000))).toBe(word);
  });

  it('says which gate it waits for', () => {
    expect(decide(pending, sighting({ wanted: B, ...closed }), 0)).toMatchObject({ why: 'freeze until Monday 06:00' });
  });

  it('gets its deadline when it begins, and the newest document that brings the same', () => {
    const newer = { ...B, documentVersion: 9 };
    expect(decide(pending, sighting({ wanted: newer }), 5_000)).toMatchObject({
      act: 'deploy',
      record: { state: 'deploying', candidate: newer, deadline: 5_000 + TIMEOUT_MS, since: 5_000 },
    });
  });

  it('is completed on the last good candidate, not on the one that went away', () => {
    expect(decide(pending, sighting(upOn(A)), 0)).toMatchObject({
      record: { candidate: A, revision: good(A).revision, lastGood: good(A) },
    });
  });

  it('R34 keeps members that this version does not know', () => {
    const newer = { ...pending, approvedBy: 'anna' };
    expect(decide(newer, sighting({ wanted: B }), 0)).toMatchObject({ record: { approvedBy: 'anna' } });
  });
});
