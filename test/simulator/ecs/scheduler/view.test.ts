import { describe, expect, it } from 'vitest';
import {
  behind,
  completed,
  create,
  definition,
  described,
  primaryOf,
  push,
  register,
  repository,
  serviceWorld,
  tasksOf,
  until,
} from '../service-world.ts';

const healthCheck = { command: ['CMD-SHELL', 'true'], interval: 30, retries: 3 };

describe('when a task counts as healthy', () => {
  it('a container check that has not answered yet keeps it open, whatever its targets say', () => {
    const { world, group } = serviceWorld();
    push(world, 'ill', { containerHealth: 'UNHEALTHY' });
    create(world, { ...behind(group), taskDefinition: register(world, 'ill', { healthCheck }) });
    let mostDone = 0;
    until(
      world,
      () => tasksOf(world, 'STOPPED').length > 0,
      600,
      () => {
        mostDone = Math.max(mostDone, Number(primaryOf(world)?.rolloutState === 'COMPLETED'));
      },
    );
    expect(mostDone).toBe(0);
    expect(tasksOf(world, 'STOPPED')[0]?.stoppedReason).toBe('Task failed container health checks');
  });

  it('with a check of an essential container it is HEALTHY only when all such have answered', () => {
    const { world } = serviceWorld();
    push(world, 'slow', { containerHealth: 'UNHEALTHY' });
    const containers = definition.containerDefinitions?.map((container) => ({ ...container, healthCheck })) ?? [];
    const slow = { name: 'slow', image: `${repository}:slow`, healthCheck };
    create(world, {
      desiredCount: 1,
      taskDefinition: register(world, 'v1', {}, { containerDefinitions: [...containers, slow] }),
    });
    until(world, () => described(world).runningCount === 1);
    world.clock.advance(20_000);
    const [task] = tasksOf(world);
    expect(task?.containers?.map(({ healthStatus }) => healthStatus)).toEqual(['HEALTHY', 'UNKNOWN']);
    expect(task?.healthStatus).toBe('UNKNOWN');
  });

  it('a check of a container that is not essential does not keep it open', () => {
    const { world } = serviceWorld();
    push(world, 'side', { containerHealth: 'UNHEALTHY' });
    const side = { name: 'side', image: `${repository}:side`, essential: false, healthCheck };
    const containerDefinitions = [...(definition.containerDefinitions ?? []), side];
    create(world, { desiredCount: 1, taskDefinition: register(world, 'v1', {}, { containerDefinitions }) });
    until(world, completed(world), 120);
  });
});
