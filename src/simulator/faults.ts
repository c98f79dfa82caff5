import type { LedgerEntry } from './ledger.ts';
import type { Random } from './random.ts';

export type FaultAction =
  /** `before`: nothing happens in the world. `after`: the effect is there, the caller is told otherwise. */
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly message: string;
      readonly status: number;
      readonly when: 'before' | 'after';
    }
  /** Applied, then the connection breaks. */
  | { readonly kind: 'lostAnswer' }
  /** Simulated milliseconds between the request and its effect. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** A read is answered from the world as it was `ageMs` ago. */
  | { readonly kind: 'stale'; readonly ageMs: number }
  /** Changes the answer on the wire: `services[0].status`; without a value the member is left out. */
  | { readonly kind: 'mutate'; readonly path: string; readonly value?: unknown }
  /** Tests only: runs code around the operation, such as a crash of the caller (what it throws reaches the caller). */
  | {
      readonly kind: 'hook';
      readonly before?: (call: LedgerEntry) => void | Promise<void>;
      readonly after?: (call: LedgerEntry) => void | Promise<void>;
    };

/** A fault on order, as data (reliability.md section 2). All conditions must hold; those left out hold always. */
export interface Fault {
  /** `ecs:UpdateService`, `ecs:*` or `*`; services as IAM spells them. */
  readonly on: string;
  readonly effect?: 'read' | 'write';
  /** Fires on the n-th call that matches, counted from 1, and then, if `times` is given, on those after it. */
  readonly nth?: number;
  /** Fires so often at most; without `nth` and `times` on every call. */
  readonly times?: number;
  /** 0 to 1, drawn from the seed for each call. */
  readonly probability?: number;
  /** ARN of the caller; may end in `*`. */
  readonly principal?: string;
  readonly do: FaultAction;
}

/** What became of an order. */
export interface OrderedFault {
  readonly fault: Fault;
  readonly matched: number;
  readonly fired: number;
}

interface Count {
  readonly fault: Fault;
  matched: number;
  fired: number;
}

/** The orders in force. Every order says how often it fired, so that a test can tell a fault that never came. */
export class Faults {
  readonly #random: Random;
  readonly #actions: ReadonlySet<string>;
  readonly #onStale: () => void;
  #orders: Count[] = [];

  /**
   * @param actions every action that the simulator knows, as IAM spells it
   * @param onStale called when a stale read is ordered, so that the past is kept from now on
   */
  constructor(random: Random, actions: Iterable<string>, onStale: () => void) {
    this.#random = random;
    this.#actions = new Set(actions);
    this.#onStale = onStale;
  }

  /** Throws where the order can never fire. */
  order(fault: Fault): OrderedFault {
    const known = [...this.#actions].some((action) => matches(fault.on, action));
    if (!known) throw new Error(`No call of the simulator is named ${fault.on}.`);
    if (fault.do.kind === 'stale' && fault.on.startsWith('dynamodb:'))
      throw new Error('Stale reads are not simulated for dynamodb: order an error, a delay or a restore instead.');
    const order: Count = { fault, matched: 0, fired: 0 };
    this.#orders.push(order);
    if (fault.do.kind === 'stale') this.#onStale();
    return order;
  }

  orders(): readonly OrderedFault[] {
    return this.#orders;
  }

  clear(): void {
    this.#orders = [];
  }

  /** Whether a stale read is on order: then the past has to be kept. */
  get wantsPast(): boolean {
    return this.#orders.some((order) => order.fault.do.kind === 'stale' && !spent(order));
  }

  /** The faults that fire on this call, in the order in which they were ordered. */
  firing(call: LedgerEntry): readonly FaultAction[] {
    return this.#orders.filter((order) => this.#fires(order, call)).map((order) => order.fault.do);
  }

  #fires(order: Count, call: LedgerEntry): boolean {
    const { fault } = order;
    if (!matches(fault.on, call.action)) return false;
    if (fault.effect !== undefined && fault.effect !== call.effect) return false;
    if (fault.do.kind === 'stale' && (call.effect !== 'read' || call.service === 'dynamodb')) return false;
    if (fault.principal !== undefined && !matches(fault.principal, call.actor)) return false;
    order.matched += 1;
    if (spent(order) || order.matched < (fault.nth ?? 1)) return false;
    if (fault.probability !== undefined && this.#random.next() >= fault.probability) return false;
    order.fired += 1;
    return true;
  }
}

function spent({ fault, fired }: Count): boolean {
  const most = fault.times ?? (fault.nth === undefined ? Number.POSITIVE_INFINITY : 1);
  return fired >= most;
}

function matches(wanted: string, name: string): boolean {
  return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}
