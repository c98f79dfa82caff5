import { describe, expect, it } from 'vitest';
import { runTask } from '../../../src/simulator/ecs/run-task.ts';
import { ecsState, orderCapacity } from '../../../src/simulator/ecs/state.ts';
import { deregisterTaskDefinition } from '../../../src/simulator/ecs/task-definitions.ts';
import { describeTasks, listTasks } from '../../../src/simulator/ecs/tasks.ts';
import { ecs } from '../../../src/simulator/ecs.ts';
import { Throttle } from '../../../src/simulator/throttle.ts';
import type { World } from '../../../src/simulator/world.ts';
import {
  definition,
  mika,
  push,
  refusal,
  register,
  repository,
  serviceWorld,
  subnets,
  until,
} from './service-world.ts';

const run = {
  cluster: 'todo',
  taskDefinition: 'backend',
  launchType: 'FARGATE',
  networkConfiguration: { awsvpcConfiguration: { subnets } },
} as const;

function taskAt(world: World, arn: string | undefined) {
  return describeTasks.run(world, mika, { cluster: 'todo', tasks: [arn ?? ''], include: ['TAGS'] }).tasks?.[0];
}

describe('RunTask', () => {
  it('runs tasks to their end, outside of any service', () => {
    const { world } = serviceWorld();
    push(world, 'job', { exits: { afterSeconds: 30, code: 3 } });
    register(world, 'job');
    const { tasks = [], failures } = runTask.run(world, mika, { ...run, count: 2, startedBy: 'migration' });
    expect(failures).toEqual([]);
    expect(tasks).toMatchObject([
      { lastStatus: 'PROVISIONING', group: 'family:backend', startedBy: 'migration' },
      { lastStatus: 'PROVISIONING' },
    ]);
    until(world, () => taskAt(world, tasks[0]?.taskArn)?.lastStatus === 'STOPPED', 120);
    expect(taskAt(world, tasks[0]?.taskArn)).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ lastStatus: 'STOPPED', exitCode: 3 }],
    });
  });

  it('the same token answers the same tasks, with other parameters it is a conflict', () => {
    const { world } = serviceWorld();
    register(world);
    const first = runTask.run(world, mika, { ...run, clientToken: 'once' });
    const again = runTask.run(world, mika, { ...run, clientToken: 'once' });
    expect(again.tasks?.[0]?.taskArn).toBe(first.tasks?.[0]?.taskArn);
    expect(refusal(() => runTask.run(world, mika, { ...run, count: 2, clientToken: 'once' }))).toContain(
      'ConflictException',
    );
    expect(listTasks.run(world, mika, { cluster: 'todo' }).taskArns).toHaveLength(1);
  });

  it('what can not be placed is a failure in a good answer', () => {
    const { world } = serviceWorld();
    register(world);
    orderCapacity(world, mika, 1);
    const { tasks, failures } = runTask.run(world, mika, { ...run, count: 3 });
    expect(tasks).toHaveLength(1);
    expect(failures).toMatchObject([{ reason: 'RESOURCE:FARGATE' }, { reason: 'RESOURCE:FARGATE' }]);
  });

  it('is throttled by Fargate’s launch bucket', () => {
    const { world } = serviceWorld();
    register(world);
    for (let index = 0; index < 10; index++) runTask.run(world, mika, { ...run, count: 10 });
    expect(refusal(() => runTask.run(world, mika, run))).toBe('ThrottlingException: Rate exceeded');
    world.clock.advance(50);
    expect(refusal(() => runTask.run(world, mika, run))).toBe('no error');
  });

  it('that refuses a call as a whole, and leaves no task of it behind', () => {
    const { world } = serviceWorld();
    register(world);
    for (const count of [10, 10, 10, 10, 10, 10, 10, 10, 10, 5]) runTask.run(world, mika, { ...run, count });
    expect(refusal(() => runTask.run(world, mika, { ...run, count: 10 }))).toBe('ThrottlingException: Rate exceeded');
    expect(world.state(ecsState, mika).tasks.size).toBe(95);
    expect(refusal(() => runTask.run(world, mika, { ...run, count: 5 }))).toBe('no error');
  });

  it('with a bucket of its own for Spot', () => {
    const { world } = serviceWorld();
    register(world);
    const { launchType, ...silent } = run;
    expect(launchType).toBe('FARGATE');
    const spot = { ...silent, capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] };
    for (let index = 0; index < 10; index++) runTask.run(world, mika, { ...run, count: 10 });
    expect(refusal(() => runTask.run(world, mika, { ...spot, count: 10 }))).toBe('no error');
  });

  it('is bound by calls, too: 20 at once', () => {
    const throttle = new Throttle();
    const taken = Array.from({ length: 21 }, () => throttle.take(0, mika, ecs, runTask));
    expect(taken.filter((went) => went)).toHaveLength(20);
  });

  it('keeps overrides, and refuses those of unknown containers', () => {
    const { world } = serviceWorld();
    register(world);
    const overrides = (name: string) => ({ containerOverrides: [{ name, command: ['migrate'] }] });
    const { tasks } = runTask.run(world, mika, { ...run, overrides: overrides('app') });
    expect(tasks?.[0]?.overrides).toEqual(overrides('app'));
    expect(refusal(() => runTask.run(world, mika, { ...run, overrides: overrides('web') }))).toContain(
      'Override for container named web is not a container in the TaskDefinition.',
    );
  });

  it('says that a revision is inactive with its own code', () => {
    const { world } = serviceWorld();
    register(world);
    deregisterTaskDefinition.run(world, mika, { taskDefinition: 'backend:1' });
    world.clock.advance(601_000);
    expect(refusal(() => runTask.run(world, mika, { ...run, taskDefinition: 'backend:1' }))).toBe(
      'InvalidParameterException: TaskDefinition is inactive',
    );
  });

  it('a container that is not essential ends alone', () => {
    const { world } = serviceWorld();
    push(world, 'side', { answer: { default: { status: 418 } }, exits: { afterSeconds: 20, code: 0 } });
    register(
      world,
      'v1',
      {},
      {
        containerDefinitions: [
          ...(definition.containerDefinitions ?? []),
          { name: 'side', image: `${repository}:side`, essential: false },
        ],
      },
    );
    const { tasks } = runTask.run(world, mika, run);
    world.clock.advance(120_000);
    expect(taskAt(world, tasks?.[0]?.taskArn)).toMatchObject({
      lastStatus: 'RUNNING',
      containers: [{ lastStatus: 'RUNNING' }, { lastStatus: 'STOPPED', exitCode: 0 }],
    });
  });
});
