import type { Candidate } from './rollout.ts';

/** What one pass saw of a service, as far as its rollout asks. Nothing of it is remembered but by the record. */
export interface Sighting {
  /** The service's name in the document. */
  readonly service: string;
  /** undefined: the followed tag has no image. An image that could not be read is no sighting at all: don't decide. */
  readonly wanted: Candidate | undefined;
  /** The PRIMARY deployment's revision; undefined: no service, or no deployment. `candidateHash` from the revision's tag. */
  readonly running: Running | undefined;
  /**
   * What ECS says of the PRIMARY deployment, judged against `revisionInForce(record)`.
   * `none`: PRIMARY is another revision, or the plan from the candidate in force still holds a step of this service:
   * its effect is missing and the pass sends it again. A deployment that ECS rolled back by its breaker is `failed`.
   */
  readonly deployment: Deployment;
  /** All running tasks are of the revision in force. */
  readonly tasksOnRevision: boolean;
  readonly targetsHealthy: boolean;
  /** Why the newest stopped task of the watched revision stopped, in ECS' words; read where a rollout fails. */
  readonly lastStop?: string;
  /** Declared checks, made after ECS was done. `none`: nothing is declared. A check without an answer is `pending`. */
  readonly checks: 'none' | 'pending' | 'passed' | { readonly failed: string };
  /** Of the wanted candidate. */
  readonly gates: { readonly open: true } | { readonly open: false; readonly why: string };
  /** An operator's request: the hash of the candidate to let go. */
  readonly release?: { readonly hash: string };
  /** How long a rollout of the wanted candidate may take. */
  readonly timeoutMs: number;
  /** Nothing but images differs between wanted and the last good candidate. */
  readonly onlyImageChanged: boolean;
  /** Wanted is the last good candidate under other index digests: the same image for our platform. */
  readonly sameImage?: boolean;
}

export interface Running {
  readonly revision: string;
  readonly candidateHash?: string;
  readonly digests: Readonly<Record<string, string>>;
}

export type Deployment =
  | 'none'
  | 'in-progress'
  | 'completed'
  | {
      /** ECS' own reason. */
      readonly failed: string;
      /** ARN of the revision that ECS went back to by itself. */
      readonly rolledBackTo?: string;
    };
