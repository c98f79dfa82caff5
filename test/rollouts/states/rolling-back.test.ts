import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/rollouts/decide.ts';
import { A, B, C, type Case, good, holdOf, recordIn, running, sighting, TIMEOUT_MS, upOn, wordOf } from '../cases.ts';

const back = recordIn('rolling-back', B, { lastGood: good(A), holds: [holdOf(B)] });

describe('a service on its way back', () => {
  it.each<Case>([
    [
      'goes on while the bad one is still the primary one',
      back,
      { wanted: B, running: running(B), deployment: 'none' },
      'stay',
    ],
    ['goes on while ECS works', back, { wanted: B, running: running(A), deployment: 'in-progress' }, 'stay'],
    ['goes on while tasks of the bad one run', back, { wanted: B, ...upOn(A), tasksOnRevision: false }, 'stay'],
    ['is back when ECS is done', back, { wanted: B, ...upOn(A) }, 'S15 rolled-back'],
    ['is back, whatever is wanted by now', back, { wanted: C, ...upOn(A) }, 'S15 rolled-back'],
    ['R20 is not back where another revision is the primary one', back, { wanted: B, ...upOn(B) }, 'stay'],
    [
      'is held when the last good one fails, too',
      back,
      { wanted: B, running: running(A), deployment: { failed: 'x' } },
      'S16 held',
    ],
  ])('%s', (_sentence, record, seen, word) => {
    expect(wordOf(decide(record, sighting(seen), 1_000))).toBe(word);
  });

  it.each([
    ['1 ms before the deadline it goes on', -1, 'stay'],
    ['at the deadline it has failed', 0, 'S16 held'],
    ['past the deadline it has failed', 1, 'S16 held'],
  ])('R38 %s', (_sentence, after, word) => {
    const seen = sighting({ wanted: B, running: running(A), deployment: 'in-progress' });
    expect(wordOf(decide(back, seen, TIMEOUT_MS + after))).toBe(word);
  });

  it('arriving past the deadline is arriving', () => {
    expect(wordOf(decide(back, sighting(upOn(A)), 2 * TIMEOUT_MS))).toBe('S15 rolled-back');
  });

  it('arrives on the revision that was seen, and nothing of the last good one is held any more', () => {
    const again = { revision: 'arn:again', candidateHash: A.hash, digests: A.digests };
    const record = { ...back, holds: [holdOf(A), holdOf(B)] };
    expect(decide(record, sighting({ ...upOn(A), running: again }), 1_000)).toMatchObject({
      act: 'finish',
      record: { lastGood: { candidate: A, revision: 'arn:again' }, holds: [holdOf(B)], candidate: B },
    });
  });

  it('a failed way back holds the last good one as well, without its digest', () => {
    const seen = sighting({ wanted: B, running: running(A), deployment: { failed: 'no capacity' } });
    const reason = `the way back to ${A.hash} failed: ECS gave it up: "no capacity"`;
    expect(decide({ ...back, onlyImageChanged: true }, seen, 6_000)).toMatchObject({
      act: 'hold',
      record: { state: 'held', candidate: B, holds: [{ candidate: A.hash, reason, at: 6_000, attempt: 1 }, holdOf(B)] },
    });
  });
});
