import { describe, expect, it } from 'vitest';
import type { World, WorldEvent } from '../../../src/simulator/world.ts';
import { completed, create, described, serviceWorld, tasksOf, until, update } from './service-world.ts';

const service = 'arn:aws:ecs:eu-central-1:210987654321:service/todo/backend';

function heard(world: World): WorldEvent[] {
  const events: WorldEvent[] = [];
  world.onEvent((event) => events.push(event));
  return events;
}

describe('what EventBridge hears of ECS', () => {
  it('a deployment begins and completes, and its service is steady', () => {
    const { world } = serviceWorld();
    const events = heard(world);
    create(world);
    until(world, completed(world));
    world.clock.advance(3_000);
    const id = described(world).deployments?.[0]?.id;
    const ofService = events.filter(({ resources }) => resources[0] === service);
    expect(ofService).toHaveLength(3);
    for (const [kind, detail] of [
      [
        'ECS Deployment State Change',
        {
          eventType: 'INFO',
          eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
          deploymentId: id,
          reason: `ECS deployment ${id} in progress.`,
        },
      ],
      [
        'ECS Deployment State Change',
        { eventName: 'SERVICE_DEPLOYMENT_COMPLETED', deploymentId: id, reason: `ECS deployment ${id} completed.` },
      ],
      [
        'ECS Service Action',
        {
          eventType: 'INFO',
          eventName: 'SERVICE_STEADY_STATE',
          clusterArn: 'arn:aws:ecs:eu-central-1:210987654321:cluster/todo',
          createdAt: expect.stringMatching(/^2026-03-02T08:0\d:\d\d\.\d{3}Z$/),
        },
      ],
    ] as const)
      expect(ofService).toContainEqual(
        expect.objectContaining({
          source: 'aws.ecs',
          account: '210987654321',
          region: 'eu-central-1',
          'detail-type': kind,
          detail: expect.objectContaining(detail),
        }),
      );
  });

  it('a count that somebody changes is not told («Amazon ECS service action events»)', () => {
    const { world } = serviceWorld();
    create(world);
    until(world, completed(world));
    world.clock.advance(3_000);
    const events = heard(world);
    update(world, { desiredCount: 3 });
    until(world, () => described(world).runningCount === 3);
    expect(events.filter(({ resources }) => resources[0] === service)).toEqual([]);
  });

  it('a task is told as DescribeTasks shows it, dates as texts, up to two seconds late', () => {
    const { world } = serviceWorld();
    const events = heard(world);
    create(world, { desiredCount: 1 });
    until(world, completed(world));
    const running = events.filter(({ detail }) => (detail as { lastStatus?: string }).lastStatus === 'RUNNING');
    const [task] = tasksOf(world);
    expect(running).toMatchObject([
      {
        'detail-type': 'ECS Task State Change',
        resources: [task?.taskArn],
        detail: {
          group: 'service:backend',
          startedBy: described(world).deployments?.[0]?.id,
          startedAt: task?.startedAt?.toISOString(),
          desiredStatus: 'RUNNING',
          overrides: { containerOverrides: [] },
          version: 3,
        },
      },
    ]);
  });
});
