import type { Move } from '../../src/rollouts/decide.ts';
import type { Candidate, LastGood, RolloutIn, RolloutRecord, RolloutState } from '../../src/rollouts/rollout.ts';
import type { Running, Sighting } from '../../src/rollouts/sighting.ts';

/** What the tests of rollouts share: candidates with one container, a service that nothing is said of, records in each state. */

export function candidate(letter: string, documentVersion = 1): Candidate {
  return { hash: letter.repeat(16), documentVersion, digests: { app: `sha256:${letter.repeat(64)}` } };
}

export function revisionOf(of: Candidate): string {
  return `arn:aws:ecs:eu-central-1:210987654321:task-definition/todo-backend:${of.hash.slice(0, 2)}`;
}

export function running(of: Candidate): Running {
  return { revision: revisionOf(of), candidateHash: of.hash, digests: of.digests };
}

export function good(of: Candidate): LastGood {
  return { candidate: of, revision: revisionOf(of) };
}

export const TIMEOUT_MS = 1_800_000;

export function sighting(seen: Partial<Sighting>): Sighting {
  return {
    service: 'backend',
    wanted: undefined,
    running: undefined,
    deployment: 'none',
    tasksOnRevision: false,
    targetsHealthy: false,
    checks: 'none',
    gates: { open: true },
    timeoutMs: TIMEOUT_MS,
    onlyImageChanged: false,
    ...seen,
  };
}

/** A record in a state, about `of`, with the last good one given. */
export function recordIn<State extends RolloutState>(
  state: State,
  of: Candidate,
  more: Partial<RolloutRecord> & { readonly lastGood?: LastGood } = {},
): RolloutIn<State> {
  const record = {
    service: 'backend',
    state,
    attempt: 1,
    since: 0,
    holds: [],
    reason: 'as the test says',
    last: { from: 'none', no: 'S2', at: 0 },
    candidate: of,
    ...(state === 'deploying' || state === 'verifying' || state === 'rolling-back' ? { deadline: TIMEOUT_MS } : {}),
    ...more,
  };
  return record as RolloutIn<State>;
}

export const A = candidate('a');
export const B = candidate('b');
export const C = candidate('c');

/** ECS is done on `of`, healthy. */
export function upOn(of: Candidate): Partial<Sighting> {
  return { running: running(of), deployment: 'completed', tasksOnRevision: true, targetsHealthy: true };
}

export function holdOf(of: Candidate, reason = 'it failed') {
  return { candidate: of.hash, reason, at: 0, attempt: 1 };
}

/** The move in a word or two: `S7 deploying`, `stay`, `S5 stay`. */
export function wordOf(move: Move): string {
  return move.stay ? `${move.no ?? ''} stay`.trim() : `${move.no} ${move.to}`;
}

export type Case = readonly [
  sentence: string,
  record: RolloutRecord | undefined,
  seen: Partial<Sighting>,
  word: string,
];
