import { rest, stateRule } from '../move.ts';
import { begins, isHeld, NO_IMAGE, waitsForImage } from '../resting.ts';

export const rolledBack = stateRule('rolled-back', (record, seen, now) => {
  const move = waitsForImage(record, seen, now) ?? isHeld(record, seen, now) ?? begins(record, seen, now);
  if (move !== undefined) return move;
  return rest(
    seen.wanted === undefined ? `${NO_IMAGE}; the last good one runs` : 'the last good one is wanted, and runs',
  );
});
