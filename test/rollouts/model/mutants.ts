import { decide } from '../../../src/rollouts/decide.ts';
import { holdOn } from '../../../src/rollouts/holds.ts';
import type { Candidate, RolloutRecord } from '../../../src/rollouts/rollout.ts';
import type { Sighting } from '../../../src/rollouts/sighting.ts';
import type { Decide } from './steps.ts';
import { revisionOf, START } from './world.ts';

/** The mistakes that the model must find, each as small as somebody would make it. */

/** Back to the revision that was started before this one, good or not. */
export const backToPrevious: Decide = (record, seen, now) => {
  const move = decide(record, seen, now);
  if (move.stay) return move;
  if (move.no === 'S11' && record?.candidate !== undefined) {
    const note = { ...move.record, previous: record.candidate };
    return { ...move, record: note };
  }
  const previous = previousOf(record);
  if ((move.no !== 'S9' && move.no !== 'S14') || previous === undefined) return move;
  return {
    ...move,
    record: { ...move.record, lastGood: { candidate: previous, revision: revisionOf(previous.hash) } },
  };
};

function previousOf(record: (RolloutRecord & { readonly previous?: Candidate }) | undefined): Candidate | undefined {
  return record?.previous;
}

/** A different digest clears the holds instead of only ending the state `held`. */
export const anotherDigestClearsTheHold: Decide = (record, seen, now) => {
  const move = decide(record, seen, now);
  if (move.stay || move.no !== 'S2' || record?.state !== 'held') return move;
  return { ...move, record: { ...move.record, holds: [] } };
};

/** S11 as two writes: superseded first, whatever the gates say; the new one begins later. */
export const supersedesInTwoWrites: Decide = (record, seen, now) => {
  const move = decide(record, seen, now);
  if (record?.state !== 'deploying' || !(move.stay || move.no === 'S11') || !isReplaced(record, seen)) return move;
  const { deadline, ...kept } = record;
  const written = { ...kept, state: 'superseded', last: { from: 'deploying', no: 'S4', at: now } } as const;
  return { stay: false, no: 'S4', to: 'superseded', why: 'mutant', record: written, act: 'none' };
};

function isReplaced(record: RolloutRecord, { wanted }: Sighting): boolean {
  return wanted !== undefined && wanted.hash !== record.candidate?.hash && holdOn(record, wanted) === undefined;
}

/** S18 asks only whether wanted is what runs. */
export const completedWithoutLastGood: Decide = (record, seen, now) => {
  const { wanted, running } = seen;
  if (record?.state !== 'held' || wanted === undefined || running?.candidateHash !== wanted.hash) {
    return decide(record, seen, now);
  }
  const lastGood = { candidate: wanted, revision: running.revision };
  const written = {
    ...record,
    state: 'completed',
    candidate: wanted,
    lastGood,
    last: { from: 'held', no: 'S18', at: now },
  } as const;
  return { stay: false, no: 'S18', to: 'completed', why: 'mutant', record: written, act: 'none' };
};

/** Nothing ever runs out of time. */
export const withoutDeadline: Decide = (record, seen) => decide(record, seen, START);

/** The last good one may be tried without end: whatever fails on it, it is never held. */
export const neverHoldsTheLastGood: Decide = (record, seen, now) => {
  const move = decide(record, seen, now);
  if (move.stay) return move;
  const { lastGood } = move.record;
  const holds = move.record.holds.filter((hold) => hold.candidate !== lastGood?.candidate.hash);
  return { ...move, record: { ...move.record, holds } };
};
