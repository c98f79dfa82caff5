import type { LedgerEntry } from './ledger.ts';
import { type Conditions, named, type Ordered, Orders } from './orders.ts';
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

/** A fault on order, as data. All conditions must hold; those left out hold always. */
export interface Fault extends Conditions {
  /** `ecs:UpdateService`, `ecs:*` or `*`; services as IAM spells them. */
  readonly on: string;
  readonly effect?: 'read' | 'write';
  /** ARN of the caller; may end in `*`. */
  readonly principal?: string;
  readonly do: FaultAction;
}

/** Faults of calls. */
export class Faults {
  readonly #orders: Orders<Fault>;
  readonly #actions: ReadonlySet<string>;
  readonly #onStale: () => void;

  /**
   * @param actions every action that the simulator knows, as IAM spells it
   * @param onStale called when a stale read is ordered, so that the past is kept from now on
   */
  constructor(random: Random, actions: Iterable<string>, onStale: () => void) {
    this.#orders = new Orders(random);
    this.#actions = new Set(actions);
    this.#onStale = onStale;
  }

  /** Throws where the order can never fire. */
  order(fault: Fault): Ordered<Fault> {
    if (![...this.#actions].some((action) => named(fault.on, action)))
      throw new Error(`No call of the simulator is named ${fault.on}.`);
    if (fault.do.kind === 'stale' && fault.on.startsWith('dynamodb:'))
      throw new Error('Stale reads are not simulated for dynamodb: order an error, a delay or a restore instead.');
    const ordered = this.#orders.add(fault);
    if (fault.do.kind === 'stale') this.#onStale();
    return ordered;
  }

  orders(): readonly Ordered<Fault>[] {
    return this.#orders.all();
  }

  clear(): void {
    this.#orders.clear();
  }

  /** Whether a stale read is on order: then the past has to be kept. */
  get wantsPast(): boolean {
    return this.#orders.live().some((fault) => fault.do.kind === 'stale');
  }

  /** What fires on this call, in the order in which it was ordered. */
  firing(call: LedgerEntry): readonly FaultAction[] {
    return this.#orders.firing((fault) => meets(fault, call)).map((fault) => fault.do);
  }
}

function meets(fault: Fault, call: LedgerEntry): boolean {
  if (!named(fault.on, call.action)) return false;
  if (fault.effect !== undefined && fault.effect !== call.effect) return false;
  if (fault.principal !== undefined && !named(fault.principal, call.actor)) return false;
  return fault.do.kind !== 'stale' || (call.effect === 'read' && call.service !== 'dynamodb');
}
