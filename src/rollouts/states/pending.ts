import { holdOn } from '../holds.ts';
import { arrived, runsLastGood } from '../in-force.ts';
import { leaving, type MoveFrom, rest, stateRule } from '../move.ts';
import { completed, deploying, held, subject } from '../next-record.ts';
import { NO_IMAGE } from '../resting.ts';
import type { RolloutIn } from '../rollout.ts';
import type { Sighting } from '../sighting.ts';

export const pending = stateRule('pending', (record, seen, now) => {
  const { wanted, gates } = seen;
  if (wanted === undefined) return imageGone(record, seen, now);
  const leave = leaving(record, now);
  const hold = holdOn(record, wanted);
  if (wanted.hash !== record.candidate.hash || hold !== undefined) {
    const why = hold === undefined ? `${wanted.hash} is wanted instead` : `${wanted.hash} is held: ${hold.reason}`;
    return leave('S4', `${record.candidate.hash} did not begin: ${why}`, (kept) => ({
      ...kept,
      ...subject(record),
      state: 'superseded',
    }));
  }
  if (!gates.open) return { stay: true, no: 'S5', why: gates.why };
  const onlyImage = record.onlyImageChanged === true;
  return leave('S7', `${wanted.hash} begins`, (kept) => deploying(kept, seen, wanted, onlyImage, now));
});

/** S20: an image that went away before its rollout began leaves the service with what it has. */
function imageGone(record: RolloutIn<'pending'>, seen: Sighting, now: number): MoveFrom<'pending'> {
  const { lastGood } = record;
  const { running } = seen;
  const leave = leaving(record, now);
  if (running === undefined) {
    return leave('S20', `${NO_IMAGE} any more, and nothing runs`, (kept) => ({ ...kept, state: 'waiting-for-image' }));
  }
  if (lastGood === undefined || !runsLastGood(record, seen) || typeof seen.deployment === 'object') {
    const why = `${NO_IMAGE} any more, and what runs is not a good one`;
    return leave('S20', why, (kept) => held(kept, record));
  }
  if (!arrived(record, seen)) return rest(`${NO_IMAGE} any more, and the last good one is not up yet`);
  const why = `${NO_IMAGE} any more; the last good one runs`;
  return leave('S20', why, (kept) => completed(kept, lastGood.candidate, running.revision));
}
