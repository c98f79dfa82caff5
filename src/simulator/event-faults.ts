import { type Conditions, named, type Ordered, Orders } from './orders.ts';
import type { Random } from './random.ts';
import type { World, WorldEvent } from './world.ts';

export type EventFaultAction =
  | { readonly kind: 'drop' }
  /** Delivered, and once more so many simulated milliseconds later. */
  | { readonly kind: 'duplicate'; readonly afterMs: number }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Delayed by up to so many milliseconds, drawn for each event: they arrive in another order. */
  | { readonly kind: 'shuffle'; readonly windowMs: number };

/** A fault of EventBridge's delivery on order. */
export interface EventFault extends Conditions {
  /** The detail-type, such as `ECR Image Action`; may end in `*`. */
  readonly on: string;
  readonly do: EventFaultAction;
}

/** Stands between the world's events and their listeners. */
export class EventFaults {
  readonly #world: World;
  readonly #random: Random;
  readonly #orders: Orders<EventFault>;
  readonly #listeners: ((event: WorldEvent) => void)[] = [];

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
    this.#orders = new Orders(random);
    world.onEvent((event) => this.#pass(event));
  }

  onEvent(listener: (event: WorldEvent) => void): void {
    this.#listeners.push(listener);
  }

  order(fault: EventFault): Ordered<EventFault> {
    return this.#orders.add(fault);
  }

  orders(): readonly Ordered<EventFault>[] {
    return this.#orders.all();
  }

  clear(): void {
    this.#orders.clear();
  }

  #pass(event: WorldEvent): void {
    let delay = 0;
    const copies: number[] = [];
    for (const { do: action } of this.#orders.firing((fault) => named(fault.on, event['detail-type']))) {
      switch (action.kind) {
        case 'drop':
          return;
        case 'duplicate':
          copies.push(action.afterMs);
          break;
        case 'delay':
          delay += action.ms;
          break;
        case 'shuffle':
          delay += this.#random.between(0, action.windowMs);
          break;
      }
    }
    for (const extra of [0, ...copies]) this.#deliver(event, delay + extra);
  }

  #deliver(event: WorldEvent, delay: number): void {
    const run = () => {
      for (const listener of this.#listeners) listener(event);
    };
    if (delay === 0) run();
    else this.#world.clock.after(delay, `late event ${event['detail-type']}`, run);
  }
}
