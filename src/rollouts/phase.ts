import type { RolloutRecord, RolloutState } from './rollout.ts';

/** What people read of a rollout, derived from its record alone: the same record gives the same bytes. */
export interface Phase {
  readonly phase: RolloutState | 'none';
  /** One sentence, without a ticking value. */
  readonly why: string;
}

export function phaseOf(record: RolloutRecord | undefined): Phase {
  if (record === undefined) return { phase: 'none', why: 'not rolled out by ecs-steward so far' };
  return { phase: record.state, why: whyOf(record) };
}

function whyOf(record: RolloutRecord): string {
  const { lastGood, reason } = record;
  switch (record.state) {
    case 'waiting-for-image':
      return lastGood === undefined ? 'waiting for first push' : `waiting for a push: ${reason}`;
    case 'pending':
      return `waiting for its turn: ${reason}`;
    case 'deploying':
      return `ECS is rolling out ${record.candidate.hash}${attempt(record)}: ${reason}`;
    case 'verifying':
      return `checking ${record.candidate.hash}${attempt(record)}: ${reason}`;
    case 'completed':
      return `${record.lastGood.candidate.hash} runs: ${reason}${underIndex(record)}`;
    case 'rolling-back':
      return `going back to ${record.lastGood.candidate.hash}: ${reason}`;
    case 'rolled-back':
      return `back on ${record.lastGood.candidate.hash}: ${reason}`;
    case 'held':
      return lastGood === undefined ? `never worked: ${reason}` : reason;
    case 'superseded':
      return reason;
  }
}

function underIndex({ sameImage }: RolloutRecord): string {
  return sameImage === undefined ? '' : `; ${sameImage.hash} is the same image under another index`;
}

function attempt(record: RolloutRecord): string {
  return record.attempt > 1 ? ` (attempt ${record.attempt})` : '';
}
