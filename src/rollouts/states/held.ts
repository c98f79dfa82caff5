import { holdOn, released } from '../holds.ts';
import { arrived, needsRollout } from '../in-force.ts';
import { type Go, leaving, rest, stateRule } from '../move.ts';
import { completed, pending } from '../next-record.ts';
import { begins, heldSentence, NO_IMAGE, waitsForImage } from '../resting.ts';
import type { RolloutIn } from '../rollout.ts';
import type { Sighting } from '../sighting.ts';

export const held = stateRule('held', (record, seen, now) => {
  const move =
    runsAgain(record, seen, now) ??
    isReleased(record, seen, now) ??
    waitsForImage(record, seen, now) ??
    begins(record, seen, now);
  if (move !== undefined) return move;
  const { wanted } = seen;
  if (wanted === undefined) return rest(`${NO_IMAGE} any more; ${record.reason}`);
  const hold = holdOn(record, wanted);
  return rest(hold === undefined ? 'the last good one is not up yet' : heldSentence(wanted, hold));
});

/** S18: only on what once was good; else a release alone would make a bad revision `completed` (R21). */
function runsAgain(record: RolloutIn<'held'>, seen: Sighting, now: number): Go<'S18'> | undefined {
  const { wanted, running } = seen;
  if (wanted === undefined || running === undefined) return undefined;
  if (needsRollout(record, seen, wanted) || !arrived(record, seen)) return undefined;
  return leaving(record, now)('S18', `${wanted.hash} is wanted, and runs`, (kept) =>
    completed(kept, wanted, running.revision),
  );
}

/** S17: the attempt grows, so that whatever may run once an attempt may run once more. */
function isReleased(record: RolloutIn<'held'>, seen: Sighting, now: number): Go<'S17'> | undefined {
  const { wanted, release } = seen;
  if (wanted === undefined || release === undefined) return undefined;
  const hold = holdOn(record, wanted);
  const holds = released(record, release.hash, wanted);
  if (hold === undefined || holdOn({ ...record, holds }, wanted) !== undefined) return undefined;
  const attempt = hold.candidate === wanted.hash ? hold.attempt + 1 : 1;
  return leaving(record, now)('S17', `${wanted.hash} was released`, (kept) =>
    pending({ ...kept, holds }, seen, wanted, attempt),
  );
}
