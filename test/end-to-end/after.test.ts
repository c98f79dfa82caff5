import { describe, expect, it } from 'vitest';
import { where } from '../../scripts/stage/stage.ts';
import { addRole } from '../../src/simulator/iam/roles.ts';
import { OneApp, oneService } from './one-app.ts';

const { api } = oneService.services;
const document = {
  ...oneService,
  services: {
    web: {
      ...api,
      routes: [{ path: '/web/*' }],
      healthCheck: { path: '/web/health' },
      smokeTest: { path: '/web/health' },
      after: ['api'],
    },
    api,
  },
};

/** `SERVICE STATE` of every move, in order. */
function moves(app: OneApp, from = 0): string[] {
  return app.stage.facts
    .slice(from)
    .flatMap((fact) => (fact.fact === 'move' ? [`${fact.service} ${fact.move.to}`] : []));
}

async function begun(): Promise<OneApp> {
  const app = await OneApp.create({}, document);
  for (const service of app.surroundings.app.services)
    if (service.taskDefinition.taskRoleArn !== undefined)
      addRole(app.stage.simulator.world, where.account, service.taskDefinition.taskRoleArn);
  return app;
}

describe('after:', () => {
  it('R23 a service begins when the one before it is completed with what is wanted of it, and says what it waits for', async () => {
    const app = await begun();
    app.push();
    await app.store(document);
    expect(await app.calm()).toBe(true);
    const first = moves(app);
    expect(first.indexOf('web deploying')).toBeGreaterThan(first.indexOf('api completed'));
    const from = app.stage.facts.length;
    app.push('v2');
    expect(await app.calm()).toBe(true);
    const second = moves(app, from);
    expect(second.indexOf('web deploying')).toBeGreaterThan(second.indexOf('api completed'));
    expect([await app.state('api'), await app.state('web')]).toEqual(['completed', 'completed']);
    const waits = app.stage.facts.flatMap((fact) =>
      fact.fact === 'finding' && fact.finding.code === 'rollout-waits' ? [fact.finding.cause] : [],
    );
    expect(waits.some((cause) => cause.includes('it comes after api, and api is'))).toBe(true);
  });

  it('R23 where the one before it fails, the follower keeps what it has', async () => {
    const app = await begun();
    app.push();
    await app.store(document);
    expect(await app.calm()).toBe(true);
    const from = app.stage.facts.length;
    app.push('broken', 500);
    await app.stage.run(2_400);
    expect(await app.state('api')).toBe('held');
    expect(moves(app, from)).not.toContain('web deploying');
    expect(await app.state('web')).toBe('pending');
  });
});
