import { runsLastGood } from '../in-force.ts';
import { rest, type Stay, stateRule } from '../move.ts';
import { begins, isHeld, NO_IMAGE, waitsForImage } from '../resting.ts';
import type { RolloutIn } from '../rollout.ts';
import type { Sighting } from '../sighting.ts';

export const completed = stateRule(
  'completed',
  (record, seen, now) =>
    waitsForImage(record, seen, now) ??
    isHeld(record, seen, now) ??
    sameImage(record, seen) ??
    begins(record, seen, now) ??
    rest(
      seen.wanted === undefined ? `${NO_IMAGE}; the last good one runs on` : `${record.candidate.hash} runs, as wanted`,
    ),
);

/** An index whose digest alone changed: the new one goes into the record, and the service stays on the old one. */
function sameImage(record: RolloutIn<'completed'>, seen: Sighting): Stay | undefined {
  const { wanted } = seen;
  if (wanted === undefined || !runsLastGood(record, seen)) return undefined;
  if (wanted.hash === record.lastGood.candidate.hash) return undefined;
  const why = `${wanted.hash} is the image that runs, under another index`;
  if (record.sameImage?.hash === wanted.hash) return rest(why);
  return seen.sameImage === true ? { stay: true, why, record: { ...record, sameImage: wanted } } : undefined;
}
