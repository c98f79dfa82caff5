import type { Step } from '../reconcilers/step.ts';
import type { Item } from './items.ts';

/** What a pass is about to do, and what came of it: one item, intent before the first write, outcome after (R31). */
export interface HistoryEntry {
  readonly pk: string;
  readonly sk: string;
  readonly fence: number;
  readonly documentVersion: number;
  readonly intent: readonly HistoryStep[];
  /** Seconds since 1970, for the table's TTL. */
  readonly expires: number;
}

export interface HistoryStep {
  readonly id: string;
  readonly call: string;
  readonly target: string;
  readonly reason: string;
  readonly why: string;
  /** Paths only: values may be secrets. */
  readonly fields: readonly string[];
}

const KEPT_SECONDS = 400 * 86_400;
/** An item ends at 400 KB; what does not fit is counted, never a failed record (F50). */
const MOST_STEPS = 200;

export function intentOf(
  app: string,
  now: number,
  fence: number,
  documentVersion: number,
  steps: readonly Step[],
): HistoryEntry {
  return {
    pk: `app#${app}`,
    sk: `history#${new Date(now).toISOString()}#${String(fence).padStart(6, '0')}`,
    fence,
    documentVersion,
    intent: cut(
      steps.map(({ id, call, target, reason, why, differences }) => ({
        id,
        call,
        target,
        reason,
        why: why.slice(0, 300),
        fields: differences.map(({ path }) => path).slice(0, 20),
      })),
    ),
    expires: Math.floor(now / 1_000) + KEPT_SECONDS,
  };
}

/** What came of one step, for the history. */
export interface HistoryOutcome {
  readonly id: string;
  readonly outcome: string;
  readonly code?: string;
  readonly why?: string;
}

export function outcomeItem(outcomes: readonly HistoryOutcome[]): Item {
  return {
    outcome: cut(outcomes.map((each) => (each.why === undefined ? each : { ...each, why: each.why.slice(0, 300) }))),
  };
}

function cut<Entry extends object>(entries: readonly Entry[]): Entry[] {
  return entries.slice(0, MOST_STEPS);
}
