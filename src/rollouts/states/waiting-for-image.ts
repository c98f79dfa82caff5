import { arrived } from '../in-force.ts';
import { leaving, rest, stateRule } from '../move.ts';
import { completed } from '../next-record.ts';
import { begins, isHeld, NO_IMAGE } from '../resting.ts';

export const waitingForImage = stateRule('waiting-for-image', (record, seen, now) => {
  const { wanted, running } = seen;
  if (wanted === undefined) return rest(NO_IMAGE);
  const move = isHeld(record, seen, now) ?? begins(record, seen, now);
  if (move !== undefined) return move;
  if (running === undefined || !arrived(record, seen)) return rest('the last good one is not up yet');
  const why = `${wanted.hash} is wanted, and runs again`;
  return leaving(record, now)('S18', why, (kept) => completed(kept, wanted, running.revision));
});
