import type { World } from './world.ts';

/**
 * What goes on in the simulated world without anybody waiting for it: invocations, stacks. Something that is due on the
 * clock may begin such work; whoever moves the clock and wants to see its effects settles it.
 */
class Background {
  #working = 0;
  #waiting: (() => void)[] = [];
  readonly #failures: unknown[] = [];

  async start(work: () => Promise<void>): Promise<void> {
    this.#working += 1;
    try {
      await work();
    } catch (error) {
      this.#failures.push(error);
    }
    this.#rest();
  }

  /** Work that waits for its time is at rest until then. */
  async until(world: World, time: number, label: string): Promise<void> {
    if (time <= world.clock.now()) return;
    const due = new Promise<void>((resolve) => {
      world.clock.at(time, label, () => {
        this.#working += 1;
        resolve();
      });
    });
    this.#rest();
    await due;
  }

  #rest(): void {
    this.#working -= 1;
    if (this.#working > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  async settle(): Promise<void> {
    while (this.#working > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const failure = this.#failures.shift();
    if (failure !== undefined) throw failure;
  }

  get idle(): boolean {
    return this.#working === 0 && this.#failures.length === 0;
  }
}

const backgrounds = new WeakMap<World, Background>();

function backgroundOf(world: World): Background {
  const background = backgrounds.get(world) ?? new Background();
  backgrounds.set(world, background);
  return background;
}

/** Only bugs of the simulator are thrown in such work; whoever settles it next gets them. */
export function inBackground(world: World, work: () => Promise<void>): void {
  void backgroundOf(world).start(work);
}

/** For such work alone: goes on at a time of the simulated clock, at once where that is past. */
export function until(world: World, time: number, label: string): Promise<void> {
  return backgroundOf(world).until(world, time, label);
}

/** Waits until nothing goes on any more at this moment of simulated time. */
export function settle(world: World): Promise<void> {
  return backgroundOf(world).settle();
}

/** Lets simulated time pass, event by event, and what each of them begins come to its end. */
export async function live(world: World, milliseconds: number): Promise<void> {
  const end = world.clock.now() + milliseconds;
  const background = backgroundOf(world);
  await background.settle();
  for (let next = world.clock.next(); next !== undefined && next <= end; next = world.clock.next()) {
    world.clock.advanceTo(next);
    if (!background.idle) await background.settle();
  }
  world.clock.advanceTo(end);
}
