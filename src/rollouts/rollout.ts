import type { RolloutState, TransitionNo } from './transitions.ts';

export type { RolloutState } from './transitions.ts';

/** What a rollout brings: a service's part of one document version, with a digest for each followed container. */
export interface Candidate {
  /** `candidateHash` of it: equal hashes bring the same thing. */
  readonly hash: string;
  readonly documentVersion: number;
  /** By container: `sha256:…`. */
  readonly digests: Readonly<Record<string, string>>;
  /**
   * By container, where the digest is that of an index: what the index names for the service's platform. Kept in the
   * record, so that nothing has to be read again to see that another index holds the same image.
   */
  readonly platformDigests?: Readonly<Record<string, string>>;
}

/** A candidate that is not rolled out again until a person releases it. */
export interface Hold {
  /** The candidate's hash. */
  readonly candidate: string;
  /** Held in any other candidate, too: only where this image was all that had changed against the last good one (R19). */
  readonly digest?: string;
  readonly reason: string;
  /** Milliseconds since 1970, as all times of the record. */
  readonly at: number;
  readonly attempt: number;
}

/** The only thing that a service goes back to: it once reached `completed` (R20). */
export interface LastGood {
  readonly candidate: Candidate;
  /** ARN of its task definition's revision. */
  readonly revision: string;
}

/** What every state's record may hold; the states below say what each of them must. */
export interface RecordFields {
  /** The service's name in the document. */
  readonly service: string;
  /** Begins with 1, grows with each release of the candidate. */
  readonly attempt: number;
  /** When this state was entered. */
  readonly since: number;
  /** Newest first, at most 20. */
  readonly holds: readonly Hold[];
  /** Why it is in this state, one sentence. */
  readonly reason: string;
  readonly last: { readonly from: RolloutState | 'none'; readonly no: TransitionNo; readonly at: number };
  readonly lastGood?: LastGood;
  /** What the newest rollout is or was about; `completed`: the last good one. */
  readonly candidate?: Candidate;
  /** ARN of the candidate's revision, once it is known. */
  readonly revision?: string;
  readonly deadline?: number;
  /** Nothing but images differs between candidate and last good one. */
  readonly onlyImageChanged?: boolean;
  /** Wanted under a newer index digest of the very image that the last good one runs: recorded, not rolled out. */
  readonly sameImage?: Candidate;
}

type Needs = {
  'waiting-for-image': unknown;
  pending: { readonly candidate: Candidate };
  deploying: { readonly candidate: Candidate; readonly deadline: number };
  verifying: { readonly candidate: Candidate; readonly deadline: number };
  completed: { readonly candidate: Candidate; readonly lastGood: LastGood };
  'rolling-back': { readonly lastGood: LastGood; readonly deadline: number };
  'rolled-back': { readonly lastGood: LastGood };
  held: unknown;
  superseded: unknown;
};

export type RolloutIn<State extends RolloutState> = {
  [Each in State]: RecordFields & { readonly state: Each } & Needs[Each];
}[State];

/** A service's rollout as the table keeps it: plain JSON, one item, moved by `decide` alone. */
export type RolloutRecord = RolloutIn<RolloutState>;

/** Once the candidate's revision is registered or found, its ARN goes into the record; the state stays. */
export function withRevision(record: RolloutRecord, revision: string): RolloutRecord {
  return record.revision === revision ? record : { ...record, revision };
}
