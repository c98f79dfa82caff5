import { VirtualClock } from '../../src/simulator/clock.ts';
import { Random } from '../../src/simulator/random.ts';
import { type Caller, World } from '../../src/simulator/world.ts';

export const start = Date.parse('2026-03-02T08:00:00Z');

export const mika: Caller = {
  account: '210987654321',
  region: 'eu-central-1',
  principal: 'arn:aws:iam::210987654321:user/mika',
};

export function newWorld(seed = 1): World {
  return new World(new VirtualClock(start), new Random(seed));
}
