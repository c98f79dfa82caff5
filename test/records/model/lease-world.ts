import type { LeaseProtocol, LeaseTimes, StoredLease } from '../../../src/records/lease-protocol.ts';

/** In ticks: D = 2 with a call time-out of one and clocks that agree. */
export const TIMES: LeaseTimes = { duration: 2, callTimeout: 1, skew: 0, signatureValidity: 2 };
export const TICKS = 5;

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

export function startOf(...passes: readonly number[]): LeaseWorld {
  return {
    now: 0,
    workers: passes.map((each) => ({ phase: 'idle', passes: each })),
    requests: [],
    granted: 0,
    applied: 0,
    observed: 0,
  };
}
