import { expect, it } from 'vitest';
import { createService } from '../../../src/simulator/ecs/create-service.ts';
import { deleteService } from '../../../src/simulator/ecs/delete-service.ts';
import { listServices } from '../../../src/simulator/ecs/read-services.ts';
import { mika, register, serviceInput, serviceWorld } from './service-world.ts';

it('a new service is listed within five seconds, ten a page, DRAINING ones at once no more', () => {
  const { world } = serviceWorld();
  register(world);
  for (let index = 10; index < 22; index++)
    createService.run(world, mika, serviceInput({ serviceName: `service-${index}`, desiredCount: 0 }));
  world.clock.advance(5_000);
  const first = listServices.run(world, mika, { cluster: 'todo' });
  expect(first.serviceArns).toHaveLength(10);
  const rest = listServices.run(world, mika, { cluster: 'todo', nextToken: first.nextToken });
  expect(rest.serviceArns).toHaveLength(2);
  expect(rest.nextToken).toBeUndefined();
  deleteService.run(world, mika, { cluster: 'todo', service: 'service-10' });
  expect(listServices.run(world, mika, { cluster: 'todo', maxResults: 100 }).serviceArns).toHaveLength(11);
  expect(listServices.run(world, mika, { cluster: 'todo', launchType: 'EC2' }).serviceArns).toEqual([]);
});
