import type { World } from './world.ts';

/**
 * What goes on in the simulated world without anybody waiting for it: invocations, stacks. Something that is due on the
 * clock may begin such work; whoever moves the clock and wants to see its effects settles it.
 */
class Background {
  readonly #running = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];

  start(work: () => Promise<void>): void {
    const running: Promise<void> = work()
      .catch((error: unknown) => void this.#failures.push(error))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    const failure = this.#failures.shift();
    if (failure !== undefined) throw failure;
  }

  get idle(): boolean {
    return this.#running.size === 0 && this.#failures.length === 0;
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
  backgroundOf(world).start(work);
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
