import { describe, expect, it } from 'vitest';
import {
  behind,
  breaker,
  completed,
  create,
  ecsWorld,
  healthy,
  present,
  register,
  rollout,
  said,
  settled,
  tasks,
  theService,
  until,
  update,
} from '../ecs-world.ts';

describe('a first deployment (§2.5, §2.7)', () => {
  it('starts in about 17 s and is completed in about 87 s behind a load balancer', () => {
    const { world, targetGroup } = ecsWorld();
    create(world, register(world, 'good'), behind(targetGroup));
    expect(theService(world)).toMatchObject({ runningCount: 0, pendingCount: 0, status: 'ACTIVE' });
    expect(until(world, () => tasks(world).length === 2)).toBeLessThanOrEqual(17);
    const seconds = until(world, () => completed(world));
    expect(seconds).toBeGreaterThan(15);
    expect(seconds).toBeLessThan(90);
    expect(theService(world)).toMatchObject({ runningCount: 2, pendingCount: 0 });
    expect(healthy(world, targetGroup)).toBe(2);
    const registered = said(world).filter((message) => message.startsWith('registered'));
    expect(registered.join()).toMatch(/^registered (1 targets.*registered 1|2) targets in \(target-group ARN\)$/);
    expect(said(world)).toEqual([
      'has started 2 tasks: (task) (task).',
      ...registered,
      '(deployment ecs-svc/N) deployment completed.',
      'has reached a steady state.',
    ]);
    expect(theService(world).deployments).toMatchObject([
      {
        status: 'PRIMARY',
        failedTasks: 0,
        rolloutStateReason: expect.stringMatching(/^ECS deployment ecs-svc\/\d+ completed\.$/),
      },
    ]);
  });

  it('spreads its tasks over the subnets, each with an address of its own', () => {
    const { world } = settled('good');
    const zones = tasks(world).map(({ availabilityZone }) => availabilityZone);
    expect(zones.sort()).toEqual(['eu-central-1a', 'eu-central-1b']);
    const ips = tasks(world).map(({ containers }) => containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address);
    expect(new Set(ips).size).toBe(2);
  });

  it('goes through PROVISIONING, PENDING and RUNNING', () => {
    const { world } = ecsWorld();
    create(world, register(world, 'good'), { desiredCount: 1 });
    const seen = new Set<string | undefined>();
    until(world, () => {
      for (const { lastStatus } of tasks(world)) seen.add(lastStatus);
      return completed(world);
    });
    expect([...seen]).toEqual(['PROVISIONING', 'PENDING', 'RUNNING']);
  });

  it('counts a task without any check as healthy 40 s after RUNNING', () => {
    const { world } = ecsWorld();
    create(world, register(world, 'good'), { desiredCount: 1 });
    until(world, () => theService(world).runningCount === 1);
    const seconds = until(world, () => completed(world));
    expect(seconds).toBeGreaterThanOrEqual(38);
    expect(seconds).toBeLessThanOrEqual(44);
  });

  it('of no tasks is completed at once', () => {
    const { world } = ecsWorld();
    create(world, register(world, 'good'), { desiredCount: 0 });
    expect(until(world, () => completed(world))).toBeLessThan(12);
  });

  it('that cannot start its tasks becomes FAILED with the breaker, without a way back', () => {
    const { world } = ecsWorld();
    create(world, register(world, 'missing'), { deploymentConfiguration: breaker });
    until(world, () => rollout(world) === 'FAILED');
    expect(theService(world).deployments).toMatchObject([
      {
        status: 'PRIMARY',
        failedTasks: 3,
        rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
      },
    ]);
    world.clock.advance(3_600_000);
    expect(theService(world).deployments).toHaveLength(1);
    expect(said(world).at(-1)).toBe('(deployment ecs-svc/N) deployment failed: tasks failed to start.');
  });
});

