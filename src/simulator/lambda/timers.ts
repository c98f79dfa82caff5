import type { VirtualClock } from '../clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  holds: boolean;
}

/** What `setTimeout` answers: the code of libraries calls these. */
export interface TimerHandle {
  ref(): TimerHandle;
  unref(): TimerHandle;
  hasRef(): boolean;
  refresh(): TimerHandle;
}

/** How many turns of the real event loop must pass in silence before the code is taken to be waiting for time. */
const QUIET_TURNS = 3;

/**
 * Timers of a function's code on the simulated clock. While an answer is awaited, or the code runs, no timer is due: else
 * every time-out that a client arms would go off. Once all is quiet, simulated time jumps to the next timer.
 */
export class FunctionTimers {
  readonly #clock: VirtualClock;
  readonly #timers = new Map<TimerHandle, Timer>();
  #order = 0;
  #awaited = 0;
  #activity = 0;
  #watching = false;
  #frozen = false;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  set(run: () => void, milliseconds: number): TimerHandle {
    const place = (): Timer => ({
      at: this.#clock.now() + Math.max(0, milliseconds || 0),
      order: this.#order++,
      run,
      holds: true,
    });
    const handle: TimerHandle = {
      ref: () => this.#hold(handle, true),
      unref: () => this.#hold(handle, false),
      hasRef: () => this.#timers.get(handle)?.holds ?? false,
      refresh: () => {
        this.#timers.set(handle, place());
        this.#stir();
        return handle;
      },
    };
    this.#timers.set(handle, place());
    this.#stir();
    return handle;
  }

  clear(handle: unknown): void {
    for (const one of this.#timers.keys()) if (one === handle) this.#timers.delete(one);
  }

  /** Somebody answers later: until then the code is not idle. Call what comes back when the answer is there. */
  await(): () => void {
    this.#awaited += 1;
    return () => {
      this.#awaited -= 1;
      this.#stir();
    };
  }

  /** Between invocations an environment is frozen: nothing in it goes off. */
  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    this.#stir();
  }

  #hold(handle: TimerHandle, holds: boolean): TimerHandle {
    const timer = this.#timers.get(handle);
    if (timer !== undefined) timer.holds = holds;
    return handle;
  }

  #stir(): void {
    this.#activity += 1;
    if (this.#watching) return;
    this.#watching = true;
    this.#watch(this.#activity, QUIET_TURNS);
  }

  #watch(activity: number, turns: number): void {
    setImmediate(() => {
      if (this.#frozen || this.#awaited > 0) {
        this.#watching = false;
      } else if (activity !== this.#activity) this.#watch(this.#activity, QUIET_TURNS);
      else if (turns > 1) this.#watch(activity, turns - 1);
      else {
        this.#watching = false;
        this.#fire();
      }
    });
  }

  #fire(): void {
    const next = [...this.#timers]
      .filter(([, timer]) => timer.holds)
      .sort(([, one], [, other]) => one.at - other.at || one.order - other.order)[0];
    if (next === undefined) return;
    const [handle, timer] = next;
    this.#timers.delete(handle);
    if (timer.at > this.#clock.now()) this.#clock.advanceTo(timer.at);
    timer.run();
    this.#stir();
  }
}
