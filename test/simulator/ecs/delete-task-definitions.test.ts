import { describe, expect, it } from 'vitest';
import {
  deleteTaskDefinitions,
  deregisterTaskDefinition,
  describeTaskDefinition,
} from '../../../src/simulator/ecs/task-definitions.ts';
import { create, mika, refusal, register, serviceWorld } from './service-world.ts';

const arn = (name: string) => `arn:aws:ecs:eu-central-1:210987654321:task-definition/${name}`;

describe('the end of revisions', () => {
  it('only INACTIVE ones can be deleted; a used one stays until nobody uses it, and no number comes twice', () => {
    const { world } = serviceWorld();
    create(world);
    register(world);
    const taskDefinitions = ['backend:1', 'backend:2', 'backend:7'];
    expect(deleteTaskDefinitions.run(world, mika, { taskDefinitions }).failures).toHaveLength(3);
    for (const taskDefinition of ['backend:1', 'backend:2'])
      deregisterTaskDefinition.run(world, mika, { taskDefinition });
    const answer = deleteTaskDefinitions.run(world, mika, { taskDefinitions });
    expect(answer.taskDefinitions?.map(({ status }) => status)).toEqual(['DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS']);
    world.clock.advance(120_000);
    const read = (taskDefinition: string) => () => describeTaskDefinition.run(world, mika, { taskDefinition });
    expect(refusal(read('backend:2'))).toBe('ClientException: Unable to describe task definition.');
    expect(refusal(read('backend:1'))).toBe('no error');
    expect(register(world)).toBe(arn('backend:3'));
  });
});
