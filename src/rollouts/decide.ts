import { released } from './holds.ts';
import type { Move } from './move.ts';
import type { RolloutRecord } from './rollout.ts';
import type { Sighting } from './sighting.ts';
import { completed } from './states/completed.ts';
import { deploying } from './states/deploying.ts';
import { held } from './states/held.ts';
import { decideNone } from './states/none.ts';
import { pending } from './states/pending.ts';
import { rolledBack } from './states/rolled-back.ts';
import { rollingBack } from './states/rolling-back.ts';
import { superseded } from './states/superseded.ts';
import { verifying } from './states/verifying.ts';
import { waitingForImage } from './states/waiting-for-image.ts';

export type { Move } from './move.ts';
export type { Sighting } from './sighting.ts';

/** Every state's rule. */
export const stateRules = {
  'waiting-for-image': waitingForImage,
  pending,
  deploying,
  verifying,
  completed,
  'rolling-back': rollingBack,
  'rolled-back': rolledBack,
  held,
  superseded,
} as const;

/**
 * What a service's rollout does next. Pure: the same record and sighting give the same move. At most one transition a
 * call; the caller writes the record on the condition that the old one still stands, acts, and decides again until the
 * answer is `stay`. After `deploy` and `roll-back` another revision is watched: it must look again first. A pass that dies
 * between write and act needs no memory: `effectWanted` still says what is due.
 *
 * @param now milliseconds since 1970
 */
export function decide(record: RolloutRecord | undefined, seen: Sighting, now: number): Move {
  if (record === undefined) return decideNone(seen, now);
  const move = decideIn(record, sinceEntered(record, seen, now), now);
  if (seen.release === undefined || (!move.stay && move.no === 'S17')) return move;
  const holds = released(record, seen.release.hash, seen.wanted);
  if (holds === record.holds) return move;
  return { stay: true, why: `${seen.release.hash} was released`, lookAgainAt: now, record: { ...record, holds } };
}

/** What was seen in the moment in which a revision began to be watched was seen of the one before: it proves nothing. */
function sinceEntered(record: RolloutRecord, seen: Sighting, now: number): Sighting {
  const watchedAnew = record.state === 'deploying' || record.state === 'rolling-back';
  return watchedAnew && now <= record.since ? { ...seen, deployment: 'none', tasksOnRevision: false } : seen;
}

function decideIn(record: RolloutRecord, seen: Sighting, now: number): Move {
  switch (record.state) {
    case 'waiting-for-image':
      return stateRules['waiting-for-image'].decide(record, seen, now);
    case 'pending':
      return stateRules.pending.decide(record, seen, now);
    case 'deploying':
      return stateRules.deploying.decide(record, seen, now);
    case 'verifying':
      return stateRules.verifying.decide(record, seen, now);
    case 'completed':
      return stateRules.completed.decide(record, seen, now);
    case 'rolling-back':
      return stateRules['rolling-back'].decide(record, seen, now);
    case 'rolled-back':
      return stateRules['rolled-back'].decide(record, seen, now);
    case 'held':
      return stateRules.held.decide(record, seen, now);
    case 'superseded':
      return stateRules.superseded.decide(record, seen, now);
  }
}
