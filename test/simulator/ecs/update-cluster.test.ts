import { expect, it } from 'vitest';
import { updateCluster, updateClusterSettings } from '../../../src/simulator/ecs/update-cluster.ts';
import { mika, serviceWorld } from './service-world.ts';

it('settings are merged by name, by both calls', () => {
  const { world } = serviceWorld();
  const settings = [{ name: 'containerInsights', value: 'enhanced' }] as const;
  expect(updateCluster.run(world, mika, { cluster: 'todo', settings: [...settings] }).cluster?.settings).toEqual(
    settings,
  );
  const off = [{ name: 'containerInsights', value: 'disabled' }] as const;
  expect(updateClusterSettings.run(world, mika, { cluster: 'todo', settings: [...off] }).cluster?.settings).toEqual(
    off,
  );
});
