import { describe, expect, it } from 'vitest';
import { where } from '../../scripts/stage/stage.ts';
import { repositories } from '../../scripts/stage/surroundings.ts';
import { sweep } from '../../src/control-loop/sweep.ts';
import { goodBehaviour } from '../../src/simulator/behaviour.ts';
import { pushImage } from '../../src/simulator/ecr/images.ts';
import { addRole } from '../../src/simulator/iam/roles.ts';
import { OneApp, oneService } from './one-app.ts';

async function converged(): Promise<OneApp> {
  const app = await OneApp.create();
  app.push();
  await app.store(oneService);
  expect(await app.calm()).toBe(true);
  await app.stage.run(60);
  return app;
}

function lastPass(app: OneApp) {
  const ended = app.stage.facts
    .filter((fact) => fact.fact === 'ended')
    .filter(({ outcome }) => outcome.is !== 'answered');
  const last = ended.at(-1);
  if (last === undefined) throw new Error('no pass');
  return last;
}

describe('calls are the cost', () => {
  it('R13 a pass over a converged app writes nothing, and reads exactly this', async () => {
    const app = await converged();
    await app.look();
    const { receipt, outcome } = lastPass(app);
    expect(outcome.is).toBe('converged');
    expect(receipt.writes).toBe(0);
    expect(receipt.readsByCall).toEqual({
      'application-autoscaling:DescribeScalableTargets': 1,
      'application-autoscaling:DescribeScalingPolicies': 1,
      'ecr:BatchGetImage': 1,
      'ecs:DescribeServices': 1,
      'elasticloadbalancing:DescribeRules': 1,
      'elasticloadbalancing:DescribeTargetGroups': 1,
    });
  });

  it.each([
    ['warm', false],
    ['cold', true],
  ])('a push reaches UpdateService in one pass of at most 12 calls to AWS (%s worker)', async (_how, cold) => {
    const app = await converged();
    if (cold) app.stage.worker.revisions.clear();
    app.push('v2');
    await app.look();
    const { receipt } = lastPass(app);
    expect(receipt.writesByCall).toEqual({ 'ecs:RegisterTaskDefinition': 1, 'ecs:UpdateService': 1 });
    expect(receipt.reads + receipt.writes).toBeLessThanOrEqual(12);
  });

  it('a sweep over 20 converged services: at most 2.5 reads a service warm, ECS 22 cold and 2 warm', async () => {
    const names = Array.from({ length: 20 }, (_item, index) => `s${index}`);
    const services = Object.fromEntries(
      names.map((name) => [
        name,
        {
          ...oneService.services.api,
          image: `todo/${name}:latest`,
          routes: [{ path: `/${name}/*` }],
          healthCheck: { path: `/${name}/health` },
          smokeTest: { path: `/${name}/health` },
        },
      ]),
    );
    const document = { ...oneService, services };
    const app = await OneApp.create({}, document);
    for (const service of app.surroundings.app.services) {
      await repositories(app.stage, service);
      for (const role of [service.taskDefinition.taskRoleArn, service.taskDefinition.executionRoleArn])
        if (role !== undefined) addRole(app.stage.simulator.world, where.account, role);
      pushImage(app.stage.simulator.world, where, {
        repository: `todo/${service.name}`,
        tag: 'latest',
        behaviour: goodBehaviour(),
      });
    }
    await app.store(document);
    expect(await app.calm(7_200)).toBe(true);
    await app.stage.run(4_000);
    app.stage.worker.revisions.clear();
    const scope = { ...where, cluster: 'todo' };
    const deadline = () => app.stage.worker.clock.monotonic() + 600_000;
    const cold = await sweep(app.stage.worker, scope, deadline());
    const warm = await sweep(app.stage.worker, scope, deadline());
    if (!cold.ok || !warm.ok) throw new Error('the sweep failed');
    expect(warm.value.differ).toEqual([]);
    const ecs = (reads: Readonly<Record<string, number>>) =>
      Object.entries(reads)
        .filter(([call]) => call.startsWith('ecs:'))
        .reduce((sum, [, count]) => sum + count, 0);
    expect(ecs(cold.value.receipt.readsByCall)).toBeLessThanOrEqual(22);
    expect(ecs(warm.value.receipt.readsByCall)).toBe(2);
    expect(warm.value.receipt.reads).toBeLessThanOrEqual(50);
    expect(warm.value.receipt.writes).toBe(0);
  }, 120_000);
});

describe('push events', () => {
  it.each(['lost', 'doubled', 'in time'])('F32 %s: the same end', async (how) => {
    const app = await converged();
    if (how === 'lost') app.stage.simulator.eventFaults.order({ on: 'ECR Image Action', do: { kind: 'drop' } });
    if (how === 'doubled')
      app.stage.simulator.eventFaults.order({ on: 'ECR Image Action', do: { kind: 'duplicate', afterMs: 1000 } });
    app.push('v2');
    await app.stage.run(900);
    expect(await app.state()).toBe('completed');
    const updates = app.stage
      .ownCalls()
      .filter(({ action, outcome }) => action === 'ecs:UpdateService' && outcome !== undefined);
    expect(updates).toHaveLength(1);
  });

  it('F32 R36 the stream’s event of a brand-new document is lost: the schedule finds it, and needs no second time', async () => {
    const app = await OneApp.create();
    app.push();
    await app.store(oneService);
    app.stage.simulator.world.clock.advance(10_000);
    expect(app.stage.loseEvents()).toBeGreaterThan(0);
    await app.stage.run(280);
    expect(await app.state()).toBeUndefined();
    await app.stage.run(1_200);
    expect(await app.state()).toBe('completed');
    expect(await app.stage.items.get({ pk: 'fleet', sk: 'app#todo' })).toMatchObject({ value: { app: 'todo' } });
    const passes = app.stage.facts.filter((fact) => fact.fact === 'ended').length;
    await app.stage.run(900);
    expect(app.stage.facts.filter((fact) => fact.fact === 'ended')).toHaveLength(passes);
  });

  it('R36 an entry of the index that somebody deleted is there again after the next tick', async () => {
    const app = await converged();
    const key = { pk: 'fleet', sk: 'app#todo' };
    const before = await app.stage.items.get(key);
    await app.stage.items.remove(key);
    await app.stage.run(310);
    expect(await app.stage.items.get(key)).toEqual(before);
  });

  it('ten pushes in a minute end on the newest, with at most one rollout in flight (R23)', async () => {
    const app = await converged();
    for (let push = 1; push <= 10; push++) {
      app.push(`v${push}`);
      await app.stage.run(6);
    }
    const newest = app.push('v10');
    await app.stage.run(1_200);
    expect(await app.state()).toBe('completed');
    const item = await app.stage.items.get({ pk: 'app#todo', sk: 'rollout#api' });
    expect(JSON.stringify(item)).toContain(newest);
  });
});
