import { describe, expect, it, vi } from 'vitest';
import { deleteImage } from '../../../../src/simulator/ecr/images.ts';
import {
  describeServiceDeployments,
  listServiceDeployments,
} from '../../../../src/simulator/ecs/service-deployments.ts';
import { orderAlarm } from '../../../../src/simulator/ecs/state.ts';
import { registerTarget } from '../../../../src/simulator/elbv2/targets.ts';
import { deleteRole } from '../../../../src/simulator/iam/roles.ts';
import type { World } from '../../../../src/simulator/world.ts';
import {
  behind,
  completed,
  create,
  described,
  messages,
  mika,
  primaryOf,
  push,
  register,
  repository,
  role,
  serviceWorld,
  tasksOf,
  until,
  update,
} from '../service-world.ts';

const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };

/** The service runs `backend:1`; then a deployment of another image begins. */
function rollOut(world: World, group: string, tag: string, deploymentConfiguration: object = {}): string {
  create(world, { ...behind(group), deploymentConfiguration });
  until(world, completed(world));
  return update(world, { taskDefinition: register(world, tag) }).deployments?.[0]?.id ?? '';
}

function statusOf(world: World, index: number) {
  const { serviceDeployments = [] } = listServiceDeployments.run(world, mika, { cluster: 'todo', service: 'backend' });
  const serviceDeploymentArns = serviceDeployments.map(({ serviceDeploymentArn = '' }) => serviceDeploymentArn);
  return describeServiceDeployments.run(world, mika, { serviceDeploymentArns }).serviceDeployments?.[index];
}

