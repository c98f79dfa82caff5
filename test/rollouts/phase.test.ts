import { describe, expect, it } from 'vitest';
import { phaseOf } from '../../src/rollouts/phase.ts';
import type { RolloutRecord } from '../../src/rollouts/rollout.ts';
import { A, B, good, recordIn } from './cases.ts';

const lastGood = good(A);
const reason = 'because';

describe('the phase that people read', () => {
  it.each<[RolloutRecord | undefined, string, string]>([
    [undefined, 'none', 'not rolled out by ecs-steward so far'],
    [recordIn('waiting-for-image', A), 'waiting-for-image', 'waiting for first push'],
    [recordIn('waiting-for-image', A, { lastGood, reason }), 'waiting-for-image', 'waiting for a push: because'],
    [recordIn('pending', B, { reason }), 'pending', 'waiting for its turn: because'],
    [recordIn('deploying', B, { reason }), 'deploying', `ECS is rolling out ${B.hash}: because`],
    [recordIn('verifying', B, { reason, attempt: 2 }), 'verifying', `checking ${B.hash} (attempt 2): because`],
    [recordIn('completed', A, { lastGood, reason }), 'completed', `${A.hash} runs: because`],
    [
      recordIn('completed', A, { lastGood, reason, sameImage: B }),
      'completed',
      `${A.hash} runs: because; ${B.hash} is the same image under another index`,
    ],
    [recordIn('rolling-back', B, { lastGood, reason }), 'rolling-back', `going back to ${A.hash}: because`],
    [recordIn('rolled-back', B, { lastGood, reason }), 'rolled-back', `back on ${A.hash}: because`],
    [recordIn('held', B, { lastGood, reason }), 'held', 'because'],
    [recordIn('held', B, { reason }), 'held', 'never worked: because'],
    [recordIn('superseded', B, { reason }), 'superseded', 'because'],
  ])('of record %# is one sentence', (record, phase, why) => {
    expect(phaseOf(record)).toEqual({ phase, why });
  });

  it('is the same as long as the record is', () => {
    const record = recordIn('deploying', B, { lastGood });
    expect(phaseOf(structuredClone(record))).toEqual(phaseOf(record));
  });
});
