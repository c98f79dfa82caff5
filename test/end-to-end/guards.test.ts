import { describe, expect, it } from 'vitest';
import { OneApp, oneService } from './one-app.ts';

async function converged(): Promise<OneApp> {
  const app = await OneApp.create();
  app.push();
  await app.store(oneService);
  expect(await app.calm()).toBe(true);
  return app;
}

const control = { pk: 'control', sk: 'current' };

function causes(app: OneApp, from: number): string[] {
  return app.stage.facts.slice(from).flatMap((fact) => (fact.fact === 'finding' ? [fact.finding.cause] : []));
}

function sent(app: OneApp, from: number): string[] {
  return app.stage.facts
    .slice(from)
    .flatMap((fact) => (fact.fact === 'step' && fact.applied.outcome === 'done' ? [fact.applied.step.call] : []));
}

describe('guards over the fleet', () => {
  it('R29 a push waits in «pending» while as many apps have changed as may, and goes on once a person agrees', async () => {
    const app = await converged();
    const hour = new Date(Math.floor(app.stage.now / 3_600_000) * 3_600_000).toISOString();
    const others = Array.from({ length: 10 }, (_each, index) => `other${index}`);
    await app.stage.items.put({ pk: 'fleet', sk: `mass-change#${hour}`, apps: others, size: others.length });
    const from = app.stage.facts.length;
    app.push('v2');
    await app.stage.run(120);
    expect(await app.state()).toBe('pending');
    expect(sent(app, from)).toEqual([]);
    expect(causes(app, from).some((cause) => cause.includes('mass change: 10 of'))).toBe(true);
    const approvedUntil = new Date(app.stage.now + 3_600_000).toISOString();
    await app.stage.items.put({ ...control, limits: { massChange: { approvedUntil } } });
    await app.look();
    expect(await app.calm()).toBe(true);
    expect(await app.state()).toBe('completed');
    expect(sent(app, from)).toContain('ecs:UpdateService');
  });

  it('the kill switch stops drift repair and rollouts, says who put it on, and lets both go on when it is off', async () => {
    const app = await converged();
    await app.stage.items.put({ ...control, killSwitch: true, killedBy: 'mika', killReason: 'it deletes' });
    const from = app.stage.facts.length;
    await app.byHand();
    app.push('v2');
    await app.stage.run(300);
    await app.look();
    expect(sent(app, from)).toEqual([]);
    expect(causes(app, from).some((cause) => cause.includes('mika put the kill switch on: it deletes'))).toBe(true);
    await app.stage.items.put({ ...control, killSwitch: false });
    await app.look();
    expect(await app.calm()).toBe(true);
    expect(await app.state()).toBe('completed');
  });
});
