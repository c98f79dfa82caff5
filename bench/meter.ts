import type { Planning } from '../src/control-loop/scene.ts';
import type { Simulator } from '../src/simulator/simulator.ts';

export interface Spent {
  /** CPU time of the process: ours, the SDK's and the simulator's. */
  readonly cpuMs: number;
  /** Its part while a request was inside the simulator, or simulated time went on: by share of the wall time. */
  readonly simulatorMs: number;
  /** Its part in planApp, by share of the wall time. */
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
    const start = performance.now();
    const result = plan();
    this.#planMs += performance.now() - start;
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
    const [start, wall] = [cpuMs(), performance.now()];
    const [plan, plans, simulator] = [this.#planMs, this.#plans, this.#simulatorMs];
    await work();
    const cpu = cpuMs() - start;
    const ofWall = cpu / (performance.now() - wall);
    return {
      cpuMs: cpu,
      simulatorMs: (this.#simulatorMs - simulator) * ofWall,
      planMs: (this.#planMs - plan) * ofWall,
      plans: this.#plans - plans,
    };
  }

  #enter(): void {
    if (this.#inside++ === 0) this.#entered = performance.now();
  }

  #leave(): void {
    if (--this.#inside === 0) this.#simulatorMs += performance.now() - this.#entered;
  }
}

/** Dear (up to a millisecond in a sandbox), so asked at a phase's ends only. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
