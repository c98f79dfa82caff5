import { beforeEach, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';

let simulator: Simulator;
let heard: [string, number][];
let start: number;

beforeEach(() => {
  simulator = createSimulator({ seed: 2 });
  heard = [];
  start = simulator.world.clock.now();
  simulator.onEvent((event) => heard.push([String(event.detail), simulator.world.clock.now() - start]));
});

function emit(detail: string, type = 'ECR Image Action'): void {
  const place = { account: '210987654321', region: 'eu-central-1', resources: [] };
  simulator.world.emit({ 'detail-type': type, source: 'aws.test', ...place, detail }, 1000);
}

describe('an event', () => {
  it('is delivered once, after its delay', () => {
    emit('a');
    simulator.world.clock.advance(60_000);
    expect(heard).toEqual([['a', 1000]]);
  });

  it('on order: is lost', () => {
    const order = simulator.eventFaults.order({ on: 'ECR*', nth: 1, do: { kind: 'drop' } });
    emit('a');
    emit('b');
    simulator.world.clock.advance(60_000);
    expect(heard.map(([detail]) => detail)).toEqual(['b']);
    expect(order).toMatchObject({ matched: 2, fired: 1 });
  });

  it('on order: comes twice', () => {
    simulator.eventFaults.order({ on: '*', do: { kind: 'duplicate', afterMs: 5000 } });
    emit('a');
    simulator.world.clock.advance(60_000);
    expect(heard).toEqual([
      ['a', 1000],
      ['a', 6000],
    ]);
  });

  it('on order: comes late, of the named kind only', () => {
    simulator.eventFaults.order({ on: 'ECR Image Action', do: { kind: 'delay', ms: 3_600_000 } });
    emit('a');
    emit('b', 'ECS Service Action');
    simulator.world.clock.advance(7_200_000);
    expect(heard).toEqual([
      ['b', 1000],
      ['a', 3_601_000],
    ]);
  });

  it('on order: comes in another order than it was sent, the same with the same seed', () => {
    simulator.eventFaults.order({ on: '*', do: { kind: 'shuffle', windowMs: 10_000 } });
    for (const name of 'abcdefgh') emit(name);
    simulator.world.clock.advance(60_000);
    const order = heard.map(([detail]) => detail).join('');
    expect(order).not.toBe('abcdefgh');
    expect([...order].sort().join('')).toBe('abcdefgh');
  });

  it('meets no order any more once they are taken back, and is heard by all listeners once', () => {
    const others: string[] = [];
    simulator.onEvent((event) => others.push(String(event.detail)));
    const order = simulator.eventFaults.order({ on: '*', do: { kind: 'duplicate', afterMs: 1 } });
    emit('a');
    simulator.world.clock.advance(60_000);
    expect([heard.length, others.length, order.fired]).toEqual([2, 2, 1]);
    simulator.eventFaults.clear();
    emit('b');
    simulator.world.clock.advance(60_000);
    expect([heard.length, others.length]).toEqual([3, 3]);
  });
});
