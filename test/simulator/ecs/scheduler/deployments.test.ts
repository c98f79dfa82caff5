import { describe, expect, it } from 'vitest';
import { listServiceDeployments } from '../../../../src/simulator/ecs/service-deployments.ts';
import { stopTask } from '../../../../src/simulator/ecs/tasks.ts';
import { deleteRole } from '../../../../src/simulator/iam/roles.ts';
import { caller } from '../../elbv2/load-balanced-world.ts';
import {
  answers,
  at,
  behind,
  breaker,
  completed,
  create,
  ecsWorld,
  exits,
  healthy,
  push,
  register,
  role,
  rollout,
  said,
  settled,
  tasks,
  theService,
  until,
  update,
} from '../ecs-world.ts';

describe('a revision that fails (§2.5)', () => {
  it('is rolled back by the breaker to the last completed one, which then is COMPLETED', () => {
    const { world, targetGroup, first, next } = settled('missing', { deploymentConfiguration: breaker });
    update(world, { taskDefinition: next });
    until(world, () => {
      expect(healthy(world, targetGroup)).toBeGreaterThanOrEqual(2);
      return theService(world).taskDefinition === first;
    });
    const [primary, failed] = theService(world).deployments ?? [];
    expect(primary?.rolloutStateReason).toBe(
      `ECS deployment circuit breaker: rolling back to deploymentId ${primary?.id}.`,
    );
    if (failed?.taskDefinition === next) expect(failed.rolloutState).toBe('FAILED');
    until(world, () => completed(world));
    expect(theService(world)).toMatchObject({ taskDefinition: first, runningCount: 2 });
    expect(said(world)).toEqual(
      expect.arrayContaining([
        '(deployment ecs-svc/N) deployment failed: tasks failed to start.',
        'rolling back to deployment ecs-svc/N.',
      ]),
    );
  });

  it('stays IN_PROGRESS for ever without a breaker, with failedTasks rising, paced and then silent', () => {
    const { world, next, first } = settled('missing');
    update(world, { taskDefinition: next });
    world.clock.advance(300_000);
    const early = theService(world).deployments?.[0]?.failedTasks ?? 0;
    world.clock.advance(6 * 3_600_000);
    expect(rollout(world)).toBe('IN_PROGRESS');
    const [primary, old] = theService(world).deployments ?? [];
    expect(primary?.failedTasks).toBeGreaterThan(early);
    expect(old).toMatchObject({ taskDefinition: first, runningCount: 2 });
    const text =
      'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section.';
    expect(said(world).filter((message) => message === text)).toHaveLength(1);
    const hour = world.clock.now();
    world.clock.advance(3_600_000);
    const launches = (theService(world).events ?? []).filter(({ createdAt }) => Number(createdAt) > hour);
    expect(launches.length).toBeLessThanOrEqual(5);
    expect(launches.length).toBeGreaterThan(0);
  });

  it('and is paced is tried again at once after an update', () => {
    const { world, next } = settled('missing');
    update(world, { taskDefinition: next });
    world.clock.advance(6 * 3_600_000);
    update(world, { forceNewDeployment: true });
    const before = world.clock.now();
    until(world, () => (theService(world).events ?? []).some(({ createdAt }) => Number(createdAt) >= before), 20);
    expect(said(world).at(-1)).toBe('has started 2 tasks: (task) (task).');
  });

  it('in a crash loop trips the breaker, though its tasks run for some seconds', () => {
    const { world, targetGroup } = ecsWorld();
    push(world, 'crash', exits(3));
    const first = register(world, 'good');
    create(world, first, { ...behind(targetGroup), deploymentConfiguration: breaker });
    until(world, () => completed(world));
    update(world, { taskDefinition: register(world, 'crash') });
    until(world, () => theService(world).taskDefinition === first);
    const stopped = tasks(world, 'STOPPED').find(({ stopCode }) => stopCode === 'EssentialContainerExited');
    expect(stopped).toMatchObject({
      stoppedReason: 'Essential container in task exited',
      containers: [{ exitCode: 1 }],
    });
    until(world, () => completed(world));
  });

  it('that answers 307 to health checks is replaced, with the reason in an event, and rolled back', () => {
    const { world, first, targetGroup } = settled('good', { deploymentConfiguration: breaker });
    push(world, 'moved', answers(307));
    const next = register(world, 'moved');
    update(world, { taskDefinition: next });
    until(world, () => {
      expect(healthy(world, targetGroup)).toBeGreaterThanOrEqual(2);
      return theService(world).taskDefinition === first;
    });
    expect(said(world)).toContain(
      '(task) (port 8080) is unhealthy in (target-group ARN) due to (reason Health checks failed with these codes: [307]).',
    );
    expect(tasks(world, 'STOPPED').map(({ stoppedReason }) => stoppedReason)).toContain(
      `Task failed ELB health checks in (target-group ${targetGroup})`,
    );
  });

  it('is not stopped for its health checks within the grace period', () => {
    const { world, targetGroup } = ecsWorld();
    push(world, 'moved', answers(307));
    create(world, register(world, 'moved'), {
      ...behind(targetGroup),
      desiredCount: 1,
      healthCheckGracePeriodSeconds: 300,
    });
    until(world, () => theService(world).runningCount === 1);
    world.clock.advance(295_000);
    expect(tasks(world, 'STOPPED')).toEqual([]);
    // Its replacement comes first, and has a grace period of its own.
    world.clock.advance(400_000);
    expect(tasks(world, 'STOPPED')).toHaveLength(1);
  });

  it('by its container health check is replaced and says so', () => {
    const { world } = ecsWorld();
    push(world, 'sick', { ...answers(200), containerHealth: 'UNHEALTHY' });
    const healthCheck = { command: ['CMD-SHELL', 'true'], interval: 5, retries: 2 };
    create(world, register(world, 'sick', { healthCheck }), { desiredCount: 1 });
    until(world, () => tasks(world, 'STOPPED').length > 0);
    expect(said(world)).toContain('(task) failed container health checks.');
    expect(tasks(world, 'STOPPED')).toMatchObject([
      { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' },
    ]);
  });

  it('of five wanted tasks trips the breaker at three failures, as ⌈0.5 × 5⌉ is three', () => {
    const { world, first, next } = settled('missing', { deploymentConfiguration: breaker }, 5);
    update(world, { taskDefinition: next });
    until(world, () => theService(world).taskDefinition === first);
    const failed = tasks(world, 'STOPPED').filter(({ stopCode }) => stopCode === 'TaskFailedToStart');
    expect(failed.length).toBeGreaterThanOrEqual(3);
    expect(failed.length).toBeLessThanOrEqual(5);
  });
});

describe('a rollback (§2.2, §2.5)', () => {
  it('brings the digests of the last completed deployment back, too, though the tag has moved', () => {
    const { world, targetGroup } = ecsWorld();
    const old = push(world, 'latest');
    const revision = register(world, 'latest');
    create(world, revision, { ...behind(targetGroup), deploymentConfiguration: breaker });
    until(world, () => completed(world));
    push(world, 'latest', exits(3));
    update(world, { forceNewDeployment: true });
    const reason = () => theService(world).deployments?.[0]?.rolloutStateReason ?? '';
    until(world, () => reason().includes('rolling back'));
    until(world, () => completed(world));
    expect(tasks(world).map(({ containers }) => containers?.[0]?.imageDigest)).toEqual([old, old]);
  });
});

describe('a rollback that fails itself (§2.6)', () => {
  it('ends as ROLLBACK_FAILED and is not rolled back again, and nothing goes on by itself', () => {
    const { world, first, next } = settled('missing', { deploymentConfiguration: breaker });
    deleteRole(world, caller.account, role);
    for (const { taskArn } of tasks(world)) stopTask.run(world, caller, { cluster: at.cluster, task: taskArn });
    update(world, { taskDefinition: next });
    until(world, () => theService(world).taskDefinition === first);
    until(world, () => rollout(world) === 'FAILED');
    const list = () => listServiceDeployments.run(world, caller, at).serviceDeployments?.map(({ status }) => status);
    expect(list()).toEqual(['STOPPED', 'ROLLBACK_FAILED', 'SUCCESSFUL']);
    world.clock.advance(2 * 3_600_000);
    expect(list()).toHaveLength(3);
    expect(theService(world).deployments).toMatchObject([{ rolloutState: 'FAILED', taskDefinition: first }]);
    expect(world.clock.next()).toBeUndefined();
  });

  it('ends as ROLLBACK_FAILED, too, where an update comes in between', () => {
    const { world, first, next } = settled('missing', { deploymentConfiguration: breaker });
    update(world, { taskDefinition: next });
    until(world, () => theService(world).taskDefinition === first);
    update(world, { taskDefinition: register(world, 'good') });
    until(world, () => completed(world));
    const list = listServiceDeployments.run(world, caller, at).serviceDeployments?.map(({ status }) => status);
    expect(list).toEqual(['SUCCESSFUL', 'STOPPED', 'ROLLBACK_FAILED', 'SUCCESSFUL']);
  });
});
