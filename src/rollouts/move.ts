import type { RecordFields, RolloutIn, RolloutRecord } from './rollout.ts';
import type { Sighting } from './sighting.ts';
import {
  type Action,
  type NoFrom,
  nextOf,
  type RolloutState,
  type ToOf,
  type TransitionNo,
  transition,
} from './transitions.ts';

/** The state stays. `record`: something to write all the same (a hold let go, an index recorded), still without a transition. */
export interface Stay {
  readonly stay: true;
  /** S5: a gate is closed. */
  readonly no?: 'S5';
  readonly why: string;
  /** Milliseconds since 1970; absent: the schedule or an event is soon enough. */
  readonly lookAgainAt?: number;
  readonly record?: RolloutRecord;
}

/** One write of `record`, conditional on the record that was decided on; then `act`. */
export interface Go<No extends TransitionNo = TransitionNo> {
  readonly stay: false;
  readonly no: No;
  readonly to: RolloutState;
  readonly why: string;
  readonly record: RolloutIn<ToOf<No>>;
  readonly act: Action;
}

export type Move = Stay | Go;
/** What a state may answer: only the table's rows that leave it. */
export type MoveFrom<From extends RolloutState | 'none'> =
  | Stay
  | { readonly [No in NoFrom<From>]: Go<No> }[NoFrom<From>];

/** What one state does with what is seen now; pure, deadlines computed. */
export interface RolloutStateRule<From extends RolloutState> {
  readonly state: From;
  readonly mayBecome: readonly RolloutState[];
  decide(record: RolloutIn<From>, seen: Sighting, now: number): MoveFrom<From>;
}

export function stateRule<From extends RolloutState>(
  state: From,
  decide: RolloutStateRule<From>['decide'],
): RolloutStateRule<From> {
  return { state, mayBecome: nextOf(state), decide };
}

type Leave = <No extends TransitionNo>(
  no: No,
  why: string,
  build: (kept: RecordFields) => RolloutIn<ToOf<No>>,
) => Go<No>;

/** Leaves a state: what belonged to it alone is left behind, everything else stays, members that we don't know, too (R34). */
export function leaving(record: RolloutRecord, now: number): Leave {
  const { state, candidate, revision, deadline, onlyImageChanged, sameImage, ...rest } = record;
  return (no, why, build) =>
    go(no, why, build({ ...rest, reason: why, since: now, last: { from: state, no, at: now } }));
}

/** The first record of a service. */
export function beginning(service: string, now: number): Leave {
  return (no, why, build) =>
    go(
      no,
      why,
      build({ service, attempt: 1, holds: [], reason: why, since: now, last: { from: 'none', no, at: now } }),
    );
}

function go<No extends TransitionNo>(no: No, why: string, record: RolloutIn<ToOf<No>>): Go<No> {
  return { stay: false, no, to: record.state, why, record, act: transition(no).act };
}

/** How often something in flight is looked at. */
const LOOK_MS = 20_000;

/**
 * When to look again at something with a deadline: in 20 s, or at the deadline when that is sooner.
 * Deadline in 30 s → in 20 s; in 1 s → in 1 s; now or past → now.
 */
function lookAgain(now: number, deadline: number): number {
  return Math.max(now, Math.min(now + LOOK_MS, deadline));
}

/** Still in flight. */
export function watch(why: string, now: number, deadline: number): Stay {
  return { stay: true, why, lookAgainAt: lookAgain(now, deadline) };
}

export function rest(why: string): Stay {
  return { stay: true, why };
}
