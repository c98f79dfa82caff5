import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { putClusterCapacityProviders } from '../../../src/simulator/ecs/capacity-providers.ts';
import { createService } from '../../../src/simulator/ecs/create-service.ts';
import {
  completed,
  create,
  described,
  mika,
  refusal,
  register,
  serviceInput,
  serviceWorld,
  tasksOf,
  until,
} from './service-world.ts';

describe('capacity providers', () => {
  it('providers are replaced as a whole, but not those in use', () => {
    const { world } = serviceWorld();
    const put = (capacityProviders: string[], defaultCapacityProviderStrategy: CapacityProviderStrategyItem[] = []) =>
      putClusterCapacityProviders.run(world, mika, {
        cluster: 'todo',
        capacityProviders,
        defaultCapacityProviderStrategy,
      });
    put(['FARGATE', 'FARGATE_SPOT'], [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }]);
    const { cluster } = put(['FARGATE', 'FARGATE_SPOT'], [{ capacityProvider: 'FARGATE', weight: 1 }]);
    expect(cluster).toMatchObject({
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
    });
    create(world, { launchType: undefined });
    expect(described(world).capacityProviderStrategy).toEqual([{ capacityProvider: 'FARGATE', weight: 1, base: 0 }]);
    expect(put(['FARGATE']).cluster?.capacityProviders).toEqual(['FARGATE']);
    expect(refusal(() => put([]))).toBe(
      'ResourceInUseException: The specified capacity provider is in use and cannot be removed.',
    );
    expect(refusal(() => put(['mine']))).toContain("The specified capacity provider 'mine' was not found.");
    expect(refusal(() => put(['FARGATE'], [{ capacityProvider: 'FARGATE', weight: 0 }]))).toContain('weight');
  });

  it('a strategy takes the place of the launch type, that of the cluster where nothing is said', () => {
    const { world } = serviceWorld();
    register(world);
    const { launchType, ...silent } = serviceInput();
    expect(launchType).toBe('FARGATE');
    const strategy = [
      { capacityProvider: 'FARGATE_SPOT', weight: 3 },
      { capacityProvider: 'FARGATE', base: 1, weight: 1 },
    ];
    createService.run(world, mika, { ...silent, desiredCount: 5, capacityProviderStrategy: strategy });
    expect(described(world)).toMatchObject({
      capacityProviderStrategy: [
        { capacityProvider: 'FARGATE_SPOT', weight: 3, base: 0 },
        { capacityProvider: 'FARGATE', weight: 1, base: 1 },
      ],
    });
    expect(described(world)).not.toHaveProperty('launchType');
    until(world, completed(world));
    const providers = tasksOf(world).map(({ capacityProviderName }) => capacityProviderName);
    expect(providers.sort()).toEqual(['FARGATE', 'FARGATE', 'FARGATE_SPOT', 'FARGATE_SPOT', 'FARGATE_SPOT']);
  });
});
