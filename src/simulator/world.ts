import type { VirtualClock } from './clock.ts';
import type { Random } from './random.ts';

/** Who calls: taken from the request's signature (the simulator does not check it). */
export interface Caller {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** ARN of the principal, as CloudTrail would name it. */
  readonly principal: string;
  readonly userAgent?: string;
  /** Tags that the session was assumed with. */
  readonly sessionTags?: Readonly<Record<string, string>>;
}

/** A part of the world that one simulated service owns, per account and region. Made once beside the service's types. */
export interface StateKey<State> {
  readonly name: string;
  make(): State;
}

export function stateKey<State>(name: string, make: () => State): StateKey<State> {
  return { name, make };
}

/** Something that EventBridge would deliver: whoever listens (the demo, a test, the HTTP control path) gets it after `delay`. */
export interface WorldEvent {
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** The whole simulated AWS. Services keep their state in it by key and reach each other through their exported functions. */
export class World {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly #states = new Map<string, unknown>();
  readonly #listeners: ((event: WorldEvent) => void)[] = [];

  constructor(clock: VirtualClock, random: Random) {
    this.clock = clock;
    this.random = random;
  }

  /** The caller's part of a service's state; made empty on first use. */
  state<State>(key: StateKey<State>, where: { readonly account: string; readonly region: string }): State {
    const id = `${where.account}/${where.region}/${key.name}`;
    let state = this.#states.get(id) as State | undefined;
    if (state === undefined) {
      state = key.make();
      this.#states.set(id, state);
    }
    return state;
  }

  /** All parts that exist, by `account/region/service`; for snapshots, oracles and the control path. */
  states(): ReadonlyMap<string, unknown> {
    return this.#states;
  }

  onEvent(listener: (event: WorldEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Sends an EventBridge event after a delay in milliseconds of simulated time. */
  emit(event: Omit<WorldEvent, 'time'>, delay: number): void {
    const time = new Date(this.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    this.clock.after(delay, `event ${event['detail-type']}`, () => {
      for (const listener of this.#listeners) listener({ ...event, time });
    });
  }
}
