import { expect, it } from 'vitest';
import { fleetUsage } from '../../bench/usage.ts';

it('one app: an hour is twelve sweeps that write no history, and a push is proven with two items: what was sent, and the rollout’s end', async () => {
  const { hour, rollout, metrics } = await fleetUsage(1);
  expect(hour).toMatchObject({ looks: 12, events: 12, history: 0 });
  expect(hour.readUnits).toBeGreaterThan(12);
  expect(hour.writeUnits).toBeLessThanOrEqual(12);
  expect(rollout).toMatchObject({ history: 2 });
  expect(rollout.calls).toBeGreaterThan(rollout.looks);
  expect(rollout.events).toBeGreaterThan(0);
  expect(metrics).toEqual(expect.arrayContaining(['sweeps', 'pass_converged', 'rollout_completed']));
}, 120_000);
