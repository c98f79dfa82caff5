import type { Planning } from '../src/control-loop/scene.ts';
import type { Simulator } from '../src/simulator/simulator.ts';

export interface Spent {
  /** CPU time of the process: ours, the SDK's and the simulator's. */
  readonly cpuMs: number;
  /** CPU time while a request was inside the simulator, or simulated time went on. */
  readonly simulatorMs: number;
  /** CPU time in planApp. */
  readonly planMs: number;
  readonly plans: number;
}

/** Where CPU time goes: measured around the core, which knows nothing of it. */
export class Meter {
  #planMs = 0;
  #plans = 0;
  #simulatorMs = 0;
  #inside = 0;
  #entered = 0;

  readonly planning: Planning = (plan) => {
    const start = cpuMs();
    const result = plan();
    this.#planMs += cpuMs() - start;
    this.#plans++;
    return result;
  };

  /** From now on each request counts, whoever sends it; requests at the same time count once, with what runs between. */
  attach(simulator: Simulator): void {
    const handle = simulator.handle.bind(simulator);
    simulator.handle = async (request, principal) => {
      this.#enter();
      try {
        return await handle(request, principal);
      } finally {
        this.#leave();
      }
    };
  }

  passTime(simulator: Simulator, milliseconds: number): void {
    this.#enter();
    simulator.world.clock.advance(milliseconds);
    this.#leave();
  }

  async during(work: () => Promise<void>): Promise<Spent> {
    const start = cpuMs();
    const [plan, plans, simulator] = [this.#planMs, this.#plans, this.#simulatorMs];
    await work();
    return {
      cpuMs: cpuMs() - start,
      simulatorMs: this.#simulatorMs - simulator,
      planMs: this.#planMs - plan,
      plans: this.#plans - plans,
    };
  }

  #enter(): void {
    if (this.#inside++ === 0) this.#entered = cpuMs();
  }

  #leave(): void {
    if (--this.#inside === 0) this.#simulatorMs += cpuMs() - this.#entered;
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
