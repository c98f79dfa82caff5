import type { Random } from './random.ts';

/** When an order fires among what it matches; conditions that are left out hold always. */
export interface Conditions {
  /** Fires on the n-th match, counted from 1, and then, if `times` is given, on those after it. */
  readonly nth?: number;
  /** Fires so often at most; without `nth` and `times` on every match. */
  readonly times?: number;
  /** 0 to 1, drawn from the seed for each match. */
  readonly probability?: number;
}

/** What became of an order. */
export interface Ordered<Fault extends Conditions> {
  readonly fault: Fault;
  readonly matched: number;
  readonly fired: number;
}

interface Count<Fault extends Conditions> {
  readonly fault: Fault;
  matched: number;
  fired: number;
}

/** Faults in force. Each says how often it fired, so that a test can tell one that never came. */
export class Orders<Fault extends Conditions> {
  readonly #random: Random;
  #counts: Count<Fault>[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  add(fault: Fault): Ordered<Fault> {
    const count = { fault, matched: 0, fired: 0 };
    this.#counts.push(count);
    return count;
  }

  all(): readonly Ordered<Fault>[] {
    return this.#counts;
  }

  /** Those that can still fire. */
  live(): readonly Fault[] {
    return this.#counts.filter((count) => !spent(count)).map((count) => count.fault);
  }

  clear(): void {
    this.#counts = [];
  }

  /** The faults that fire now, in the order in which they were ordered. */
  firing(matches: (fault: Fault) => boolean): readonly Fault[] {
    return this.#counts.filter((count) => matches(count.fault) && this.#fires(count)).map((count) => count.fault);
  }

  #fires(count: Count<Fault>): boolean {
    count.matched += 1;
    if (spent(count) || count.matched < (count.fault.nth ?? 1)) return false;
    const { probability } = count.fault;
    if (probability !== undefined && this.#random.next() >= probability) return false;
    count.fired += 1;
    return true;
  }
}

function spent({ fault, fired }: Count<Conditions>): boolean {
  return fired >= (fault.times ?? (fault.nth === undefined ? Number.POSITIVE_INFINITY : 1));
}

/** `ecs:*` matches what begins with `ecs:`; without a star the whole name. */
export function named(wanted: string, name: string): boolean {
  return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}
