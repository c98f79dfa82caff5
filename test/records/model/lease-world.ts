import type { LeaseProtocol, LeaseTimes, StoredLease } from '../../../src/records/lease-protocol.ts';

/** In ticks: D = 2 with a call time-out of one and clocks that agree. */
export const TIMES: LeaseTimes = { duration: 2, callTimeout: 1, skew: 0, signatureValidity: 2 };

/** The table, or one with a mutant in it. `removes`: the release deletes the item. */
export interface Rules extends Omit<LeaseProtocol, 'release' | 'seal' | 'sign' | 'record' | 'take'> {
  readonly take: Pick<LeaseProtocol['take'], 'may' | 'after' | 'condition'>;
  readonly seal: Pick<LeaseProtocol['seal'], 'needed' | 'condition'>;
  readonly sign: Pick<LeaseProtocol['sign'], 'may' | 'waitsUntil'>;
  readonly record: Pick<LeaseProtocol['record'], 'condition'>;
  readonly release: Pick<LeaseProtocol['release'], 'condition' | 'after'> & { readonly removes?: boolean };
}

export type Phase = 'idle' | 'read' | 'taken' | 'sealed' | 'observed' | 'signed' | 'acted' | 'recorded';

export interface Worker {
  readonly phase: Phase;
  /** Passes that it may still begin. */
  readonly passes: number;
  readonly seen?: StoredLease | undefined;
  readonly recordsFence?: number;
  readonly fence?: number;
  readonly deadline?: number;
  readonly mustSeal?: boolean;
  readonly signaturesUntil?: number;
  /** Its request may still be on the way: it had no answer. */
  readonly inFlight?: boolean;
}

export interface LeaseWorld {
  readonly now: number;
  /** The last moment. */
  readonly ticks: number;
  readonly lease?: StoredLease | undefined;
  readonly status?: { readonly fence: number };
  readonly workers: readonly Worker[];
  /** Requests to AWS that have not landed. */
  readonly requests: readonly { readonly fence: number; readonly signed: number }[];
  /** The highest fences so far: granted, applied by AWS, observed under. */
  readonly granted: number;
  readonly applied: number;
  readonly observed: number;
}

export function startOf(ticks: number, ...passes: readonly number[]): LeaseWorld {
  return {
    now: 0,
    ticks,
    workers: passes.map((each) => ({ phase: 'idle', passes: each })),
    requests: [],
    granted: 0,
    applied: 0,
    observed: 0,
  };
}

/**
 * Worlds that go on alike share their text: owners are told apart by their fences alone, so workers that may begin as many
 * passes change places; requests have no order, and an end or a wait that is past has no time.
 */
export function keyOf({ now, lease, status, workers, requests, granted, applied, observed }: LeaseWorld): string {
  const time = (at: number | undefined) => (at === undefined || at <= now ? 0 : at);
  const leaseText = (stored: StoredLease | undefined, owner: string) =>
    stored === undefined
      ? '-'
      : `${owner}${stored.fence},${stored.until},${stored.released ? 'r' : ''},${time(stored.signaturesUntil)}`;
  const texts = workers.map((worker, number) => {
    const { phase, passes, seen, recordsFence, fence, deadline, mustSeal, signaturesUntil, inFlight } = worker;
    if (phase === 'idle') return `i${passes}`;
    const flags = `${mustSeal === true ? 's' : ''}${inFlight === true ? 'f' : ''}`;
    const mine = lease !== undefined && lease.owner === 'ABC'[number] && lease.fence === fence ? 'm' : '';
    return `${phase}${passes},${leaseText(seen, '')},${recordsFence},${fence},${time(deadline)},${flags},${time(signaturesUntil)},${mine}`;
  });
  const sent = requests.map((request) => `${request.fence}@${request.signed}`);
  return `${now}|${leaseText(lease, '')}|${status?.fence}|${granted},${applied},${observed}|${sent.sort().join()}|${texts.sort().join('|')}`;
}
