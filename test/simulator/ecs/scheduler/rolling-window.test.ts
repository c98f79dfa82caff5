import { describe, expect, it } from 'vitest';
import { ecsState } from '../../../../src/simulator/ecs/state.ts';
import { targetHealth } from '../../../../src/simulator/elbv2/targets.ts';
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
  serviceWorld,
  tasksOf,
  until,
  update,
} from '../service-world.ts';

function healthyTargets(world: World, group: string): number {
  const ips = tasksOf(world).flatMap(
    ({ attachments }) => attachments?.[0]?.details?.find(({ name }) => name === 'privateIPv4Address')?.value ?? [],
  );
  return ips.filter((id) => targetHealth(world, mika, group, { id, port: 8080 })?.state === 'healthy').length;
}

describe('the service scheduler', () => {
  it.each([
    { desired: 2, minimum: 100, maximum: 200 },
    { desired: 3, minimum: 50, maximum: 150 },
    { desired: 4, minimum: 50, maximum: 100 },
    { desired: 1, minimum: 100, maximum: 200 },
    { desired: 5, minimum: 0, maximum: 100 },
  ])('a rolling update never leaves its window: $desired with $minimum/$maximum', ({ desired, minimum, maximum }) => {
    const { world, group } = serviceWorld({ seed: desired });
    create(world, {
      ...behind(group),
      desiredCount: desired,
      availabilityZoneRebalancing: 'DISABLED',
      deploymentConfiguration: { minimumHealthyPercent: minimum, maximumPercent: maximum },
    });
    until(world, completed(world));
    push(world, 'v2');
    update(world, { taskDefinition: register(world, 'v2') });
    let least = desired;
    let most = 0;
    until(world, completed(world), 1_200, () => {
      const { tasks } = world.state(ecsState, mika);
      least = Math.min(least, healthyTargets(world, group));
      most = Math.max(most, [...tasks.values()].filter(({ lastStatus }) => lastStatus !== 'STOPPED').length);
    });
    expect(least).toBeGreaterThanOrEqual(Math.ceil((desired * minimum) / 100));
    expect(most).toBeLessThanOrEqual(Math.floor((desired * maximum) / 100));
    expect(tasksOf(world).every(({ taskDefinitionArn }) => taskDefinitionArn?.endsWith('backend:2'))).toBe(true);
  });

  it('an update during a deployment starts a new PRIMARY, and ends with its tasks alone', () => {
    const { world, group } = serviceWorld();
    create(world, behind(group));
    until(world, completed(world));
    update(world, { forceNewDeployment: true });
    world.clock.advance(30_000);
    const { deployments = [] } = update(world, { forceNewDeployment: true });
    expect(deployments.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE', 'ACTIVE']);
    until(world, completed(world), 600, () => expect(healthyTargets(world, group)).toBeGreaterThanOrEqual(2));
    expect(new Set(tasksOf(world).map(({ startedBy }) => startedBy))).toEqual(new Set([deployments[0]?.id]));
  });

  it('the old task leaves with the events of the seen rollout, in its order', () => {
    const { world, group } = serviceWorld();
    create(world, { ...behind(group), desiredCount: 1 });
    until(world, completed(world));
    const before = messages(world).length;
    const old = primaryOf(world)?.id;
    update(world, { forceNewDeployment: true });
    until(world, completed(world));
    const kinds = messages(world)
      .slice(before)
      .map((message) =>
        message
          .replace(/\(task \w+\) ?/g, '')
          .replace(/\(service backend\) /, '')
          .replace(/[: ]*\.$/, ''),
      );
    expect(kinds.filter((kind) => !kind.startsWith('registered'))).toEqual([
      'has started 1 tasks',
      'has stopped 1 running tasks',
      `deregistered 1 targets in (target-group ${group})`,
      `(service backend, taskSet ${old}) has begun draining connections on 1 tasks`,
      `(deployment ${primaryOf(world)?.id}) deployment completed`,
      'has reached a steady state',
    ]);
  });

  it('Fargate starts a hundred tasks at once, then twenty a second', () => {
    const { world } = serviceWorld();
    create(world, { desiredCount: 150 });
    until(world, () => tasksOf(world).length > 0);
    expect(described(world).pendingCount).toBe(100);
    until(world, () => described(world).pendingCount === 150, 10);
  });

  it('the steady state is said again every six hours', () => {
    const { world } = serviceWorld();
    create(world);
    until(world, completed(world));
    world.clock.advance(13 * 3_600_000);
    expect(messages(world).filter((message) => message.endsWith('has reached a steady state.'))).toHaveLength(3);
  });

  it('the state is data that can be cloned at any time', () => {
    const { world, group } = serviceWorld();
    create(world, behind(group));
    until(world, completed(world), 1_200, () => structuredClone(world.state(ecsState, mika)));
  });

  it.each([
    { cleanup: 'DEFERRED', old: 1 },
    { cleanup: 'BLOCKING', old: 0 },
  ] as const)(
    'with early success it completes when enough are healthy, old tasks gone or not: $cleanup',
    ({ cleanup, old }) => {
      const { world, group } = serviceWorld();
      const earlySuccessCriteria = { enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: cleanup };
      const window = { minimumHealthyPercent: 50, maximumPercent: 100 };
      create(world, {
        ...behind(group),
        desiredCount: 2,
        availabilityZoneRebalancing: 'DISABLED',
        deploymentConfiguration: { ...window, earlySuccessCriteria },
      });
      until(world, completed(world));
      world.clock.advance(60_000);
      update(world, { forceNewDeployment: true });
      until(world, () => primaryOf(world)?.rolloutState === 'COMPLETED');
      expect(described(world).deployments).toHaveLength(1 + old);
      until(world, () => tasksOf(world).length === 2 && described(world).deployments?.length === 1);
    },
  );
});
