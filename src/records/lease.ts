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

const leaseTimes: LeaseTimes = {
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
  /** The lease before ran out, and was not released: records are sealed before anything else. */
  readonly ranOut: boolean;
  /** Requests that an earlier holder signed may still land until then (ms since 1970). */
  readonly oldSignaturesUntil: number | undefined;
}

export type Taken =
  | { readonly is: 'taken'; readonly lease: Lease }
  | { readonly is: 'busy'; readonly until: number; readonly owner: string };

export interface LeaseBox {
  take(app: string, owner: string): Promise<Result<Taken, AwsFailure>>;
  renew(lease: Lease): Promise<Result<Lease | undefined, AwsFailure>>;
  /** Only with no call in flight (R40). The item stays for ever: its number must never start again (R24). */
  release(lease: Lease, inFlight: boolean): Promise<Result<boolean, AwsFailure>>;
}

const key = (app: string) => ({ pk: `app#${app}`, sk: 'lease' });

export function createLeaseBox(items: Items, clock: Clock, times: LeaseTimes = leaseTimes): LeaseBox {
  return {
    async take(app, owner) {
      const began = clock.monotonic();
      const now = clock.now();
      const before = await items.get(key(app));
      if (!before.ok) return before;
      const old = readLease(before.value);
      // An end beyond all that we ever write counts as past (T27).
      const invented = old !== undefined && old.until > now + times.duration + times.skew + times.signatureValidity;
      const free = old === undefined || old.released || now >= old.until + times.skew || invented;
      if (!free) return { ok: true, value: { is: 'busy', until: old.until + times.skew, owner: old.owner } };
      const lost = old === undefined ? await highestFence(items, app) : { ok: true as const, value: 0 };
      if (!lost.ok) return lost;
      const fence = (old?.fence ?? lost.value) + 1;
      // Requests that an earlier holder signed may land until then, also over releases in between.
      // Records without a lease: somebody deleted the item, and nobody knows who still holds it.
      const longest = now + times.duration + times.skew;
      const deleted = lost.value > 0 ? longest + times.signatureValidity : 0;
      const ranOut =
        old !== undefined && !old.released ? Math.min(old.until, longest) + times.signatureValidity : deleted;
      const signaturesUntil = Math.max(ranOut, Math.min(old?.signaturesUntil ?? 0, longest + times.signatureValidity));
      const condition =
        old === undefined
          ? { text: 'attribute_not_exists(pk)' }
          : {
              text: '#fence = :fence AND #until = :until',
              names: { '#fence': 'fence', '#until': 'until' },
              values: { ':fence': old.fence, ':until': old.until },
            };
      const written = await items.set(
        key(app),
        { owner, fence, until: now + times.duration, released: false, signaturesUntil },
        condition,
      );
      if (!written.ok) return written;
      if (written.value.is === 'refused')
        return { ok: true, value: { is: 'busy', until: now + times.duration, owner: 'another worker' } };
      return {
        ok: true,
        value: {
          is: 'taken',
          lease: {
            app,
            owner,
            fence,
            deadline: began + times.duration,
            ranOut: ranOut > 0,
            oldSignaturesUntil: signaturesUntil > now ? signaturesUntil : undefined,
          },
        },
      };
    },
    async renew(lease) {
      const began = clock.monotonic();
      const written = await items.set(key(lease.app), { until: clock.now() + times.duration }, mine(lease));
      if (!written.ok) return written;
      return {
        ok: true,
        value: written.value.is === 'written' ? { ...lease, deadline: began + times.duration } : undefined,
      };
    },
    async release(lease, inFlight) {
      // A write without an answer may still land: then the next holder waits as after a lease that ran out (R26).
      const left = inFlight ? { until: clock.now() } : { released: true };
      const written = await items.set(key(lease.app), left, mine(lease));
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
): { owner: string; fence: number; until: number; released: boolean; signaturesUntil: number } | undefined {
  if (item === undefined || typeof item.fence !== 'number') return undefined;
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  return {
    owner: String(item.owner),
    fence: item.fence,
    until: number(item.until),
    released: item.released === true,
    signaturesUntil: number(item.signaturesUntil),
  };
}

/** A lease item that somebody deleted must not start again below the fences that records carry (R24, F56). */
async function highestFence(items: Items, app: string): Promise<Result<number, AwsFailure>> {
  const status = await items.get({ pk: `app#${app}`, sk: 'status' });
  if (!status.ok) return status;
  const rollouts = await items.query(`app#${app}`, 'rollout#');
  if (!rollouts.ok) return rollouts;
  return {
    ok: true,
    value: Math.max(
      0,
      ...[status.value, ...rollouts.value].map((item) => (typeof item?.fence === 'number' ? item.fence : 0)),
    ),
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
