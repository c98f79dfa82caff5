import type { Candidate, Hold, RecordFields } from './rollout.ts';

const MOST_HOLDS = 20;

/** The hold that keeps this candidate from being rolled out, if any. A held digest never locks the last good one out (R19). */
export function holdOn(record: RecordFields, candidate: Candidate): Hold | undefined {
  const isLastGood = candidate.hash === record.lastGood?.candidate.hash;
  return record.holds.find((hold) => hold.candidate === candidate.hash || (!isLastGood && hasDigest(candidate, hold)));
}

function hasDigest(candidate: Candidate, hold: Hold): boolean {
  return hold.digest !== undefined && Object.values(candidate.digests).includes(hold.digest);
}

/** The holds with one more for the candidate that failed; the oldest beyond twenty is forgotten. */
export function withHold(record: RecordFields, failed: Candidate, reason: string, now: number): readonly Hold[] {
  const digest = onlyNewDigest(record, failed);
  const hold = { candidate: failed.hash, reason, at: now, attempt: record.attempt };
  return [digest === undefined ? hold : { ...hold, digest }, ...withoutHold(record.holds, failed)].slice(0, MOST_HOLDS);
}

export function withoutHold(holds: readonly Hold[], candidate: Candidate): readonly Hold[] {
  return holds.filter((hold) => hold.candidate !== candidate.hash);
}

/**
 * The one image that had changed against the last good candidate, if nothing else had. With two new images nobody can
 * tell which of them is bad: then the candidate is held, and no digest.
 */
function onlyNewDigest(record: RecordFields, failed: Candidate): string | undefined {
  if (record.onlyImageChanged !== true || record.lastGood === undefined) return undefined;
  const good = new Set(Object.values(record.lastGood.candidate.digests));
  const fresh = [...new Set(Object.values(failed.digests))].filter((digest) => !good.has(digest));
  return fresh.length === 1 ? fresh[0] : undefined;
}

/**
 * The holds after a person released `hash`: that candidate's hold goes, and where it is the wanted one, no other hold keeps
 * its digest any more. The very same list where nothing was let go.
 */
export function released(record: RecordFields, hash: string, wanted: Candidate | undefined): readonly Hold[] {
  const kept = record.holds
    .filter((hold) => hold.candidate !== hash)
    .map((hold) => (wanted?.hash === hash && hasDigest(wanted, hold) ? withoutDigest(hold) : hold));
  const same = kept.length === record.holds.length && kept.every((hold, index) => hold === record.holds[index]);
  return same ? record.holds : kept;
}

function withoutDigest({ digest, ...hold }: Hold): Hold {
  return hold;
}
