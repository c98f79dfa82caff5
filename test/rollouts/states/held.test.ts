import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/rollouts/decide.ts';
import { A, B, C, type Case, candidate, good, holdOf, recordIn, running, sighting, upOn, wordOf } from '../cases.ts';

const digest = B.digests.app ?? '';
const held = recordIn('held', B, { lastGood: good(A), holds: [{ ...holdOf(B), digest, attempt: 2 }] });
const neverWorked = recordIn('held', B, { holds: [holdOf(B)] });
const noWayBack = { ...held, holds: [holdOf(A), holdOf(B)] };
const release = { hash: B.hash };

describe('a held candidate', () => {
  it.each<Case>([
    ['stays held', held, { wanted: B, ...upOn(A) }, 'stay'],
    ['stays held when another one is released', held, { wanted: B, ...upOn(A), release: { hash: C.hash } }, 'stay'],
    ['begins when it is released', held, { wanted: B, ...upOn(A), release }, 'S17 pending'],
    ['begins when the first one is released', neverWorked, { wanted: B, running: running(B), release }, 'S17 pending'],
    ['gives way to another candidate', held, { wanted: C, ...upOn(A) }, 'S2 pending'],
    ['is over when the last good one is wanted, and runs', held, { wanted: A, ...upOn(A) }, 'S18 completed'],
    ['is not over before ECS is done', held, { wanted: A, running: running(A), deployment: 'in-progress' }, 'stay'],
    ['R21 is not over because what is wanted runs, if it was never good', noWayBack, { wanted: B, ...upOn(B) }, 'stay'],
    ['R21 a release alone completes nothing', noWayBack, { wanted: B, ...upOn(B), release }, 'S17 pending'],
    ['a last good one that failed is not tried again by itself', noWayBack, { wanted: A, running: running(B) }, 'stay'],
    ['a last good one that failed is completed once it runs', noWayBack, { wanted: A, ...upOn(A) }, 'S18 completed'],
    ['stays when its image went away', held, upOn(A), 'stay'],
    ['waits for a push when image and service went away', neverWorked, {}, 'S1 waiting-for-image'],
  ])('%s', (_sentence, record, seen, word) => {
    expect(wordOf(decide(record, sighting(seen), 1_000))).toBe(word);
  });

  it('is released with the next attempt, and its hold is gone', () => {
    expect(decide(held, sighting({ wanted: B, release }), 0).record).toMatchObject({ attempt: 3, holds: [] });
  });

  it('held by a digest alone, it is released by its own name; the first one stays held as a candidate', () => {
    const other = { ...candidate('e'), digests: { app: digest } };
    const move = decide({ ...held, candidate: other }, sighting({ wanted: other, release: { hash: other.hash } }), 0);
    expect(wordOf(move)).toBe('S17 pending');
    expect(move.record).toMatchObject({ attempt: 1, holds: [{ ...holdOf(B), attempt: 2 }] });
    expect(move.record?.holds[0]).not.toHaveProperty('digest');
  });

  it('says why it is held', () => {
    expect(decide(held, sighting({ wanted: B, ...upOn(A) }), 0).why).toBe(`${B.hash} is held: it failed`);
  });
});

describe('a release of what is not wanted now', () => {
  const both = { ...held, holds: [holdOf(C), holdOf(B)] };

  it('lets the hold go and moves nothing', () => {
    expect(decide(both, sighting({ wanted: B, ...upOn(A), release: { hash: C.hash } }), 500)).toEqual({
      stay: true,
      why: `${C.hash} was released`,
      lookAgainAt: 500,
      record: { ...both, holds: [holdOf(B)] },
    });
  });

  it('works in any state', () => {
    const completed = recordIn('completed', A, { lastGood: good(A), holds: [holdOf(C)] });
    const move = decide(completed, sighting({ wanted: A, ...upOn(A), release: { hash: C.hash } }), 500);
    expect(move).toMatchObject({ stay: true, record: { state: 'completed', holds: [] } });
  });

  it('changes nothing where nothing of that name is held', () => {
    const move = decide(both, sighting({ wanted: B, ...upOn(A), release: { hash: 'nobody' } }), 500);
    expect(move).toEqual({ stay: true, why: `${B.hash} is held: it failed` });
  });
});
