import { describe, expect, it } from 'vitest';
import { inBackground, live, settle, until } from '../../src/simulator/background.ts';
import { newWorld } from './place.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('work in the background', () => {
  it('is waited for, with what it begins itself', async () => {
    const world = newWorld();
    const done: string[] = [];
    inBackground(world, async () => {
      await turn();
      inBackground(world, async () => {
        await turn();
        done.push('second');
      });
      done.push('first');
    });
    await settle(world);
    expect(done).toEqual(['first', 'second']);
  });

  it('rests while it waits for its time, so that nobody who settles waits for ever', async () => {
    const world = newWorld();
    const begun = world.clock.now();
    const times: number[] = [];
    inBackground(world, async () => {
      for (let step = 1; step <= 3; step++) {
        await until(world, begun + step * 1000, 'step');
        await turn();
        times.push(world.clock.now() - begun);
      }
    });
    await settle(world);
    expect(times).toEqual([]);
    await live(world, 2500);
    expect([times, world.clock.now() - begun]).toEqual([[1000, 2000], 2500]);
    await live(world, 2500);
    expect(times).toEqual([1000, 2000, 3000]);
  });

  it('goes on at once where its time is past', async () => {
    const world = newWorld();
    let done = false;
    inBackground(world, async () => {
      await until(world, world.clock.now(), 'now');
      done = true;
    });
    await settle(world);
    expect(done).toBe(true);
  });

  it('hands a bug to whoever settles it, once', async () => {
    const world = newWorld();
    inBackground(world, async () => {
      throw new Error('a bug');
    });
    await expect(settle(world)).rejects.toThrow('a bug');
    await settle(world);
  });
});
