import { holdOn } from '../holds.ts';
import { ecsFailure, isUp, missing, pastDeadline, stop } from '../in-flight.ts';
import { leaving, type MoveFrom, stateRule, watch } from '../move.ts';
import { deploying as deployingRecord, failedFirst, rollingBack } from '../next-record.ts';
import type { RolloutIn } from '../rollout.ts';
import type { Sighting } from '../sighting.ts';

/** Facts first: a failure is not forgotten for a newer push, and what is done counts as done even past its deadline. */
export const deploying = stateRule('deploying', (record, seen, now) => {
  const failure = ecsFailure(seen);
  if (failure !== undefined) return fails(record, seen, now, failure);
  if (isUp(record, seen)) return done(record, now);
  if (pastDeadline(record, now)) return fails(record, seen, now, `time is up: ${missing(seen)}${stop(seen)}`);
  return superseded(record, seen, now) ?? watch(missing(seen), now, record.deadline);
});

/** The checks get two minutes at least, also after a deployment that used its time up to the end. */
const CHECKS_MS = 120_000;

/** S8. Begun at 0 with 30 min: done at 10 min → checks until 30 min; done at 29 min 30 s → checks until 31 min 30 s. */
function done(record: RolloutIn<'deploying'>, now: number): MoveFrom<'deploying'> {
  const { candidate, onlyImageChanged, revision } = record;
  return leaving(record, now)('S8', `${candidate.hash} is up, its checks begin`, (kept) => ({
    ...kept,
    state: 'verifying',
    candidate,
    deadline: Math.max(record.deadline, now + CHECKS_MS),
    ...(onlyImageChanged === undefined ? {} : { onlyImageChanged }),
    ...(revision === undefined ? {} : { revision }),
  }));
}

/** S9, S10 */
function fails(record: RolloutIn<'deploying'>, seen: Sighting, now: number, failure: string): MoveFrom<'deploying'> {
  const { lastGood } = record;
  const leave = leaving(record, now);
  if (lastGood === undefined) return leave('S10', failure, (kept) => failedFirst(kept, record, now));
  return leave('S9', failure, (kept) => rollingBack(kept, lastGood, record, seen, now));
}

/** S11: one write, so that nothing rests behind a gate on a revision that nobody verified (R21). */
function superseded(record: RolloutIn<'deploying'>, seen: Sighting, now: number): MoveFrom<'deploying'> | undefined {
  const { wanted } = seen;
  if (wanted === undefined || wanted.hash === record.candidate.hash || !seen.gates.open) return undefined;
  if (holdOn(record, wanted) !== undefined) return undefined;
  const onlyImage = record.lastGood !== undefined && seen.onlyImageChanged;
  return leaving(record, now)('S11', `${wanted.hash} is wanted instead of ${record.candidate.hash}`, (kept) => ({
    ...deployingRecord(kept, seen, wanted, onlyImage, now),
    attempt: 1,
  }));
}
