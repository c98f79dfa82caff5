import { describe, expect, it } from 'vitest';
import { stateRules } from '../../src/rollouts/decide.ts';
import { readRolloutRecord } from '../../src/rollouts/record-schema.ts';
import { type RolloutRecord, withRevision } from '../../src/rollouts/rollout.ts';
import { A, B, good, holdOf, recordIn } from './cases.ts';

const full = { lastGood: good(A), holds: [{ ...holdOf(B), digest: 'sha256:b' }], sameImage: B, revision: 'arn:b' };

describe('a record that is read back', () => {
  it.each(Object.values(stateRules).map((rule) => rule.state))('is the same: %s', (state) => {
    const record = recordIn(state, B, full);
    expect(readRolloutRecord(JSON.parse(JSON.stringify(record)))).toEqual({ ok: true, record });
  });

  it('R34 keeps members of a newer version, at any depth', () => {
    const record = { ...recordIn('held', B, full), policy: 'wait', holds: [{ ...holdOf(B), by: 'anna' }] };
    expect(readRolloutRecord(record)).toEqual({ ok: true, record });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'its root'],
    ['text', 'held', 'its root'],
    ['an empty object', {}, 'state'],
    ['a state that does not exist', { ...recordIn('held', B), state: 'paused' }, 'state'],
    ['a rollout without a candidate', { ...recordIn('pending', B), candidate: undefined }, 'candidate'],
    ['a rollout without a deadline', { ...recordIn('deploying', B), deadline: undefined }, 'deadline'],
    ['a way back to nowhere', recordIn('rolling-back', B), 'lastGood'],
    ['a hold without a candidate', { ...recordIn('held', B), holds: [{}] }, 'holds.0.candidate'],
    ['a row that is not in the table', { ...recordIn('held', B), last: { from: 'none', no: 'S99', at: 0 } }, 'last.no'],
  ])('R3 is damaged, never empty: %s', (_what, body, place) => {
    expect(readRolloutRecord(body)).toEqual({ ok: false, problem: `the rollout record is damaged at ${place}` });
  });
});

describe('the revision of a record', () => {
  const record: RolloutRecord = recordIn('deploying', B);

  it('is put in once it is known, and the rest stays', () => {
    expect(withRevision(record, 'arn:b')).toEqual({ ...record, revision: 'arn:b' });
  });

  it('changes nothing where it is known', () => {
    const known = withRevision(record, 'arn:b');
    expect(withRevision(known, 'arn:b')).toBe(known);
  });
});
