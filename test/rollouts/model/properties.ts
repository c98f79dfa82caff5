import { inTable } from '../../../src/rollouts/transitions.ts';
import type { ModelStep } from './steps.ts';
import { digestIn, FOREIGN, isInFlight, type ModelWorld, missingEffect } from './world.ts';

type Property = (before: ModelWorld, step: ModelStep) => string | undefined;

/** What no step may break; each answers what it found broken. The oracle is asked, never the record about itself. */
const properties: readonly Property[] = [
  nothingHeldStarts,
  backOnlyToGood,
  onlyTheRolloutsCandidateStarts,
  goodIsWhatRuns,
  completedIsVerified,
  noStartedCandidateIsDropped,
  nothingUnverifiedRests,
  onlyTheTable,
];

export function brokenProperty(before: ModelWorld, step: ModelStep): string | undefined {
  for (const property of properties) {
    const said = property(before, step);
    if (said !== undefined) return said;
  }
  return undefined;
}

function onlyTheTable({ record }: ModelWorld, { move }: ModelStep): string | undefined {
  if (move === undefined || move.stay) return undefined;
  const from = record?.state ?? 'none';
  const { last } = move.record;
  if (last.from !== from || last.no !== move.no) return `R22 the record says ${last.from} ${last.no}`;
  return inTable(from, move.no, move.to) ? undefined : `R22 ${from} ${move.no} ${move.to} is not in the table`;
}

function nothingHeldStarts({ oracle }: ModelWorld, { sent }: ModelStep): string | undefined {
  if (sent === undefined || sent === oracle.good) return undefined;
  if (oracle.held.includes(sent)) return `R19 ${sent} is held and was started`;
  return oracle.heldDigests.includes(digestIn(sent)) ? `R19 the digest of ${sent} is held and was started` : undefined;
}

function onlyTheRolloutsCandidateStarts(before: ModelWorld, { sent }: ModelStep): string | undefined {
  if (sent === undefined || sent === before.oracle.good) return undefined;
  const { record } = before;
  const rollsOut = record?.state === 'deploying' || record?.state === 'verifying';
  return rollsOut && record.candidate.hash === sent ? undefined : `R23 ${sent} was started beside the rollout`;
}

function backOnlyToGood({ record, oracle }: ModelWorld, { sent, to }: ModelStep): string | undefined {
  if (record?.state === 'rolling-back' && sent !== undefined && !oracle.completedOnce.includes(sent)) {
    return `R20 the way back leads to ${sent}, which never was completed`;
  }
  const arrives = record?.state === 'rolling-back' && to.record?.state === 'rolled-back';
  return arrives && to.primary?.runs !== oracle.good ? `R20 the way back ended on ${to.primary?.runs}` : undefined;
}

function goodIsWhatRuns(_before: ModelWorld, { move, to }: ModelStep): string | undefined {
  if (move === undefined || move.stay || (move.to !== 'completed' && move.to !== 'rolled-back')) return undefined;
  const { primary, oracle, record } = to;
  if (primary?.runs !== record?.lastGood?.candidate.hash) return `R21 ${move.to}, and the last good one does not run`;
  if (primary?.runs !== oracle.good) return `R21 ${move.to} on ${primary?.runs}, good is ${oracle.good}`;
  return primary?.status === 'completed' ? undefined : `R21 ${move.to} before ECS was done`;
}

function completedIsVerified(before: ModelWorld, { move }: ModelStep): string | undefined {
  if (move === undefined || move.stay || move.no !== 'S13') return undefined;
  return before.checks === 'passed' ? undefined : 'R21 completed without its checks';
}

/** What was started ends verified, held, or replaced by the next one in the same write: nothing rests in between. */
function noStartedCandidateIsDropped({ record }: ModelWorld, { move, to }: ModelStep): string | undefined {
  if (move === undefined || move.stay) return undefined;
  if (record?.state !== 'deploying' && record?.state !== 'verifying') return undefined;
  const { hash } = record.candidate;
  if (move.to === 'completed' || move.to === 'deploying' || move.to === 'verifying') return undefined;
  const isHeld = to.record?.holds.some((hold) => hold.candidate === hash) === true;
  return isHeld ? undefined : `R21 ${hash} was started and left for ${move.to}, neither verified nor held`;
}

function nothingUnverifiedRests(_before: ModelWorld, { to }: ModelStep): string | undefined {
  const { record, primary, oracle } = to;
  if (record === undefined || primary === undefined || isInFlight(to) || missingEffect(to) !== undefined)
    return undefined;
  if (record.lastGood === undefined || record.state === 'held' || primary.runs === FOREIGN) return undefined;
  if (record.holds.some((hold) => hold.candidate === record.lastGood?.candidate.hash)) return undefined;
  return oracle.completedOnce.includes(primary.runs) ? undefined : `R21 ${record.state} rests on ${primary.runs}`;
}
