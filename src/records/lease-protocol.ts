import type { Risk } from '../reconcilers/step.ts';
import type { Condition } from './item-expressions.ts';

/** Times of the protocol: milliseconds in life, ticks in its model. */
export interface LeaseTimes {
  /** D: how long a lease holds. */
  readonly duration: number;
  /** The longest that one request may take until it is answered or given up. */
  readonly callTimeout: number;
  readonly skew: number;
  /** V: how long AWS may still take a request that was signed before (IAM User Guide: five minutes in most cases). */
  readonly signatureValidity: number;
}

/** The lease as its item keeps it; times by the calendar. */
export interface StoredLease {
  readonly owner: string;
  readonly fence: number;
  readonly until: number;
  readonly released: boolean;
  /** Until then a request may land that an earlier holder signed; it outlives a release. */
  readonly signaturesUntil: number;
}

export interface Holder {
  readonly owner: string;
  readonly fence: number;
}

export interface Taking {
  readonly stored: StoredLease | undefined;
  /** The highest fence that the app's records carry; looked up only where there is no lease item. */
  readonly recordsFence: number;
  readonly owner: string;
  readonly now: number;
}

const fenced = ({ fence }: Pick<Holder, 'fence'>): Condition => ({
  text: 'attribute_not_exists(#fence) OR #fence <= :fence',
  names: { '#fence': 'fence' },
  values: { ':fence': fence },
});

const mine = ({ owner, fence }: Holder): Condition => ({
  text: '#fence = :fence AND #owner = :owner',
  names: { '#fence': 'fence', '#owner': 'owner' },
  values: { ':fence': fence, ':owner': owner },
});

/**
 * The table of lease, fence and seal. AWS takes no fencing number, so a fence guards our records only; requests to AWS
 * are kept apart by time: none is signed near the lease's end, and none lands later than V after that. The code and the
 * model that visits every state of it use these very guards and conditions.
 */
export const leaseProtocol = {
  take: {
    no: 'L1',
    item: 'lease',
    guard: 'no item, or released, or its end past by the skew, or an end that no worker writes',
    effect: 'fence + 1, a new end; remembers how long older signatures may land',
    may: (stored: StoredLease | undefined, now: number, times: LeaseTimes): boolean =>
      stored === undefined ||
      stored.released ||
      now >= stored.until + times.skew ||
      // An end beyond all that we ever write counts as past (T27).
      stored.until > now + times.duration + times.skew + times.signatureValidity,
    /** Nobody took or renewed it since it was read. */
    condition: (stored: StoredLease | undefined): Condition =>
      stored === undefined
        ? { text: 'attribute_not_exists(pk)' }
        : {
            text: '#fence = :fence AND #until = :until',
            names: { '#fence': 'fence', '#until': 'until' },
            values: { ':fence': stored.fence, ':until': stored.until },
          },
    after: ({ stored, recordsFence, owner, now }: Taking, times: LeaseTimes): StoredLease => ({
      owner,
      fence: (stored?.fence ?? recordsFence) + 1,
      until: now + times.duration,
      released: false,
      signaturesUntil: signaturesUntil(stored, recordsFence, now, times),
    }),
  },
  seal: {
    no: 'L2',
    item: 'status, each rollout',
    guard: 'the stored fence is not higher than ours',
    effect: 'the fence is ours: no older worker writes this item any more',
    /** After a release nobody is left who could write; without a lease item nobody knows. */
    needed: (stored: StoredLease | undefined, recordsFence: number): boolean =>
      stored === undefined ? recordsFence > 0 : !stored.released,
    condition: fenced,
  },
  sign: {
    no: 'L4',
    item: 'each attempt of each write to AWS',
    guard: 'one call time-out and the skew are left of the lease; risky steps wait for older signatures',
    effect: 'the request carries the time of its signature',
    may: (deadline: number, monotonic: number, times: LeaseTimes): boolean =>
      deadline - monotonic >= times.callTimeout + times.skew,
    /** When a step may go; undefined: now. Converging steps bring the same whoever sends them. */
    waitsUntil: (until: number | undefined, risk: Risk, now: number): number | undefined =>
      risk === 'low' || until === undefined || now >= until ? undefined : until,
  },
  record: {
    no: 'L6',
    item: 'status, rollout',
    guard: 'the stored fence is not higher than ours',
    effect: 'the item is written with our fence; refused: the lease is lost',
    condition: fenced,
  },
  renew: {
    no: 'L7',
    item: 'lease',
    guard: 'owner and fence are ours',
    effect: 'the same fence, a later end',
    condition: mine,
    after: (now: number, times: LeaseTimes): Pick<StoredLease, 'until'> => ({ until: now + times.duration }),
  },
  release: {
    no: 'L8',
    item: 'lease',
    guard: 'owner and fence are ours',
    effect: 'released; the item stays. With a call in flight it soon runs out instead: the next holder waits (R26)',
    condition: mine,
    /** As after a lease that ran out: nothing was signed later than one call time-out and the skew before its end. */
    after: (inFlight: boolean, now: number, times: LeaseTimes): Partial<StoredLease> =>
      inFlight ? { until: now + times.callTimeout + times.skew } : { released: true },
  },
} as const;

export type LeaseProtocol = typeof leaseProtocol;

/** Requests that an earlier holder signed may land until then, also over releases in between. */
function signaturesUntil(
  stored: StoredLease | undefined,
  recordsFence: number,
  now: number,
  times: LeaseTimes,
): number {
  const longest = now + times.duration + times.skew;
  // Records without a lease: somebody deleted the item, and nobody knows who still holds it.
  if (stored === undefined) return recordsFence > 0 ? longest + times.signatureValidity : 0;
  const ranOut = stored.released ? 0 : Math.min(stored.until, longest) + times.signatureValidity;
  return Math.max(ranOut, Math.min(stored.signaturesUntil, longest + times.signatureValidity));
}
