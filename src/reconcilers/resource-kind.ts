import type { Aws } from '../aws/call.ts';
import type { AwsCall } from '../aws/commands.ts';
import type { Receipt } from '../aws/receipt.ts';
import type { DesiredApp, DesiredService, Tombstone } from '../desired-state/desired.ts';
import type { Finding } from '../findings/finding.ts';
import type { Observation, SeenTaskDefinition } from './observation.ts';
import type { Placed } from './rule-priority.ts';
import type { KindName, Reason, Step } from './step.ts';

/** One app as one look reads it: services as planned now, and what the records know of their resources. */
export interface LookedAt {
  readonly app: DesiredApp;
  readonly known: ReadonlyMap<string, KnownResources>;
}

/** What we made or took over for a service, by name, as the status record keeps it. Names alone never prove ownership. */
export interface KnownResources {
  /** Rule ARN by route key. */
  readonly rules: Readonly<Record<string, string>>;
  /** Target group ARN by name; replaced groups stay here until they are gone. */
  readonly targetGroups: Readonly<Record<string, string>>;
  /** Revisions that the rollout record names. */
  readonly revisions: readonly string[];
}

export const nothingKnown: KnownResources = { rules: {}, targetGroups: {}, revisions: [] };

/** One look at AWS over one app (a pass) or several of one scope (a sweep): the reads are shared over all of them. */
export interface Look {
  readonly aws: Aws;
  readonly receipt: Receipt;
  readonly cluster: string;
  readonly account: string;
  readonly region: string;
  readonly apps: readonly LookedAt[];
  /** Immutable things, remembered over looks by this worker. */
  readonly revisions: RevisionCache;
  /** Apps whose attributes, lifecycle policies, log groups and tags are due this time. */
  readonly slow: ReadonlySet<string>;
  /** A pass: what a write would need is read, too (the newest revision, tags, health, the VPC). */
  readonly thorough: boolean;
}

/** Task definitions never change (aws-facts §2.2); only their status does, which is not kept. */
export type RevisionCache = Map<string, SeenTaskDefinition>;

/** All that the plan of one service knows; plain data. */
export interface Around {
  readonly app: DesiredApp;
  /** As it is to be now: from the candidate in force. */
  readonly service: DesiredService;
  /** Digests by container; undefined: nothing may be rolled out now, the revision stays as it is. */
  readonly candidate: PlannedCandidate | undefined;
  readonly seen: Observation;
  readonly known: KnownResources;
  readonly fence: number;
  /** Why a difference is there, where it is not a creation. */
  readonly reason: Reason;
  /** Rules' priorities without a declared one are chosen in here, per listener. */
  readonly band: { readonly from: number; readonly to: number };
  /** Priorities that this plan has given out so far, over all services of the app. */
  readonly chosen: Placed[];
}

export interface PlannedCandidate {
  readonly hash: string;
  readonly documentVersion: number;
  readonly digests: Readonly<Record<string, string>>;
  /** Revisions that are known to hold exactly this candidate. */
  readonly revisions: readonly string[];
}

/** All that the removal of one service knows. */
export interface RemovalAround {
  readonly app: DesiredApp;
  readonly tombstone: Tombstone;
  readonly seen: Observation;
  readonly known: KnownResources;
}

export interface Planned {
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
  /** Something must change by itself first (draining, a deployment): look again. */
  readonly waits?: readonly string[];
}

export const nothingPlanned: Planned = { steps: [], findings: [] };

/** One AWS resource kind; listed once in kinds.ts, in order of need. */
export interface ResourceKind {
  readonly kind: KindName;
  /** Gives the order of steps, reversed for removal. */
  readonly needs: readonly KindName[];
  /** The only calls it makes; the policy of the functions is made from them. */
  readonly calls: readonly AwsCall[];
  /** Reads its part into the observation: batched, a failed read is `unknown`, never absence. */
  observe(look: Look, seen: Observation): Promise<void>;
  /** Pure. */
  plan(around: Around): Planned;
  /** Pure: what a tombstone leads to, one safe move at a time. */
  remove(around: RemovalAround): Planned;
}

export function merged(plans: readonly Planned[]): Planned {
  return {
    steps: plans.flatMap((plan) => plan.steps),
    findings: plans.flatMap((plan) => plan.findings),
    waits: plans.flatMap((plan) => plan.waits ?? []),
  };
}
