import type { WriteRefusal } from '../aws/call.ts';
import type { Clock } from '../aws/clock.ts';
import type { AwsFailure, Result } from '../aws/failure.ts';
import type { Risk } from '../reconcilers/step.ts';
import type { Item, Items } from './items.ts';

/** Times of the protocol, in milliseconds (reliability.md §6.1). */
export interface LeaseTimes {
  /** D: how long a lease holds. */
  readonly duration: number;
  /** The longest that one request may take until it is answered or given up. */
  readonly callTimeout: number;
  readonly skew: number;
  /** V: how long AWS may still take a request that was signed before (IAM User Guide: five minutes in most cases). */
  readonly signatureValidity: number;
}

export const leaseTimes: LeaseTimes = {
  duration: 120_000,
  callTimeout: 10_000,
  skew: 5_000,
  signatureValidity: 300_000,
};

/** One writer per app. `deadline` is on this worker's monotonic clock, read before the call that took it. */
export interface Lease {
  readonly app: string;
  readonly owner: string;
  readonly fence: number;
  readonly deadline: number;
  /** The lease before ran out, and was not released: its holder's signed requests may still land until then (ms since 1970). */
  readonly oldSignaturesUntil: number | undefined;
}

export type Taken =
  | { readonly is: 'taken'; readonly lease: Lease }
  | { readonly is: 'busy'; readonly until: number; readonly owner: string };

export interface LeaseBox {
  take(app: string, owner: string): Promise<Result<Taken, AwsFailure>>;
  renew(lease: Lease): Promise<Result<Lease | undefined, AwsFailure>>;
  /** Only with no call in flight (R40). The item stays for ever: its number must never start again (R24). */
  release(lease: Lease): Promise<Result<boolean, AwsFailure>>;
}

const key = (app: string) => ({ pk: `app#${app}`, sk: 'lease' });

export function createLeaseBox(table: Items, clock: Clock, times: LeaseTimes = leaseTimes): LeaseBox {
  return {
    async take(app, owner) {
      const began = clock.monotonic();
      const now = clock.now();
      const before = await table.get(key(app));
      if (!before.ok) return before;
      const old = readLease(before.value);
      // An expiry beyond all that we ever write counts as past (T27).
      const free =
        old === undefined ||
        old.released ||
        now >= old.expires + times.skew ||
        old.expires > now + times.duration + times.skew;
      if (!free) return { ok: true, value: { is: 'busy', until: old.expires + times.skew, owner: old.owner } };
      const fence = (old?.fence ?? 0) + 1;
      const condition =
        old === undefined
          ? { text: 'attribute_not_exists(pk)' }
          : {
              text: '#fence = :fence AND #expires = :expires',
              names: { '#fence': 'fence', '#expires': 'expires' },
              values: { ':fence': old.fence, ':expires': old.expires },
            };
      const written = await table.set(
        key(app),
        { owner, fence, expires: now + times.duration, released: false },
        condition,
      );
      if (!written.ok) return written;
      if (written.value.is === 'refused')
        return { ok: true, value: { is: 'busy', until: now + times.duration, owner: 'another worker' } };
      const ranOut = old !== undefined && !old.released;
      return {
        ok: true,
        value: {
          is: 'taken',
          lease: {
            app,
            owner,
            fence,
            deadline: began + times.duration,
            oldSignaturesUntil: ranOut ? old.expires + times.signatureValidity : undefined,
          },
        },
      };
    },
    async renew(lease) {
      const began = clock.monotonic();
      const written = await table.set(key(lease.app), { expires: clock.now() + times.duration }, mine(lease));
      if (!written.ok) return written;
      return {
        ok: true,
        value: written.value.is === 'written' ? { ...lease, deadline: began + times.duration } : undefined,
      };
    },
    async release(lease) {
      const written = await table.set(key(lease.app), { released: true }, mine(lease));
      return written.ok ? { ok: true, value: written.value.is === 'written' } : written;
    },
  };
}

function mine({ owner, fence }: Lease) {
  return {
    text: '#fence = :fence AND #owner = :owner',
    names: { '#fence': 'fence', '#owner': 'owner' },
    values: { ':fence': fence, ':owner': owner },
  };
}

function readLease(
  item: Item | undefined,
): { owner: string; fence: number; expires: number; released: boolean } | undefined {
  if (item === undefined || typeof item.fence !== 'number') return undefined;
  return {
    owner: String(item.owner),
    fence: item.fence,
    expires: typeof item.expires === 'number' ? item.expires : 0,
    released: item.released === true,
  };
}

/** L4: judged before each attempt of each write, right before it is signed. */
export function mayWrite(lease: Lease, clock: Clock, times: LeaseTimes = leaseTimes): WriteRefusal | undefined {
  const left = lease.deadline - clock.monotonic();
  return left >= times.callTimeout + times.skew
    ? undefined
    : { code: 'LeaseOver', message: `the lease of ${lease.app} ends in ${Math.max(0, Math.round(left / 1_000))} s` };
}

/** After a lease that ran out, converging steps go at once; risky ones wait until no older signature can land. */
export function mustWait(lease: Lease, risk: Risk, now: number): number | undefined {
  if (risk === 'low' || lease.oldSignaturesUntil === undefined || now >= lease.oldSignaturesUntil) return undefined;
  return lease.oldSignaturesUntil;
}
