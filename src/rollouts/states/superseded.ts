import { holdOn } from '../holds.ts';
import { runsLastGood } from '../in-force.ts';
import { type Go, leaving, rest, stateRule } from '../move.ts';
import { subject } from '../next-record.ts';
import { begins, isHeld, NO_IMAGE, waitsForImage } from '../resting.ts';
import type { RolloutIn } from '../rollout.ts';
import type { Sighting } from '../sighting.ts';

export const superseded = stateRule('superseded', (record, seen, now) => {
  const move =
    waitsForImage(record, seen, now) ??
    goesBack(record, seen, now) ??
    isHeld(record, seen, now) ??
    begins(record, seen, now);
  return move ?? rest(seen.wanted === undefined ? NO_IMAGE : `${seen.wanted.hash} runs, as wanted`);
});

/** S19 */
function goesBack(record: RolloutIn<'superseded'>, seen: Sighting, now: number): Go<'S19'> | undefined {
  const { lastGood } = record;
  const { wanted } = seen;
  if (lastGood === undefined || runsLastGood(record, seen)) return undefined;
  if (wanted !== undefined && holdOn(record, wanted) === undefined) return undefined;
  const why = wanted === undefined ? NO_IMAGE : `${wanted.hash} is held`;
  return leaving(record, now)('S19', `${why}, and another one than the last good one runs`, (kept) => ({
    ...kept,
    ...subject(record),
    state: 'rolling-back',
    lastGood,
    deadline: now + seen.timeoutMs,
  }));
}
