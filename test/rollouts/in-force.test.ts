import { describe, expect, it } from 'vitest';
import { candidateInForce, effectWanted, runs, watched, withheld } from '../../src/rollouts/in-force.ts';
import type { RolloutRecord } from '../../src/rollouts/rollout.ts';
import { A, B, C, good, holdOf, recordIn, revisionOf, running } from './cases.ts';

const lastGood = good(A);

describe('the candidate in force', () => {
  it.each<[string, RolloutRecord, string | undefined]>([
    ['none while the first image is awaited', recordIn('waiting-for-image', A), undefined],
    ['the last good one while an image is awaited', recordIn('waiting-for-image', B, { lastGood }), A.hash],
    ['none before the first rollout began', recordIn('pending', B), undefined],
    ['the last good one before a rollout began', recordIn('pending', B, { lastGood }), A.hash],
    ['the new one during its rollout', recordIn('deploying', B, { lastGood }), B.hash],
    ['the new one during its checks', recordIn('verifying', B, { lastGood }), B.hash],
    ['the last good one once a rollout is completed', recordIn('completed', A, { lastGood }), A.hash],
    ['the last good one on the way back', recordIn('rolling-back', B, { lastGood }), A.hash],
    ['the last good one after the way back', recordIn('rolled-back', B, { lastGood }), A.hash],
    ['the last good one while another is held', recordIn('held', B, { lastGood, holds: [holdOf(B)] }), A.hash],
    ['none when the first rollout failed', recordIn('held', B, { holds: [holdOf(B)] }), undefined],
    ['none after a way back that failed', recordIn('held', B, { lastGood, holds: [holdOf(A), holdOf(B)] }), undefined],
    [
      'none for the next one after a way back that failed',
      recordIn('pending', C, { lastGood, holds: [holdOf(A)] }),
      undefined,
    ],
    ['the last good one on a second way back', recordIn('rolling-back', B, { lastGood, holds: [holdOf(A)] }), A.hash],
    ['the last good one when a rollout gave way', recordIn('superseded', B, { lastGood }), A.hash],
  ])('is %s', (_sentence, record, hash) => {
    expect(candidateInForce(record)?.hash).toBe(hash);
  });

  it('comes with its revision once that is known', () => {
    expect(effectWanted(recordIn('deploying', B, { lastGood }))).toEqual({ candidate: B });
    expect(effectWanted(recordIn('deploying', B, { revision: revisionOf(B) }))).toEqual(good(B));
    expect(effectWanted(recordIn('rolling-back', B, { lastGood, revision: revisionOf(B) }))).toEqual(lastGood);
  });

  it('is what is watched, but for a failed way back, which is watched only', () => {
    const noWayBack = recordIn('held', B, { lastGood, holds: [holdOf(A)] });
    expect(watched(noWayBack)).toEqual(lastGood);
    expect(effectWanted(noWayBack)).toBeUndefined();
  });
});

describe('what is withheld', () => {
  const held = recordIn('held', B, { lastGood, holds: [holdOf(B, 'a check failed')] });

  it('is nothing where wanted is in force', () => {
    expect(withheld(held, A)).toBeUndefined();
    expect(withheld(recordIn('deploying', B, { lastGood }), B)).toBeUndefined();
  });

  it('is a held candidate, with its hold', () => {
    expect(withheld(held, B)).toEqual({ why: 'a check failed', hold: holdOf(B, 'a check failed') });
  });

  it('is a candidate that waits for its turn', () => {
    expect(withheld(recordIn('pending', C, { lastGood, reason: 'C is wanted' }), C)).toEqual({ why: 'C is wanted' });
  });

  it('is not the same image under another index', () => {
    expect(withheld(recordIn('completed', A, { lastGood, sameImage: B }), B)).toBeUndefined();
  });
});

describe('what runs', () => {
  it.each([
    ['the same revision', good(A), { ...running(A), candidateHash: 'x' }, true],
    ['another revision of the same candidate', good(A), { ...running(A), revision: 'arn:other' }, true],
    ['another revision', good(A), running(B), false],
    ['a revision without a candidate', good(A), { revision: 'arn:other', digests: A.digests }, false],
    ['nothing', good(A), undefined, false],
    ['something, where nothing is expected', undefined, running(A), false],
  ])('is told apart: %s', (_sentence, target, seen, expected) => {
    expect(runs(target, seen)).toBe(expected);
  });
});
