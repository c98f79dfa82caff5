import { createHash } from 'node:crypto';
import type { AwsFailure, Result } from '../aws/failure.ts';
import { readRolloutRecord } from '../rollouts/record-schema.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';
import type { Item, Items } from './items.ts';
import type { Lease } from './lease.ts';
import { leaseProtocol } from './lease-protocol.ts';
import { type OperatorRequest, openRequests } from './requests.ts';
import { emptyStatus, type StatusRecord, statusSchema } from './status-record.ts';

/** All of an app's records as one pass reads them, sealed against older workers where the lease before ran out. */
export interface AppRecords {
  readonly status: StatusRecord;
  readonly rollouts: ReadonlyMap<string, RolloutRecord>;
  readonly requests: readonly OperatorRequest[];
  readonly control: Item | undefined;
}

export type RecordsRead =
  | { readonly is: 'read'; readonly records: AppRecords }
  | { readonly is: 'unusable'; readonly why: string };

/** A record write of a worker with an older fence has no effect (R25): every one is conditional on the item's own fence. */
export interface RecordStore {
  read(app: string, lease: Lease): Promise<Result<RecordsRead, AwsFailure>>;
  status(app: string): Promise<Result<StatusRecord | undefined, AwsFailure>>;
  writeStatus(app: string, lease: Lease, status: StatusRecord): Promise<Result<boolean, AwsFailure>>;
  /** One transition, one conditional write: only if the record that was decided on still stands. */
  moveRollout(
    lease: Lease,
    service: string,
    before: RolloutRecord | undefined,
    after: RolloutRecord,
  ): Promise<Result<boolean, AwsFailure>>;
  /** One item over all apps; a failure is worth no more than the next pass. */
  done(request: OperatorRequest, now: number): Promise<Result<unknown, AwsFailure>>;
}

export function createRecordStore(table: Items): RecordStore {
  const statusKey = (app: string) => ({ pk: `app#${app}`, sk: 'status' });
  const readStatus = async (app: string) => {
    const item = await table.get(statusKey(app));
    return item.ok ? { ok: true as const, value: statusOf(item.value) } : item;
  };
  return {
    async read(app, lease) {
      if (lease.ranOut) {
        const sealed = await seal(table, app, lease);
        if (!sealed.ok) return sealed;
      }
      const status = await readStatus(app);
      if (!status.ok) return status;
      if (status.value.is === 'unusable') return { ok: true, value: status.value };
      const items = await table.query(`app#${app}`, 'rollout#');
      if (!items.ok) return items;
      const rollouts = new Map<string, RolloutRecord>();
      for (const item of items.value) {
        const parsed = readRolloutRecord(item.record);
        if (!parsed.ok)
          return {
            ok: true,
            value: { is: 'unusable', why: `the rollout record ${String(item.sk)} can't be read: ${parsed.problem}` },
          };
        rollouts.set(String(item.sk).slice('rollout#'.length), parsed.record);
      }
      const requests = await table.query(`request#${app}`, '');
      if (!requests.ok) return requests;
      const control = await table.get({ pk: 'control', sk: 'current' });
      if (!control.ok) return control;
      return {
        ok: true,
        value: {
          is: 'read',
          records: {
            status: status.value.status ?? emptyStatus(lease.fence),
            rollouts,
            requests: openRequests(requests.value),
            control: control.value,
          },
        },
      };
    },
    async status(app) {
      const status = await readStatus(app);
      if (!status.ok) return status;
      return { ok: true, value: status.value.is === 'read' ? status.value.status : undefined };
    },
    async writeStatus(app, lease, status) {
      const written = await table.put(
        { ...status, ...statusKey(app), fence: lease.fence },
        leaseProtocol.record.condition(lease),
      );
      return written.ok ? { ok: true, value: written.value.is === 'written' } : written;
    },
    async moveRollout(lease, service, before, after) {
      const revision = {
        text: before === undefined ? 'attribute_not_exists(pk) OR attribute_not_exists(#r)' : '#s = :s',
        names: { ...(before === undefined ? { '#r': 'record' } : { '#s': 'stands' }) },
        values: before === undefined ? {} : { ':s': standsFor(before) },
      };
      const fence = leaseProtocol.record.condition(lease);
      const condition = {
        text: `(${fence.text}) AND (${revision.text})`,
        names: { ...fence.names, ...revision.names },
        values: { ...fence.values, ...revision.values },
      };
      const written = await table.put(
        {
          pk: `app#${lease.app}`,
          sk: `rollout#${service}`,
          fence: lease.fence,
          stands: standsFor(after),
          record: after,
        },
        condition,
      );
      return written.ok ? { ok: true, value: written.value.is === 'written' } : written;
    },
    done: (request, now) => table.set({ pk: request.pk, sk: request.sk }, { done: new Date(now).toISOString() }),
  };
}

/** Names one state of a record: equal text, the very same record. */
function standsFor(record: RolloutRecord): string {
  return createHash('sha256').update(sortedJson(record)).digest('hex').slice(0, 24);
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** L2: after this no older worker writes status or rollouts any more, a first status neither. */
async function seal(table: Items, app: string, lease: Lease): Promise<Result<unknown, AwsFailure>> {
  const items = await table.query(`app#${app}`, 'rollout#');
  if (!items.ok) return items;
  for (const sk of ['status', ...items.value.map((item) => String(item.sk))]) {
    const sealed = await table.set(
      { pk: `app#${app}`, sk },
      { fence: lease.fence },
      leaseProtocol.seal.condition(lease),
    );
    if (!sealed.ok) return sealed;
    if (sealed.value.is === 'refused')
      return {
        ok: false,
        failure: {
          class: 'conflict',
          call: 'dynamodb:UpdateItem',
          code: 'LostLease',
          message: `${sk} carries a newer fence`,
          maybeApplied: false,
        },
      };
  }
  return { ok: true, value: undefined };
}

type StatusRead =
  | { readonly is: 'read'; readonly status: StatusRecord | undefined }
  | { readonly is: 'unusable'; readonly why: string };

function statusOf(item: Item | undefined): StatusRead {
  if (item === undefined) return { is: 'read', status: undefined };
  const { pk: _pk, sk: _sk, ...members } = item;
  // Only sealed so far.
  if (members.schema === undefined) return { is: 'read', status: undefined };
  const parsed = statusSchema.safeParse(members);
  return parsed.success
    ? { is: 'read', status: parsed.data }
    : {
        is: 'unusable',
        why: `the status record can't be read (schema ${String(members.schema)}): another version of ecs-steward wrote it`,
      };
}
