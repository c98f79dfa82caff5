import { describe, expect, it } from 'vitest';
import { OneApp, oneService } from '../end-to-end/one-app.ts';

async function converged(): Promise<OneApp> {
  const app = await OneApp.create();
  app.push();
  await app.store(oneService);
  expect(await app.calm()).toBe(true);
  await app.stage.run(60);
  return app;
}

async function ask(app: OneApp, more: { readonly hinted?: boolean } = {}, inMs = 0): Promise<void> {
  const at = new Date(app.stage.now + inMs).toISOString();
  await app.stage.queue.send([{ message: { v: 1, app: 'todo', reason: 'test', at, ...more }, delaySeconds: 0 }]);
}

function ended(app: OneApp, since: number) {
  return app.stage.facts.slice(since).flatMap((fact) => (fact.fact === 'ended' ? [fact.outcome] : []));
}

async function statusOf(app: OneApp) {
  const item = await app.stage.items.get({ pk: 'app#todo', sk: 'status' });
  if (!item.ok || item.value === undefined) throw new Error('no status');
  return item.value as { observeBegan: number; slowLook: number; nextLook: number };
}

describe('a message', () => {
  it('R36 is answered by one pass for as many as were asked before it began, by more than the skew', async () => {
    const app = await converged();
    for (let hint = 0; hint < 5; hint++) await ask(app);
    app.stage.simulator.world.clock.advance(5_001);
    const since = app.stage.facts.length;
    await app.stage.settle();
    expect(ended(app, since).map(({ is }) => is)).toEqual([
      'converged',
      'answered',
      'answered',
      'answered',
      'answered',
    ]);
  });

  it('R36 within the skew gets a pass of its own: whose clock was ahead is unknown', async () => {
    const app = await converged();
    await ask(app);
    await ask(app);
    const since = app.stage.facts.length;
    await app.stage.settle();
    expect(ended(app, since).map(({ is }) => is)).toEqual(['converged', 'converged']);
  });

  it('R36 that names something slow is not answered by a look that did not read it', async () => {
    const app = await converged();
    await app.look();
    const before = await statusOf(app);
    expect(before.slowLook).toBeLessThan(before.observeBegan);
    await ask(app, {}, -20_000);
    await ask(app, { hinted: true }, -20_000);
    const since = app.stage.facts.length;
    await app.stage.settle();
    expect(ended(app, since).map(({ is }) => is)).toEqual(['answered', 'converged']);
    expect((await statusOf(app)).slowLook).toBeGreaterThan(before.slowLook);
  });
});

describe('a look in which a read got no answer', () => {
  it('R36 answers nothing, and another one comes by itself', async () => {
    const app = await converged();
    const { observeBegan } = await statusOf(app);
    const broken = { kind: 'error', code: 'ServerException', message: 'no', status: 500, when: 'before' } as const;
    app.stage.simulator.faults.order({ on: 'ecs:DescribeServices', do: broken });
    await app.look();
    const status = await statusOf(app);
    expect(status.observeBegan).toBe(observeBegan);
    expect(status.nextLook).toBeGreaterThan(app.stage.now);
    app.stage.simulator.faults.clear();
    await app.stage.run(70);
    const last = app.stage.facts.findLast((fact) => fact.fact === 'ended');
    expect(last?.outcome.is).toBe('converged');
    expect((await statusOf(app)).observeBegan).toBeGreaterThan(observeBegan);
  });
});

describe('the next look', () => {
  it('R36 stands in the status only when its message was sent', async () => {
    const app = await OneApp.create();
    app.push();
    const broken = { kind: 'error', code: 'InternalError', message: 'no', status: 500, when: 'before' } as const;
    await app.store(oneService);
    app.stage.simulator.world.clock.advance(2_000);
    await app.stage.settle();
    const first = await statusOf(app);
    expect(first.nextLook).toBeGreaterThan(app.stage.now);
    app.stage.simulator.world.clock.advance(first.nextLook - app.stage.now);
    app.stage.simulator.faults.order({ on: 'sqs:SendMessageBatch', do: broken });
    await app.stage.settle();
    expect((await statusOf(app)).nextLook).toBeLessThanOrEqual(app.stage.now);
    app.stage.simulator.faults.clear();
    await app.stage.run(2_000);
    expect(await app.state()).toBe('completed');
  });
});