describe('a settled world', () => {
  it('without a load balancer sets no further events', () => {
    const { world } = ecsWorld();
    create(world, register(world, 'good'));
    until(world, () => completed(world));
    world.clock.advance(600_000);
    expect(world.clock.next()).toBeUndefined();
  });

  it('sets none either once its deployment is given up, until somebody changes the service', () => {
    const { world } = ecsWorld();
    create(world, register(world, 'missing'), { deploymentConfiguration: breaker });
    until(world, () => rollout(world) === 'FAILED');
    world.clock.advance(2 * 3_600_000);
    expect(world.clock.next()).toBeUndefined();
    update(world, { taskDefinition: register(world, 'good') });
    until(world, () => completed(world));
    expect(theService(world).runningCount).toBe(2);
  });
});

describe('a rolling update (§2.5)', () => {
  it('replaces both tasks and never leaves the window of 100 and 200 percent', () => {
    const { world, targetGroup, next } = settled('good');
    const before = tasks(world).map(({ taskArn }) => taskArn);
    update(world, { taskDefinition: next });
    expect(theService(world).deployments?.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE']);
    until(world, () => {
      expect(healthy(world, targetGroup)).toBeGreaterThanOrEqual(2);
      expect(present(world)).toBeLessThanOrEqual(4);
      return completed(world);
    });
    const after = tasks(world);
    expect(after.map(({ taskDefinitionArn }) => taskDefinitionArn)).toEqual([next, next]);
    expect(after.some(({ taskArn }) => before.includes(taskArn))).toBe(false);
    expect(theService(world).deployments).toMatchObject([{ status: 'PRIMARY', taskDefinition: next }]);
  });

  it.each([
    { count: 4, maximumPercent: 150, minimumHealthyPercent: 50, most: 6, least: 2 },
    { count: 3, maximumPercent: 100, minimumHealthyPercent: 50, most: 3, least: 2 },
    { count: 1, maximumPercent: 200, minimumHealthyPercent: 100, most: 2, least: 1 },
    { count: 5, maximumPercent: 120, minimumHealthyPercent: 100, most: 6, least: 5 },
  ])('of $count tasks with $minimumHealthyPercent/$maximumPercent has $least healthy and at most $most', (row) => {
    const { count, most, least, maximumPercent, minimumHealthyPercent } = row;
    const configuration = { deploymentConfiguration: { maximumPercent, minimumHealthyPercent } };
    const { world, targetGroup, next } = settled('good', configuration, count);
    update(world, { taskDefinition: next });
    let peak = 0;
    until(
      world,
      () => {
        peak = Math.max(peak, present(world));
        expect(healthy(world, targetGroup)).toBeGreaterThanOrEqual(least);
        return completed(world);
      },
      3_600,
    );
    expect(peak).toBe(most);
    expect(tasks(world).every(({ taskDefinitionArn }) => taskDefinitionArn === next)).toBe(true);
  });

  it('with 0/100 never has two tasks at the same time', () => {
    const configuration = { deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 } };
    const { world, next } = settled('good', configuration, 1);
    update(world, { taskDefinition: next });
    until(world, () => {
      expect(present(world)).toBeLessThanOrEqual(1);
      return completed(world);
    });
    const [old] = tasks(world, 'STOPPED');
    expect(tasks(world)[0]?.createdAt?.getTime()).toBeGreaterThan(old?.stoppedAt?.getTime() ?? 0);
  });

  it('with 100/100 can neither start nor stop, and says so once', () => {
    const configuration = { deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 100 } };
    const { world, next, first } = settled('good', configuration);
    update(world, { taskDefinition: next });
    world.clock.advance(1_800_000);
    expect(rollout(world)).toBe('IN_PROGRESS');
    expect(tasks(world).map(({ taskDefinitionArn }) => taskDefinitionArn)).toEqual([first, first]);
    const text =
      'was unable to stop or start tasks during a deployment because of the service deployment configuration.';
    expect(said(world).filter((message) => message.startsWith(text))).toHaveLength(1);
  });

  it('during another one starts over from the newest revision', () => {
    const { world, next } = settled('good');
    update(world, { taskDefinition: next });
    world.clock.advance(20_000);
    const newest = register(world, 'good');
    const answer = update(world, { taskDefinition: newest });
    expect(answer.deployments?.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE', 'ACTIVE']);
    until(world, () => completed(world));
    expect(theService(world).deployments).toMatchObject([{ taskDefinition: newest }]);
    expect(tasks(world).map(({ taskDefinitionArn }) => taskDefinitionArn)).toEqual([newest, newest]);
  });
});
