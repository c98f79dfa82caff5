import type { Step } from '../reconcilers/step.ts';
import type { Candidate, RolloutRecord } from '../rollouts/rollout.ts';
import type { Item } from './items.ts';

/** What a pass is about to do, and what came of it: intent before the first write, outcome after (R31). */
export interface HistoryEntry {
  readonly pk: string;
  readonly sk: string;
  readonly fence: number;
  readonly documentVersion: number;
  readonly intent: readonly HistoryStep[];
  /** Steps of passes that died, as this one found them. */
  readonly recovered?: readonly RecoveredStep[];
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
  readonly moreFields?: number;
  /** The candidate that its service was planned from. */
  readonly candidate?: string;
}

export interface RecoveredStep {
  readonly id: string;
  readonly call: string;
  readonly target: string;
  readonly outcome: 'done' | 'not-done' | 'unknown';
  /** Sort key of the entry that says it was intended. */
  readonly entry: string;
}

const KEPT_SECONDS = 400 * 86_400;
/** An item ends at 400 KB; so many steps, each with twenty long paths, stay below it (F50). The rest has items of its own. */
export const STEPS_AN_ITEM = 100;
const MOST_FIELDS = 20;

export interface Intent {
  readonly app: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly fence: number;
  readonly documentVersion: number;
  readonly steps: readonly Step[];
  readonly recovered: readonly RecoveredStep[];
  /** By service. */
  readonly candidates: ReadonlyMap<string, string>;
}

/** One entry, or as many as the steps need; none where there is nothing to keep. */
export function entriesOf({ app, now, fence, documentVersion, steps, recovered, candidates }: Intent): HistoryEntry[] {
  const intents = pieces(steps.map((step) => historyStep(step, candidates)));
  const found = pieces(recovered);
  return Array.from({ length: Math.max(intents.length, found.length) }, (_entry, part) => ({
    pk: `app#${app}`,
    sk: `${keyOf(now, fence)}${part === 0 ? '' : `#${String(part + 1).padStart(3, '0')}`}`,
    fence,
    documentVersion,
    intent: intents[part] ?? [],
    ...(found[part] === undefined ? {} : { recovered: found[part] }),
    expires: expiryOf(now),
  }));
}

function keyOf(now: number, fence: number): string {
  return `history#${new Date(now).toISOString()}#${String(fence).padStart(6, '0')}`;
}

function expiryOf(now: number): number {
  return Math.floor(now / 1_000) + KEPT_SECONDS;
}

function historyStep(step: Step, candidates: ReadonlyMap<string, string>): HistoryStep {
  const { id, call, target, reason, why, differences, service } = step;
  const candidate = service === undefined ? undefined : candidates.get(service);
  const more = differences.length - MOST_FIELDS;
  return {
    id,
    call,
    target,
    reason,
    why: why.slice(0, 300),
    fields: differences.map(({ path }) => path.slice(0, 100)).slice(0, MOST_FIELDS),
    ...(more > 0 ? { moreFields: more } : {}),
    ...(candidate === undefined ? {} : { candidate }),
  };
}

/** What came of one step, for the history. */
export interface HistoryOutcome {
  readonly id: string;
  readonly outcome: string;
  readonly code?: string;
  readonly why?: string;
}

/** The outcomes of an entry's own steps. */
export function outcomeItem({ intent }: HistoryEntry, outcomes: readonly HistoryOutcome[]): Item {
  const own = new Set(intent.map(({ id }) => id));
  return {
    outcome: outcomes
      .filter(({ id }) => own.has(id))
      .map((each) => (each.why === undefined ? each : { ...each, why: each.why.slice(0, 300) })),
  };
}

function pieces<Entry>(entries: readonly Entry[]): Entry[][] {
  const cut: Entry[][] = [];
  for (let from = 0; from < entries.length; from += STEPS_AN_ITEM) cut.push(entries.slice(from, from + STEPS_AN_ITEM));
  return cut;
}

const ends: ReadonlySet<string> = new Set(['completed', 'rolled-back', 'held', 'superseded']);

export interface RolloutEnd {
  readonly app: string;
  readonly service: string;
  readonly now: number;
  readonly fence: number;
  readonly before: RolloutRecord | undefined;
  readonly after: RolloutRecord;
  /** Row of the table of moves. */
  readonly no: string;
  /** Who stored the document that the candidate comes from, asked for it, or changed something. */
  readonly by: Readonly<Record<string, string | undefined>>;
}

/** A rollout's end as the history keeps it, before the record moves; undefined: nothing ends. `confirmed` once it has moved. */
export function rolloutEnd(end: RolloutEnd): (Item & { readonly pk: string; readonly sk: string }) | undefined {
  const { app, service, now, fence, before, after, no, by } = end;
  const underWay = before !== undefined && !ends.has(before.state) && before.state !== 'waiting-for-image';
  // A newer candidate may take over in the very write that ends the older one.
  const replaced = before?.candidate !== undefined && before.candidate.hash !== after.candidate?.hash;
  const state = ends.has(after.state) ? after.state : replaced ? 'superseded' : undefined;
  if (!underWay || state === undefined) return undefined;
  return {
    pk: `app#${app}`,
    sk: `${keyOf(now, fence)}#rollout#${service}`,
    fence,
    rollout: service,
    state,
    no,
    reason: after.reason.slice(0, 1_000),
    candidate: shown(before.candidate),
    revision: before.revision ?? after.revision,
    /** What ran well before, and what does now. */
    from: shown(before.lastGood?.candidate),
    to: shown(after.lastGood?.candidate),
    attempt: before.attempt,
    began: before.since,
    by,
    confirmed: false,
    expires: expiryOf(now),
  };
}

function shown(candidate: Candidate | undefined): Item | undefined {
  if (candidate === undefined) return undefined;
  const { hash, documentVersion, digests } = candidate;
  return { hash, documentVersion, digests };
}
