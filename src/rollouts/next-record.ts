import { withHold, withoutHold } from './holds.ts';
import { runs } from './in-force.ts';
import type { Candidate, LastGood, RecordFields, RolloutIn, RolloutRecord } from './rollout.ts';
import type { Running, Sighting } from './sighting.ts';

/** What the records of the next states hold, each made in one place. `kept` is what stays over the move. */

export function pending(
  kept: RecordFields,
  seen: Sighting,
  candidate: Candidate,
  attempt: number,
): RolloutIn<'pending'> {
  const onlyImageChanged = kept.lastGood !== undefined && seen.onlyImageChanged;
  return { ...kept, state: 'pending', candidate, attempt, onlyImageChanged };
}

export function deploying(
  kept: RecordFields,
  seen: Sighting,
  candidate: Candidate,
  onlyImageChanged: boolean,
  now: number,
): RolloutIn<'deploying'> {
  return { ...kept, state: 'deploying', candidate, onlyImageChanged, deadline: now + seen.timeoutMs };
}

/** The failed candidate is held in the very write that leaves its rollout. */
export function rollingBack(
  kept: RecordFields,
  lastGood: LastGood,
  failed: RolloutIn<'deploying' | 'verifying'>,
  seen: Sighting,
  now: number,
): RolloutIn<'rolling-back'> {
  const holds = withHold(failed, failed.candidate, kept.reason, now);
  return { ...kept, ...subject(failed), state: 'rolling-back', lastGood, holds, deadline: now + seen.timeoutMs };
}

/** A first rollout that failed: nothing to go back to, so it stays as it is, held (S10). */
export function failedFirst(
  kept: RecordFields,
  failed: RolloutIn<'deploying' | 'verifying'>,
  now: number,
): RolloutIn<'held'> {
  return { ...held(kept, failed), holds: withHold(failed, failed.candidate, kept.reason, now) };
}

export function held(kept: RecordFields, record: RolloutRecord): RolloutIn<'held'> {
  return { ...kept, ...subject(record), state: 'held' };
}

/** What runs is proven: it is the last good one from now on, and no hold of it is left. */
export function completed(kept: RecordFields, candidate: Candidate, revision: string): RolloutIn<'completed'> {
  const lastGood = { candidate, revision };
  return { ...kept, state: 'completed', candidate, revision, lastGood, holds: withoutHold(kept.holds, candidate) };
}

/** The last good one under the revision that was seen to run it. */
export function seenGood(lastGood: LastGood, running: Running | undefined): LastGood {
  return running !== undefined && runs(lastGood, running) ? { ...lastGood, revision: running.revision } : lastGood;
}

/** The rollout's subject, where it stays the same over the move. */
export function subject(record: RolloutRecord): Pick<RecordFields, 'candidate' | 'revision'> {
  return {
    ...(record.candidate === undefined ? {} : { candidate: record.candidate }),
    ...(record.revision === undefined ? {} : { revision: record.revision }),
  };
}
