import { withHold, withoutHold } from '../holds.ts';
import { ecsFailure, missing, pastDeadline } from '../in-flight.ts';
import { arrived } from '../in-force.ts';
import { leaving, type MoveFrom, stateRule, watch } from '../move.ts';
import { held, seenGood, subject } from '../next-record.ts';
import type { RolloutIn } from '../rollout.ts';

export const rollingBack = stateRule('rolling-back', (record, seen, now) => {
  const failure = ecsFailure(seen);
  if (failure !== undefined) return fails(record, now, failure);
  if (arrived(record, seen)) {
    const lastGood = seenGood(record.lastGood, seen.running);
    const why = record.reason;
    return leaving(record, now)('S15', why, (kept) => ({
      ...kept,
      ...subject(record),
      state: 'rolled-back',
      lastGood,
      holds: withoutHold(kept.holds, lastGood.candidate),
    }));
  }
  if (pastDeadline(record, now)) return fails(record, now, `time is up: ${missing(seen)}`);
  return watch(`on the way back to ${record.lastGood.candidate.hash}: ${missing(seen)}`, now, record.deadline);
});

/** S16: the last good one is held as well, so nothing tries it again by itself; a release or a new candidate does. */
function fails(record: RolloutIn<'rolling-back'>, now: number, failure: string): MoveFrom<'rolling-back'> {
  const good = record.lastGood.candidate;
  const why = `the way back to ${good.hash} failed: ${failure}`;
  return leaving(record, now)('S16', why, (kept) => ({
    ...held(kept, record),
    holds: withHold({ ...kept, onlyImageChanged: false }, good, why, now),
  }));
}
