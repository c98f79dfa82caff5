import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/rollouts/decide.ts';
import {
  A,
  B,
  C,
  type Case,
  candidate,
  good,
  holdOf,
  recordIn,
  revisionOf,
  running,
  sighting,
  TIMEOUT_MS,
  upOn,
  wordOf,
} from '../cases.ts';

const deploying = recordIn('deploying', B, { lastGood: good(A), revision: revisionOf(B), onlyImageChanged: true });
const first = recordIn('deploying', B, { revision: revisionOf(B) });
const closed = { gates: { open: false, why: 'freeze' } } as const;
const working = { wanted: B, running: running(B), deployment: 'in-progress' } as const;
const failed = { wanted: B, running: running(B), deployment: { failed: 'tasks failed to start.' } } as const;

describe('a rollout that ECS works on', () => {
  it.each<Case>([
    ['goes on', deploying, working, 'stay'],
    [
      'goes on while its effect is missing: the pass sends it again',
      deploying,
      { wanted: B, ...upOn(A), deployment: 'none' },
      'stay',
    ],
    [
      'goes on while tasks of another revision run',
      deploying,
      { ...upOn(B), wanted: B, tasksOnRevision: false },
      'stay',
    ],
    ['goes on while targets are not healthy', deploying, { ...upOn(B), wanted: B, targetsHealthy: false }, 'stay'],
    ['R21 is not done where another revision is the primary one', deploying, { ...upOn(A), wanted: B }, 'stay'],
    ['is done when ECS, tasks and targets are', deploying, { ...upOn(B), wanted: B }, 'S8 verifying'],
    ['is done although another one is wanted by now', deploying, { ...upOn(B), wanted: C }, 'S8 verifying'],
    ['is done although its tag is gone', deploying, upOn(B), 'S8 verifying'],
    ['goes back when ECS gave it up', deploying, failed, 'S9 rolling-back'],
    [
      'goes back, and forgets no failure, although another one is wanted',
      deploying,
      { ...failed, wanted: C },
      'S9 rolling-back',
    ],
    ['is held when the first one fails: there is nothing to go back to', first, failed, 'S10 held'],
    ['makes room for another candidate', deploying, { ...working, wanted: C }, 'S11 deploying'],
    ['makes room for the last good one', deploying, { ...working, wanted: A }, 'S11 deploying'],
    ['R21 does not make room behind a closed gate', deploying, { ...working, wanted: C, ...closed }, 'stay'],
    [
      'R19 does not make room for a held candidate',
      { ...deploying, holds: [holdOf(C)] },
      { ...working, wanted: C },
      'stay',
    ],
    ['does not make room for nothing', deploying, { ...working, wanted: undefined }, 'stay'],
  ])('%s', (_sentence, record, seen, word) => {
    expect(wordOf(decide(record, sighting(seen), 1_000))).toBe(word);
  });

  it.each([
    [
      '30 s before its deadline it is looked at again in 20 s',
      -30_000,
      { stay: true, lookAgainAt: TIMEOUT_MS - 10_000 },
    ],
    [
      '20 s before its deadline it is looked at again at the deadline',
      -20_000,
      { stay: true, lookAgainAt: TIMEOUT_MS },
    ],
    ['1 s before its deadline it is looked at again in 1 s', -1_000, { stay: true, lookAgainAt: TIMEOUT_MS }],
    ['1 ms before its deadline nothing has failed', -1, { stay: true, lookAgainAt: TIMEOUT_MS }],
    ['at its deadline it failed', 0, { no: 'S9', why: 'time is up: ECS was not done' }],
    ['long past its deadline it failed', 3_600_000, { no: 'S9' }],
  ])('%s', (_sentence, after, move) => {
    expect(decide(deploying, sighting(working), TIMEOUT_MS + after)).toMatchObject(move);
  });

  it('what is done past its deadline is done', () => {
    expect(wordOf(decide(deploying, sighting({ ...upOn(B), wanted: B }), 2 * TIMEOUT_MS))).toBe('S8 verifying');
  });

  it('what failed past its deadline does not make room any more', () => {
    expect(wordOf(decide(deploying, sighting({ ...working, wanted: C }), TIMEOUT_MS))).toBe('S9 rolling-back');
  });

  it.each([
    ['10 min after its beginning the checks have the rest of its 30 min', 600_000, TIMEOUT_MS],
    ['2 min before the deadline they have the rest', TIMEOUT_MS - 120_000, TIMEOUT_MS],
    ['30 s before the deadline they have 2 min', TIMEOUT_MS - 30_000, TIMEOUT_MS + 90_000],
    ['past the deadline they have 2 min', TIMEOUT_MS + 5_000, TIMEOUT_MS + 125_000],
  ])('done %s', (_sentence, now, deadline) => {
    expect(decide(deploying, sighting({ ...upOn(B), wanted: B }), now)).toMatchObject({
      act: 'verify',
      record: { state: 'verifying', candidate: B, revision: revisionOf(B), deadline, onlyImageChanged: true },
    });
  });
});

