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
  upOn,
  wordOf,
} from '../cases.ts';

const completed = recordIn('completed', A, { lastGood: good(A), revision: revisionOf(A) });
const holdsB = { ...completed, holds: [holdOf(B)] };

describe('a completed rollout', () => {
  it.each<Case>([
    ['R13 rests while what is wanted runs', completed, { wanted: A, ...upOn(A) }, 'stay'],
    [
      'rests while ECS replaces tasks of the same revision',
      completed,
      { wanted: A, running: running(A), deployment: 'in-progress' },
      'stay',
    ],
    ['begins with another candidate', completed, { wanted: B, ...upOn(A) }, 'S2 pending'],
    ['begins again where another revision took its place', completed, { wanted: A, running: running(C) }, 'S2 pending'],
    ['begins again where the service is gone', completed, { wanted: A }, 'S2 pending'],
    [
      'begins again where the revision has no candidate of ours',
      completed,
      { wanted: A, running: { revision: 'arn:foreign', digests: A.digests } },
      'S2 pending',
    ],
    ['R19 holds a held candidate that is pushed again', holdsB, { wanted: B, ...upOn(A) }, 'S3 held'],
    ['runs on without an image', completed, upOn(A), 'stay'],
    ['waits for a push without image and service', completed, {}, 'S1 waiting-for-image'],
  ])('%s', (_sentence, record, seen, word) => {
    expect(wordOf(decide(record, sighting(seen), 1_000))).toBe(word);
  });

  it('R19 holds any candidate with a held digest, but for the last good one', () => {
    const digest = B.digests.app ?? '';
    const other = { ...candidate('e'), digests: { app: digest } };
    const holds = [{ ...holdOf(B), digest }];
    expect(wordOf(decide({ ...completed, holds }, sighting({ wanted: other, ...upOn(A) }), 0))).toBe('S3 held');
    const goodWithIt = { ...completed, holds, candidate: other, lastGood: good(other) };
    expect(wordOf(decide(goodWithIt, sighting({ wanted: other, ...upOn(other) }), 0))).toBe('stay');
  });

  it('two candidates with one revision are told apart by the record, not by the revision’s tag', () => {
    const later = { ...completed, candidate: B, lastGood: { candidate: B, revision: revisionOf(A) } };
    expect(wordOf(decide(later, sighting({ wanted: B, ...upOn(A) }), 0))).toBe('stay');
    expect(wordOf(decide(later, sighting({ wanted: A, ...upOn(A) }), 0))).toBe('S2 pending');
  });

  it('keeps the attempt of the same candidate, and begins another one with its first', () => {
    const third = { ...completed, attempt: 3 };
    expect(decide(third, sighting({ wanted: A }), 0)).toMatchObject({ record: { attempt: 3 } });
    expect(decide(third, sighting({ wanted: B }), 0)).toMatchObject({ record: { attempt: 1 } });
  });

  it('remembers for a hold whether the image alone has changed', () => {
    const begun = (onlyImageChanged: boolean) => decide(completed, sighting({ wanted: B, onlyImageChanged }), 0);
    expect(begun(true)).toMatchObject({ record: { onlyImageChanged: true } });
    expect(begun(false)).toMatchObject({ record: { onlyImageChanged: false } });
  });
});

describe('an index whose digest alone changed', () => {
  const same = sighting({ wanted: B, ...upOn(A), sameImage: true });

  it('is recorded, not rolled out', () => {
    const move = decide(completed, same, 9_000);
    expect(move).toEqual({
      stay: true,
      why: `${B.hash} is the image that runs, under another index`,
      record: { ...completed, sameImage: B },
    });
  });

  it('R13 is recorded once', () => {
    const recorded = { ...completed, sameImage: B };
    const move = decide(recorded, { ...same, sameImage: false }, 9_000);
    expect(move.stay && move.record).toBeUndefined();
    expect(wordOf(move)).toBe('stay');
  });

  it('is rolled out where another revision runs', () => {
    expect(wordOf(decide(completed, { ...same, running: running(C) }, 0))).toBe('S2 pending');
  });

  it('is forgotten when another candidate begins', () => {
    const move = decide({ ...completed, sameImage: B }, sighting({ wanted: C, ...upOn(A) }), 0);
    expect(move.record).not.toHaveProperty('sameImage');
  });
});
