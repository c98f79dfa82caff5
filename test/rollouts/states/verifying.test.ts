import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/rollouts/decide.ts';
import {
  A,
  B,
  C,
  type Case,
  good,
  holdOf,
  recordIn,
  revisionOf,
  sighting,
  TIMEOUT_MS,
  upOn,
  wordOf,
} from '../cases.ts';

const verifying = recordIn('verifying', B, { lastGood: good(A), revision: revisionOf(B) });
const first = recordIn('verifying', B, { revision: revisionOf(B) });
const up = { ...upOn(B), wanted: B } as const;
const failed = { failed: 'GET "/health" answered 500 where 200 is expected' } as const;

describe('a rollout that is checked', () => {
  it.each<Case>([
    ['is completed when its checks passed', verifying, { ...up, checks: 'passed' }, 'S13 completed'],
    ['is completed when no check is declared', verifying, { ...up, checks: 'none' }, 'S13 completed'],
    [
      'is completed although another one is wanted by now',
      verifying,
      { ...up, wanted: C, checks: 'passed' },
      'S13 completed',
    ],
    ['waits for its checks', verifying, { ...up, checks: 'pending' }, 'stay'],
    ['goes back when a check failed', verifying, { ...up, checks: failed }, 'S14 rolling-back'],
    [
      'goes back when ECS gives it up',
      verifying,
      { ...up, deployment: { failed: 'x' }, checks: 'passed' },
      'S14 rolling-back',
    ],
    ['is held when the first one fails a check', first, { ...up, checks: failed }, 'S10 held'],
    [
      'R21 is not completed while ECS is not done',
      verifying,
      { ...up, deployment: 'in-progress', checks: 'passed' },
      'stay',
    ],
    [
      'R21 is not completed while tasks of another revision run',
      verifying,
      { ...up, tasksOnRevision: false, checks: 'passed' },
      'stay',
    ],
    [
      'R21 is not completed while targets are not healthy',
      verifying,
      { ...up, targetsHealthy: false, checks: 'passed' },
      'stay',
    ],
    [
      'R21 is not completed where another revision is the primary one',
      verifying,
      { ...up, ...upOn(A), checks: 'passed' },
      'stay',
    ],
    ['R21 is not completed while nothing runs', verifying, { wanted: B, checks: 'passed' }, 'stay'],
    ['makes no room for another one', verifying, { ...up, wanted: C, checks: 'pending' }, 'stay'],
  ])('%s', (_sentence, record, seen, word) => {
    expect(wordOf(decide(record, sighting(seen), 1_000))).toBe(word);
  });

  it.each([
    ['1 ms before the deadline an open check has not failed', -1, 'stay'],
    ['at the deadline an open check has failed', 0, 'S14 rolling-back'],
    ['past the deadline an open check has failed', 60_000, 'S14 rolling-back'],
  ])('%s', (_sentence, after, word) => {
    expect(wordOf(decide(verifying, sighting({ ...up, checks: 'pending' }), TIMEOUT_MS + after))).toBe(word);
  });

  it('what passed past the deadline passed', () => {
    expect(wordOf(decide(verifying, sighting({ ...up, checks: 'passed' }), 2 * TIMEOUT_MS))).toBe('S13 completed');
  });

  it('what is completed is the last good one from now on, and nothing of it is held', () => {
    const record = { ...verifying, holds: [holdOf(B), holdOf(C)] };
    expect(decide(record, sighting({ ...up, checks: 'passed' }), 8_000)).toMatchObject({
      act: 'finish',
      record: { candidate: B, revision: revisionOf(B), lastGood: good(B), holds: [holdOf(C)], since: 8_000 },
    });
  });

  it('the revision that runs is recorded where its ARN was not known', () => {
    const { revision, ...unknown } = verifying;
    expect(decide(unknown, sighting({ ...up, checks: 'none' }), 0)).toMatchObject({ record: { lastGood: good(B) } });
  });

  it('a failed check is the reason of its hold', () => {
    expect(decide(verifying, sighting({ ...up, checks: failed }), 8_000).record?.holds).toEqual([
      { candidate: B.hash, reason: `a check failed: ${failed.failed}`, at: 8_000, attempt: 1 },
    ]);
  });

  it('an open check at the deadline is named', () => {
    const move = decide(verifying, sighting({ ...up, checks: 'pending' }), TIMEOUT_MS);
    expect(move.why).toBe('time is up: its checks had no answer');
  });
});
