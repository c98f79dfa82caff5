import { holdOn } from './holds.ts';
import type { Candidate, Hold, RecordFields, RolloutRecord } from './rollout.ts';
import type { Running, Sighting } from './sighting.ts';

/** A candidate with its revision, once that is known. */
export interface Target {
  readonly candidate: Candidate;
  readonly revision?: string;
}

/** What a sighting's `deployment`, `tasksOnRevision` and `targetsHealthy` are judged against. */
export function watched(record: RolloutRecord): Target | undefined {
  switch (record.state) {
    case 'deploying':
    case 'verifying':
      return targetOf(record.candidate, record.revision);
    case 'completed':
    case 'rolling-back':
    case 'rolled-back':
    case 'waiting-for-image':
    case 'pending':
    case 'held':
    case 'superseded':
      return record.lastGood;
  }
}

function targetOf(candidate: Candidate, revision: string | undefined): Target {
  return revision === undefined ? { candidate } : { candidate, revision };
}

/**
 * What the service is to be planned from now, whole: revision, target groups, rule. undefined: nothing was ever good, or
 * the way back failed, too (S16): the service is left as it is.
 */
export function effectWanted(record: RolloutRecord): Target | undefined {
  const target = watched(record);
  return target === undefined || wayBackFailed(record) ? undefined : target;
}

export function candidateInForce(record: RolloutRecord): Candidate | undefined {
  return effectWanted(record)?.candidate;
}

/** After a failed way back the last good one is not sent again by itself, until it is released or a rollout replaces it. */
function wayBackFailed(record: RolloutRecord): boolean {
  switch (record.state) {
    case 'deploying':
    case 'verifying':
    case 'rolling-back':
      return false;
    default:
      return record.lastGood !== undefined && holdOn(record, record.lastGood.candidate) !== undefined;
  }
}

/** What the document wants and does not get, and why; undefined: it gets it. */
export interface Withheld {
  readonly why: string;
  readonly hold?: Hold;
}

export function withheld(record: RolloutRecord, wanted: Candidate): Withheld | undefined {
  if (candidateInForce(record)?.hash === wanted.hash || record.sameImage?.hash === wanted.hash) return undefined;
  const hold = holdOn(record, wanted);
  return hold === undefined ? { why: record.reason } : { why: hold.reason, hold };
}

/** Does this revision run what `target` is? By its ARN, else by the candidate that its tag names. */
export function runs(target: Target | undefined, running: Running | undefined): boolean {
  if (target === undefined || running === undefined) return false;
  return running.revision === target.revision || running.candidateHash === target.candidate.hash;
}

export function runsLastGood(record: RecordFields, seen: Sighting): boolean {
  return runs(record.lastGood, seen.running);
}

/** S2's guard: wanted is not what runs, or what runs never was good. */
export function needsRollout(record: RecordFields, seen: Sighting, wanted: Candidate): boolean {
  return !runsLastGood(record, seen) || record.lastGood?.candidate.hash !== wanted.hash;
}

/** ECS is done on what is watched: its deployment completed, and no task of another revision runs. */
export function arrived(record: RolloutRecord, seen: Sighting): boolean {
  return seen.deployment === 'completed' && seen.tasksOnRevision && runs(watched(record), seen.running);
}