describe('deployments that fail', () => {
  it('an image that is not there trips the breaker after three tasks, and the last completed revision comes back', () => {
    const { world, group } = serviceWorld();
    const events: object[] = [];
    world.onEvent((event) => {
      if (event['detail-type'] === 'ECS Deployment State Change') events.push(event.detail as object);
    });
    const bad = rollOut(world, group, 'nowhere', breaker);
    until(world, () => primaryOf(world)?.id !== bad, 300);
    const back = primaryOf(world);
    expect(back?.taskDefinition).toMatch(/backend:1$/);
    expect(back?.rolloutStateReason).toBe(`ECS deployment circuit breaker: rolling back to deploymentId ${back?.id}.`);
    expect(messages(world).slice(-2)).toEqual([
      `(service backend) (deployment ${bad}) deployment failed: tasks failed to start.`,
      `(service backend) rolling back to deployment ${back?.id}.`,
    ]);
    until(world, completed(world));
    expect(described(world)).toMatchObject({ taskDefinition: back?.taskDefinition, runningCount: 2 });
    const failed = tasksOf(world, 'STOPPED').filter(({ startedBy }) => startedBy === bad);
    expect(failed.length).toBeGreaterThanOrEqual(3);
    expect(failed[0]).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${repository}:nowhere: ${repository}:nowhere: not found`,
    });
    expect(statusOf(world, 1)).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      deploymentCircuitBreaker: { status: 'TRIGGERED', threshold: 3 },
      rollback: { reason: 'ECS deployment circuit breaker: tasks failed to start.' },
    });
    world.clock.advance(3_000);
    expect(events).toContainEqual(
      expect.objectContaining({
        eventType: 'ERROR',
        eventName: 'SERVICE_DEPLOYMENT_FAILED',
        deploymentId: bad,
        reason: 'ECS deployment circuit breaker: tasks failed to start.',
      }),
    );
  });

  it('without a breaker it stays IN_PROGRESS for a day, and the old tasks run on', () => {
    const { world, group } = serviceWorld();
    const bad = rollOut(world, group, 'nowhere');
    world.clock.advance(86_400_000);
    expect(primaryOf(world)).toMatchObject({ id: bad, rolloutState: 'IN_PROGRESS', runningCount: 0 });
    expect(primaryOf(world)?.failedTasks).toBeGreaterThan(100);
    expect(described(world).runningCount).toBe(2);
  });

  it('a first deployment just fails: there is nothing to go back to, and it starts no more tasks', () => {
    const { world } = serviceWorld();
    deleteImage(world, mika, { repository: 'todo/backend', tag: 'v1' });
    create(world, { deploymentConfiguration: breaker });
    until(world, () => primaryOf(world)?.rolloutState === 'FAILED', 600);
    expect(primaryOf(world)?.rolloutStateReason).toBe('ECS deployment circuit breaker: tasks failed to start.');
    world.clock.advance(60_000);
    const before = tasksOf(world, 'STOPPED').length;
    world.clock.advance(1_800_000);
    expect(tasksOf(world, 'STOPPED')).toHaveLength(before);
    expect(described(world).deployments).toHaveLength(1);
  });

  it('with the breaker but no rollback it is FAILED, and the old tasks stay', () => {
    const { world, group } = serviceWorld();
    rollOut(world, group, 'nowhere', { deploymentCircuitBreaker: { enable: true, rollback: false } });
    until(world, () => primaryOf(world)?.rolloutState === 'FAILED', 600);
    world.clock.advance(1_800_000);
    expect(described(world)).toMatchObject({
      runningCount: 2,
      deployments: [{ rolloutState: 'FAILED' }, { status: 'ACTIVE' }],
    });
    expect(statusOf(world, 0)?.status).toBe('STOPPED');
  });

  it('a rollback that fails, too, ends so, and is not rolled back for ever', () => {
    const { world, group } = serviceWorld();
    const bad = rollOut(world, group, 'nowhere', breaker);
    until(world, () => primaryOf(world)?.id !== bad, 300);
    // From here on even the good revision can't start.
    deleteRole(world, mika.account, role);
    until(world, () => primaryOf(world)?.rolloutState === 'FAILED', 600);
    expect(statusOf(world, 1)?.status).toBe('ROLLBACK_FAILED');
    const { length } = described(world).deployments ?? [];
    world.clock.advance(3_600_000);
    expect(described(world).deployments).toHaveLength(length);
    expect(described(world).runningCount).toBe(2);
  });

  it.each([
    { threshold: { type: 'COUNT', value: 5 }, fails: 5 },
    { threshold: { type: 'UNBOUNDED_PERCENT', value: 50 }, fails: 1 },
    { threshold: { type: 'BOUNDED_PERCENT', value: 50 }, fails: 3 },
  ] as const)('the threshold is as it was sent: $threshold', ({ threshold, fails }) => {
    const { world, group } = serviceWorld();
    rollOut(world, group, 'nowhere', {
      deploymentCircuitBreaker: { enable: true, rollback: true, thresholdConfiguration: threshold },
    });
    until(world, () => statusOf(world, 1)?.status === 'ROLLBACK_IN_PROGRESS', 600);
    expect(statusOf(world, 1)?.deploymentCircuitBreaker).toMatchObject({ threshold: fails });
    expect(statusOf(world, 1)?.deploymentCircuitBreaker?.failureCount).toBeGreaterThanOrEqual(fails);
  });

  it('tasks that never run are tried again with longer and longer silence, up to 27 minutes, until an update ends it', () => {
    const { world, group } = serviceWorld();
    rollOut(world, group, 'nowhere');
    until(world, () => messages(world).some((message) => message.includes('is unable to consistently start')), 900);
    world.clock.advance(4 * 3_600_000);
    const [last = 0, before = 0] = starts(world);
    expect((last - before) / 60_000).toBeGreaterThanOrEqual(27);
    expect((last - before) / 60_000).toBeLessThan(29);
    update(world, { forceNewDeployment: true });
    const updated = world.clock.now();
    world.clock.advance(60_000);
    expect(starts(world)[0]).toBeGreaterThan(updated);
  });

  it('a container that ends at its start is replaced without such a wait: it ran («Amazon ECS service throttle logic»)', () => {
    const { world, group } = serviceWorld();
    const reason = 'OutOfMemoryError: Container killed due to memory usage';
    push(world, 'crash', { exits: { afterSeconds: 2, code: 137, reason } });
    rollOut(world, group, 'crash');
    world.clock.advance(3_600_000);
    const [task] = tasksOf(world, 'STOPPED').filter(({ stopCode }) => stopCode === 'EssentialContainerExited');
    expect(task).toMatchObject({
      stoppedReason: 'Essential container in task exited',
      containers: [{ exitCode: 137, reason }],
    });
    const [last = 0, before = 0] = starts(world);
    expect((last - before) / 1_000).toBeLessThan(120);
    expect(messages(world).filter((message) => message.includes('is unable to consistently start'))).toEqual([]);
  });

  it('a service that can not get on is looked at as seldom as its next launch comes', () => {
    const { world } = serviceWorld();
    create(world);
    until(world, completed(world));
    update(world, { taskDefinition: register(world, 'nowhere') });
    world.clock.advance(4 * 3_600_000);
    expect(looks(world, 3_600_000)).toBeLessThan(40);
    expect(described(world)).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'IN_PROGRESS' }, {}] });
  });

  it('what its own percentages hold, or a deployment without a way back, is left alone until an update', () => {
    const { world } = serviceWorld();
    const held = { maximumPercent: 100, minimumHealthyPercent: 100 };
    create(world, { deploymentConfiguration: held, availabilityZoneRebalancing: 'DISABLED' });
    until(world, completed(world));
    update(world, { taskDefinition: register(world, 'v1') });
    until(world, () => messages(world).some((message) => message.includes('was unable to stop or start tasks')));
    expect(looks(world, 86_400_000)).toBe(0);
    const deploymentCircuitBreaker = { enable: true, rollback: false };
    const open = { maximumPercent: 200, minimumHealthyPercent: 100, deploymentCircuitBreaker };
    update(world, { taskDefinition: register(world, 'nowhere'), deploymentConfiguration: open });
    until(world, () => primaryOf(world)?.rolloutState === 'FAILED', 600);
    world.clock.advance(60_000);
    expect(looks(world, 86_400_000)).toBe(0);
  });

  it('a newer deployment in place of the rollback ends it as failed at once', () => {
    const { world, group } = serviceWorld();
    const bad = rollOut(world, group, 'nowhere', breaker);
    until(world, () => primaryOf(world)?.id !== bad, 300);
    expect(statusOf(world, 1)?.status).toBe('ROLLBACK_IN_PROGRESS');
    update(world, { forceNewDeployment: true });
    expect([0, 1, 2].map((index) => statusOf(world, index)?.status)).toEqual(['PENDING', 'STOPPED', 'ROLLBACK_FAILED']);
  });

  it('a task whose health check answers 307 is named with its code, stopped and replaced', () => {
    const { world, group } = serviceWorld();
    push(world, 'redirects', { answer: { default: { status: 307, location: 'https://todo/' } } });
    const bad = rollOut(world, group, 'redirects');
    until(world, () => tasksOf(world, 'STOPPED').some(({ startedBy }) => startedBy === bad), 600);
    const [task] = tasksOf(world, 'STOPPED');
    const id = task?.taskArn?.split('/').at(-1);
    expect(task).toMatchObject({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Task failed ELB health checks in (target-group ${group})`,
    });
    expect(messages(world)).toContain(
      `(service backend) (task ${id}) (port 8080) is unhealthy in (target-group ${group}) due to (reason Health checks failed with these codes: [307]).`,
    );
    world.clock.advance(1_200_000);
    expect(primaryOf(world)).toMatchObject({ id: bad, rolloutState: 'IN_PROGRESS' });
    expect(described(world).deployments?.[1]?.runningCount).toBe(2);
  });

  it('unhealthy tasks count for the breaker', () => {
    const { world, group } = serviceWorld();
    push(world, 'broken', { answer: { default: { status: 500 } } });
    const bad = rollOut(world, group, 'broken', breaker);
    until(world, () => primaryOf(world)?.id !== bad, 1_200);
    expect(primaryOf(world)?.taskDefinition).toMatch(/backend:1$/);
  });

  it('the grace period holds off the stop, not the health', () => {
    const { world, group } = serviceWorld();
    push(world, 'broken', { answer: { default: { status: 500 } } });
    create(world, { ...behind(group), healthCheckGracePeriodSeconds: 300, taskDefinition: register(world, 'broken') });
    until(world, () => described(world).runningCount === 2);
    const { startedAt } = tasksOf(world)[0] ?? {};
    until(world, () => tasksOf(world, 'STOPPED').length > 0, 900);
    expect(world.clock.now() - (startedAt?.getTime() ?? 0)).toBeGreaterThanOrEqual(300_000);
  });

  it('a container health check that fails takes the task with it, and says so', () => {
    const { world } = serviceWorld();
    push(world, 'ill', { containerHealth: 'UNHEALTHY' });
    const healthCheck = { command: ['CMD-SHELL', 'true'], interval: 10, retries: 2, startPeriod: 20 };
    create(world, { taskDefinition: register(world, 'ill', { healthCheck }) });
    until(world, () => tasksOf(world, 'STOPPED').length > 0, 300);
    const [task] = tasksOf(world, 'STOPPED');
    expect(task).toMatchObject({ healthStatus: 'UNHEALTHY', stoppedReason: 'Task failed container health checks' });
    expect(messages(world)).toContain(
      `(service backend) (task ${task?.taskArn?.split('/').at(-1)}) failed container health checks.`,
    );
  });

  it('a sick task goes only when its replacement is healthy', () => {
    const { world, group } = serviceWorld();
    create(world, { ...behind(group), desiredCount: 2 });
    until(world, completed(world));
    const answer = { default: { status: 503 } };
    world.clock.advance(60_000);
    const ip = tasksOf(world)[0]?.containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address ?? '';
    reanswer(world, group, ip, answer);
    let present = 2;
    until(
      world,
      () => tasksOf(world, 'STOPPED').length === 1,
      600,
      () => {
        present = Math.max(present, tasksOf(world).length);
      },
    );
    expect(present).toBe(3);
    until(world, () => described(world).runningCount === 2);
  });

  it('an alarm that rings rolls back, and says so', () => {
    const { world, group } = serviceWorld();
    const alarms = { alarmNames: ['todo-5xx'], enable: true, rollback: true };
    push(world, 'v2');
    const bad = rollOut(world, group, 'v2', { alarms });
    world.clock.advance(20_000);
    orderAlarm(world, mika, 'todo-5xx', true);
    const told: object[] = [];
    world.onEvent(({ detail }) => told.push(detail as object));
    until(world, () => primaryOf(world)?.id !== bad, 60);
    expect(messages(world)).toContain(`(service backend) (deployment ${bad}) deployment failed: alarm detected.`);
    expect(statusOf(world, 1)?.alarms).toEqual({
      status: 'TRIGGERED',
      alarmNames: ['todo-5xx'],
      triggeredAlarmNames: ['todo-5xx'],
    });
    // The way back begins while it rings, and is not watched by it.
    expect(statusOf(world, 0)?.alarms).toMatchObject({ status: 'DISABLED' });
    until(world, completed(world), 300);
    const back = primaryOf(world)?.id;
    expect(told).toContainEqual(
      expect.objectContaining({
        eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
        deploymentId: back,
        reason: `ECS deployment alarm detected: rolling back to deploymentId ${back}.`,
      }),
    );
  });

  it('with alarms a deployment is watched for some minutes after its tasks are healthy, and may fail then', () => {
    const { world, group } = serviceWorld();
    const alarms = { alarmNames: ['todo-5xx'], enable: true, rollback: true };
    push(world, 'v2');
    const bad = rollOut(world, group, 'v2', { alarms });
    until(world, () => described(world).deployments?.length === 1 && described(world).runningCount === 2);
    world.clock.advance(120_000);
    expect(primaryOf(world)).toMatchObject({ id: bad, rolloutState: 'IN_PROGRESS' });
    orderAlarm(world, mika, 'todo-5xx', true);
    until(world, () => primaryOf(world)?.id !== bad, 60);
    expect(statusOf(world, 1)?.status).toBe('ROLLBACK_IN_PROGRESS');
  });
});

/** Times of launches, newest first. */
function starts(world: World): number[] {
  const said = described(world).events ?? [];
  return said
    .filter(({ message = '' }) => message.includes('has started'))
    .map(({ createdAt }) => createdAt?.getTime() ?? 0);
}

/** How often the scheduler is woken for so long. */
function looks(world: World, milliseconds: number): number {
  const at = vi.spyOn(world.clock, 'at');
  world.clock.advance(milliseconds);
  const labels = at.mock.calls.map(([, label]) => label);
  at.mockRestore();
  return labels.filter((label) => label.startsWith('ecs looks at')).length;
}

function reanswer(world: World, group: string, id: string, answer: { default: { status: number } }): void {
  registerTarget(world, mika, group, { id, port: 8080, zone: 'eu-central-1a', answer });
}