describe('a rollout that failed', () => {
  const back = { ...failed, running: running(A), deployment: { failed: 'tasks failed', rolledBackTo: revisionOf(A) } };

  it('R20 goes back to the last good one, and is held in the same write, with the digest that alone had changed', () => {
    expect(decide(deploying, sighting(back), 9_000)).toMatchObject({
      no: 'S9',
      act: 'roll-back',
      record: {
        state: 'rolling-back',
        candidate: B,
        lastGood: good(A),
        deadline: 9_000 + TIMEOUT_MS,
        holds: [
          {
            candidate: B.hash,
            digest: B.digests.app,
            reason: `ECS gave it up: "tasks failed", and went back to ${revisionOf(A)}`,
            at: 9_000,
            attempt: 1,
          },
        ],
      },
    });
  });

  it.each([
    ['more than the image had changed', { ...deploying, onlyImageChanged: false }],
    ['two images had changed', { ...deploying, candidate: { ...B, digests: { app: 'sha256:1', side: 'sha256:2' } } }],
    ['its images are those of the last good one', { ...deploying, candidate: { ...B, digests: A.digests } }],
    ['it is the last good one itself', { ...deploying, candidate: A, revision: revisionOf(A) }],
    ['nothing was good before', first],
  ])('R19 is held without its digest where %s', (_sentence, record) => {
    const move = decide(record, sighting(failed), 9_000);
    expect(move.record?.holds[0]).toEqual({
      candidate: record.candidate.hash,
      reason: 'ECS gave it up: "tasks failed to start."',
      at: 9_000,
      attempt: 1,
    });
  });

  it('the first one stays as it is, and says so', () => {
    expect(decide(first, sighting(failed), 9_000)).toMatchObject({
      no: 'S10',
      act: 'hold',
      record: { state: 'held', candidate: B, revision: revisionOf(B) },
    });
  });

  it('the newest twenty holds are kept, one a candidate', () => {
    const letters = [...'fedcb9876543210abcdef'].map((letter, index) => ({
      ...holdOf(candidate(letter)),
      candidate: `${index}`,
    }));
    const again = [{ ...holdOf(B), attempt: 1 }, ...letters];
    const move = decide({ ...deploying, attempt: 2, holds: again }, sighting(failed), 9_000);
    expect(move.record?.holds).toHaveLength(20);
    expect(move.record?.holds.filter((hold) => hold.candidate === B.hash)).toMatchObject([{ attempt: 2 }]);
    expect(move.record?.holds.at(-1)?.candidate).toBe('18');
  });

  it('what was seen in the moment of the write was seen of the revision before', () => {
    const went = decide(deploying, sighting(failed), 9_000).record;
    expect(wordOf(decide(went, sighting(failed), 9_000))).toBe('stay');
  });
});

describe('a rollout that made room', () => {
  it('R21 is replaced in one write: last good one unchanged, a new deadline, first attempt, no hold', () => {
    const seen = sighting({ ...working, wanted: C, onlyImageChanged: true });
    expect(decide({ ...deploying, attempt: 3 }, seen, 7_000)).toEqual({
      stay: false,
      no: 'S11',
      to: 'deploying',
      why: `${C.hash} is wanted instead of ${B.hash}`,
      act: 'deploy',
      record: {
        service: 'backend',
        state: 'deploying',
        candidate: C,
        attempt: 1,
        since: 7_000,
        deadline: 7_000 + TIMEOUT_MS,
        holds: [],
        lastGood: good(A),
        onlyImageChanged: true,
        reason: `${C.hash} is wanted instead of ${B.hash}`,
        last: { from: 'deploying', no: 'S11', at: 7_000 },
      },
    });
  });
});
