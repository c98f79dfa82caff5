import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Aws } from '../aws/call.ts';
import type { Clients } from '../aws/clients.ts';
import type { Clock } from '../aws/clock.ts';
import type { AwsFailure, Result } from '../aws/failure.ts';
import type { Receipt } from '../aws/receipt.ts';
import type { SpokeClients } from '../aws/spoke-clients.ts';
import type { Writers } from '../aws/writer-credentials.ts';
import type { DesiredApp } from '../desired-state/desired.ts';
import type { Observation } from '../reconcilers/observation.ts';
import type { Plan, PlanInput, ServiceToPlan } from '../reconcilers/plan.ts';
import type { KnownResources, Look, RevisionCache } from '../reconcilers/resource-kind.ts';
import type { AppRecords, RecordStore } from '../records/app-records.ts';
import type { Control } from '../records/control.ts';
import type { DocumentStore, StoredDocument } from '../records/document-store.ts';
import type { HistoryStore } from '../records/history-store.ts';
import { createItems, type Items } from '../records/items.ts';
import type { Lease, LeaseBox } from '../records/lease.ts';
import type { MassChangeClaim } from '../records/mass-change.ts';
import type { Question } from '../records/wake-ups.ts';
import type { HttpGet } from '../rollouts/smoke-test.ts';
import type { Tell } from './facts.ts';

/** What one worker shares over its passes. */
export interface Worker {
  /** Only for reads, at home. */
  readonly clients: Clients;
  /** Clients for writes at home, by app. */
  readonly writers: Writers;
  /** Absent: no other account or region is looked after. */
  readonly spokes?: SpokeClients;
  readonly dynamodb: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly httpGet: HttpGet;
  readonly revisions: RevisionCache;
  readonly tell: Tell;
  /** Names this process in leases. */
  readonly name: string;
  /** Home: where the table and the queue are. */
  readonly account: string;
  readonly region: string;
  /** STEWARD_KILL_SWITCH of the function. */
  readonly killSwitch?: boolean;
  /** Stands around each planning; for who measures it. */
  readonly planning?: Planning;
}

/** Our own table through this worker, each attempt in the receipt. */
export function itemsOf({ dynamodb, table, clock, random }: Worker, receipt: Receipt): Items {
  return createItems({ client: dynamodb, table, clock, random, count: (call) => receipt.record(call) });
}

export type Planning = (plan: () => Plan) => Plan;

export interface PassInput {
  readonly app: string;
  /** When the message was sent (ms since 1970): a pass that began to observe after that answers it. */
  readonly askedAt: number;
  /** Milliseconds on the monotonic clock at which the pass must be over, its record written. */
  readonly deadline: number;
  /** Who changed something, where CloudTrail told it: shown with the drift, never used for a decision. */
  readonly caller?: string;
  /** CloudTrail named something that only slow looks read. */
  readonly hinted?: boolean;
  /** Puts a later look into the queue; false: it could not. Absent where there is no queue. */
  readonly ask?: (question: Question, why: string) => Promise<boolean>;
}

/** Everything of one running pass. */
export interface Passing {
  readonly worker: Worker;
  readonly input: PassInput;
  readonly receipt: Receipt;
  readonly records: RecordStore;
  readonly documents: DocumentStore;
  readonly history: HistoryStore;
  readonly leases: LeaseBox;
  readonly table: Items;
  readonly lease: Lease;
  readonly loaded: AppRecords;
  /** When pause, freeze and limits were last read, on the monotonic clock; read again right before the writes. */
  readonly controlSeen: { at: number };
  /** When the first read of this pass began (ms since 1970). */
  readonly began: number;
}

export interface Counts {
  found: number;
  repaired: number;
  /** A write to AWS had no answer: it may still land. */
  unanswered: boolean;
  /** After a lease that ran out: what the earlier pass had begun is still to be found out. */
  unrecovered: boolean;
}

export interface Subject {
  readonly stored: StoredDocument;
  readonly app: DesiredApp;
  readonly aws: Aws;
  /** By document version; the current one is among them. */
  readonly earlier: ReadonlyMap<number, DesiredApp>;
}

/** The world as this pass has it; `services` and `rollouts` change when rollouts move. */
export interface Scene {
  readonly passing: Passing;
  readonly subject: Subject;
  readonly look: Look;
  readonly seen: Observation;
  readonly known: ReadonlyMap<string, KnownResources>;
  readonly control: Control;
  /** Asked once a pass, and only where something would change that counts. */
  massChange(): Promise<Result<MassChangeClaim, AwsFailure>>;
}

export function planInput(
  { subject, seen, known, control, passing }: Scene,
  services: readonly ServiceToPlan[],
): PlanInput {
  const listener = subject.app.services.flatMap(({ rules }) => rules)[0]?.listenerArn;
  return { app: subject.app, services, seen, known, fence: passing.lease.fence, band: control.band(listener) };
}
