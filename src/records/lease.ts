import type { WriteRefusal } from '../aws/call.ts';
import type { Clock } from '../aws/clock.ts';
import type { AwsFailure, Result } from '../aws/failure.ts';
import type { Risk } from '../reconcilers/step.ts';
import type { Item, Items } from './items.ts';
import { type LeaseTimes, leaseProtocol, type StoredLease } from './lease-protocol.ts';

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
  | { readonly is: 'busy'; readonly until: number; readonly owner: string }
  /** Somebody wrote the item past us. It is left alone: a fence that starts again would let an older worker write. */
  | { readonly is: 'unreadable'; readonly why: string; readonly recordsFence: number };

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
      const read = readLease(before.value);
      if (typeof read === 'string') return unreadable(items, app, read);
      const old = read.stored;
      if (!leaseProtocol.take.may(old, now, times))
        return { ok: true, value: { is: 'busy', until: (old?.until ?? now) + times.skew, owner: old?.owner ?? '' } };
      const lost = old === undefined ? await highestFence(items, app) : { ok: true as const, value: 0 };
      if (!lost.ok) return lost;
      const taken = leaseProtocol.take.after({ stored: old, recordsFence: lost.value, owner, now }, times);
      const written = await items.set(key(app), { ...taken }, leaseProtocol.take.condition(old));
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
            fence: taken.fence,
            deadline: began + times.duration,
            ranOut: leaseProtocol.seal.needed(old, lost.value),
            oldSignaturesUntil: taken.signaturesUntil > now ? taken.signaturesUntil : undefined,
          },
        },
      };
    },
    async renew(lease) {
      const began = clock.monotonic();
      const written = await items.set(
        key(lease.app),
        leaseProtocol.renew.after(clock.now(), times),
        leaseProtocol.renew.condition(lease),
      );
      if (!written.ok) return written;
      return {
        ok: true,
        value: written.value.is === 'written' ? { ...lease, deadline: began + times.duration } : undefined,
      };
    },
    async release(lease, inFlight) {
      // A write without an answer may still land: then the next holder waits as after a lease that ran out (R26).
      const left = leaseProtocol.release.after(inFlight, clock.now(), times);
      const written = await items.set(key(lease.app), left, leaseProtocol.release.condition(lease));
      return written.ok ? { ok: true, value: written.value.is === 'written' } : written;
    },
  };
}

/** Answers why it can't be read. Numbers that decide who may write are never guessed. */
function readLease(item: Item | undefined): { readonly stored: StoredLease | undefined } | string {
  if (item === undefined) return { stored: undefined };
  const { fence, until, signaturesUntil = 0, owner, released } = item;
  if (typeof fence !== 'number' || !Number.isSafeInteger(fence) || fence < 0) return notNumber('fence', fence);
  if (typeof until !== 'number') return notNumber('until', until);
  if (typeof signaturesUntil !== 'number') return notNumber('signaturesUntil', signaturesUntil);
  return { stored: { owner: String(owner), fence, until, released: released === true, signaturesUntil } };
}

function notNumber(name: string, value: unknown): string {
  return value === undefined ? `it has no ${name}` : `its ${name} is ${JSON.stringify(value)?.slice(0, 60)}`;
}

async function unreadable(items: Items, app: string, why: string): Promise<Result<Taken, AwsFailure>> {
  const highest = await highestFence(items, app);
  return highest.ok ? { ok: true, value: { is: 'unreadable', why, recordsFence: highest.value } } : highest;
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
  return leaseProtocol.sign.may(lease.deadline, clock.monotonic(), times)
    ? undefined
    : { code: 'LeaseOver', message: `the lease of ${lease.app} ends in ${Math.max(0, Math.round(left / 1_000))} s` };
}

/** After a lease that ran out, converging steps go at once; risky ones wait until no older signature can land. */
export function mustWait(lease: Lease, risk: Risk, now: number): number | undefined {
  return leaseProtocol.sign.waitsUntil(lease.oldSignaturesUntil, risk, now);
}
