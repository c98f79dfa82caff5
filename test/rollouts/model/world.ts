import { effectWanted, watched } from '../../../src/rollouts/in-force.ts';
import type { Candidate, RolloutRecord } from '../../../src/rollouts/rollout.ts';
import type { Deployment, Running, Sighting } from '../../../src/rollouts/sighting.ts';

/** One service, its tag and its gates, as small as a rollout can see them. Plain data, never changed in place. */
export interface ModelWorld {
  readonly record: RolloutRecord | undefined;
  /** The digest behind the tag; 0: no image. */
  readonly tag: number;
  readonly configuration: number;
  readonly gateOpen: boolean;
  readonly primary: Primary | undefined;
  /** What ECS' breaker goes back to. */
  readonly ecsGood: string | undefined;
  readonly checks: 'pending' | 'passed' | 'failed';
  readonly left: Budget;
  readonly oracle: Oracle;
}

interface Primary {
  /** A candidate's hash, or FOREIGN. */
  readonly runs: string;
  readonly status: 'in-progress' | 'completed' | 'failed';
  /** ECS went back by itself from this one. */
  readonly backFrom?: string;
}

/** How often the things that people do can still happen. */
export interface Budget {
  readonly pushes: number;
  readonly releases: number;
  readonly edits: number;
  /** Tag removed, service deleted, or a foreign revision put in its place. */
  readonly disturbances: number;
}

/** What the checks remember by themselves; never read by the code under test. */
export interface Oracle {
  /** Newest candidate that was completed while the world agreed. */
  readonly good: string | undefined;
  readonly completedOnce: readonly string[];
  readonly held: readonly string[];
  readonly heldDigests: readonly string[];
}

export const FOREIGN = 'foreign';
export const START = 1_000;
const TIMEOUT_MS = 1_000;

export function candidateOf(digest: number, configuration: number): Candidate {
  return { hash: `d${digest}c${configuration}`, documentVersion: configuration, digests: { app: digestOf(digest) } };
}

function digestOf(digest: number): string {
  return `sha256:${digest}`;
}

/** The digest in a candidate's hash. */
export function digestIn(hash: string): string {
  return digestOf(Number(hash.slice(1, hash.indexOf('c'))));
}

export function configurationIn(hash: string): string {
  return hash.slice(hash.indexOf('c'));
}

export function revisionOf(hash: string): string {
  return `revision of ${hash}`;
}

export function wantedIn(world: ModelWorld): Candidate | undefined {
  return world.tag === 0 ? undefined : candidateOf(world.tag, world.configuration);
}

export function sightingOf(world: ModelWorld): Sighting {
  const wanted = wantedIn(world);
  const good = world.record?.lastGood?.candidate;
  const deployment = deploymentIn(world);
  return {
    service: 'backend',
    wanted,
    running: runningIn(world),
    deployment,
    tasksOnRevision: deployment === 'completed',
    targetsHealthy: deployment === 'completed',
    checks: world.checks === 'failed' ? { failed: 'smoke test' } : world.checks,
    gates: world.gateOpen ? { open: true } : { open: false, why: 'freeze' },
    timeoutMs: TIMEOUT_MS,
    onlyImageChanged: good !== undefined && wanted?.documentVersion === good.documentVersion,
  };
}

function runningIn(world: ModelWorld): Running | undefined {
  if (world.primary === undefined) return undefined;
  const { runs } = world.primary;
  if (runs === FOREIGN) return { revision: revisionOf(runs), digests: {} };
  return { revision: revisionOf(runs), candidateHash: runs, digests: { app: digestIn(runs) } };
}

function deploymentIn(world: ModelWorld): Deployment {
  const target = world.record === undefined ? undefined : watched(world.record)?.candidate.hash;
  const { primary } = world;
  if (primary === undefined || target === undefined) return 'none';
  if (primary.runs === target) return primary.status === 'failed' ? { failed: 'breaker' } : primary.status;
  if (primary.backFrom === target) return { failed: 'breaker', rolledBackTo: revisionOf(primary.runs) };
  return 'none';
}

/** What a pass still has to send: the candidate in force, where another one is PRIMARY. */
export function missingEffect(world: ModelWorld): Candidate | undefined {
  const target = world.record === undefined ? undefined : effectWanted(world.record)?.candidate;
  return target === undefined || target.hash === world.primary?.runs ? undefined : target;
}

const IN_FLIGHT = new Set(['deploying', 'verifying', 'rolling-back']);

export function isInFlight(world: ModelWorld): boolean {
  return world.record !== undefined && IN_FLIGHT.has(world.record.state);
}

/**
 * Everything that may matter later. Left out: times, sentences, the last move, what follows from a candidate's hash, and
 * what a resting record says of its past rollout. Holds are a set.
 */
export function keyOf({ record, primary, checks, left, oracle, ...rest }: ModelWorld): string {
  return JSON.stringify([
    record?.state ?? null,
    record !== undefined && ABOUT.has(record.state) ? record.candidate?.hash : null,
    record?.lastGood?.candidate.hash ?? null,
    record?.holds.map((hold) => [hold.candidate, hold.digest ?? null].join()).sort(),
    primary === undefined ? null : [primary.runs, primary.status, primary.backFrom],
    record?.state === 'verifying' ? checks : null,
    [left.pushes, left.releases, left.edits, left.disturbances],
    [oracle.good, oracle.completedOnce, oracle.held, oracle.heldDigests],
    [rest.tag, rest.configuration, rest.gateOpen, rest.ecsGood],
  ]);
}

const ABOUT: ReadonlySet<string> = new Set(['pending', 'deploying', 'verifying']);

/** Times as if every write were made in the first moment: the model's clock only knows before and after a deadline. */
export function timeless(record: RolloutRecord): RolloutRecord {
  const still = { ...record, since: 0, holds: record.holds.map((hold) => ({ ...hold, at: 0 })) };
  return still.deadline === undefined ? still : { ...still, deadline: START + TIMEOUT_MS };
}

export const PAST_DEADLINE = START + TIMEOUT_MS;
