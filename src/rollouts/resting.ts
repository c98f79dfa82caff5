import { holdOn } from './holds.ts';
import { needsRollout } from './in-force.ts';
import { type Go, leaving } from './move.ts';
import { pending } from './next-record.ts';
import type { Candidate, Hold, RecordFields, RolloutIn, RolloutRecord } from './rollout.ts';
import type { Sighting } from './sighting.ts';

/** Where nothing is in flight, the same few things can begin. */

export const NO_IMAGE = 'the tag has no image';

/** S1 */
export function waitsForImage(
  record: RolloutIn<'completed' | 'rolled-back' | 'held' | 'superseded'>,
  seen: Sighting,
  now: number,
): Go<'S1'> | undefined {
  if (seen.wanted !== undefined || seen.running !== undefined) return undefined;
  return leaving(record, now)('S1', `${NO_IMAGE}, and nothing runs`, (kept) => ({
    ...kept,
    state: 'waiting-for-image',
  }));
}

/** S2 */
export function begins(record: RolloutRecord, seen: Sighting, now: number): Go<'S2'> | undefined {
  const { wanted } = seen;
  if (wanted === undefined || holdOn(record, wanted) !== undefined) return undefined;
  if (!needsRollout(record, seen, wanted)) return undefined;
  const attempt = record.candidate?.hash === wanted.hash ? record.attempt : 1;
  return leaving(record, now)('S2', whyBegins(record, seen, wanted), (kept) => pending(kept, seen, wanted, attempt));
}

function whyBegins(record: RecordFields, seen: Sighting, wanted: Candidate): string {
  if (seen.running === undefined) return `${wanted.hash} is wanted, and nothing runs`;
  const good = record.lastGood?.candidate.hash;
  if (good === undefined) return `${wanted.hash} is wanted, and what runs was never rolled out`;
  if (good !== wanted.hash) return `${wanted.hash} is wanted instead of ${good}`;
  return `${wanted.hash} is wanted, and another revision runs`;
}

/** S3 */
export function isHeld(
  record: RolloutIn<'waiting-for-image' | 'completed' | 'rolled-back' | 'superseded'>,
  seen: Sighting,
  now: number,
): Go<'S3'> | undefined {
  const { wanted } = seen;
  const hold = wanted === undefined ? undefined : holdOn(record, wanted);
  if (wanted === undefined || hold === undefined) return undefined;
  return leaving(record, now)('S3', heldSentence(wanted, hold), (kept) => ({
    ...kept,
    state: 'held',
    candidate: wanted,
    attempt: hold.attempt,
  }));
}

export function heldSentence(wanted: Candidate, hold: Hold): string {
  return `${wanted.hash} is held: ${hold.reason}`;
}
