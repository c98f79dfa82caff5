import { describe, expect, it } from 'vitest';
import { OneApp, oneService } from './one-app.ts';

const paused = { pk: 'control', sk: 'current', paused: true, pausedBy: 'mika', pauseReason: 'an incident' };

const { api } = oneService.services;
const services = Object.fromEntries(
  ['api', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'].map((name) => [
    name,
    { ...api, routes: [{ path: `/${name}/*` }], healthCheck: { path: `/${name}/health` }, smokeTest: undefined },
  ]),
);
const several = { ...oneService, services };

/** Each call takes a second, so that a pass with many writes is longer than its control may serve. */
async function slow(): Promise<OneApp> {
  const app = await OneApp.create({ latencyMs: [1_000, 1_000] }, several);
  app.push();
  return app;
}

const isWrite = ({ action }: { readonly action: string }) => !/:(Describe|List|Get|BatchGet)/.test(action);

describe('a pause', () => {
  it('R28 holds for every write that starts a minute later, also in a pass that already runs', async () => {
    const app = await slow();
    await app.store(several);
    expect(await app.stage.run(600, () => app.stage.ownCalls().some(isWrite))).toBe(true);
    const at = app.stage.now;
    expect((await app.stage.items.put(paused)).ok).toBe(true);
    await app.stage.run(1_200);
    const writes = app.stage.ownCalls().filter(isWrite);
    expect(writes.length).toBeGreaterThan(0);
    expect(writes.filter((call) => call.at > at + 60_000)).toEqual([]);
    const findings = app.stage.facts.flatMap((fact) => (fact.fact === 'finding' ? [fact.finding] : []));
    expect(findings.at(-1)?.cause).toContain('mika paused it: an incident');
  });

  it('R42 R35 a pass that is longer than its control may serve says what it left, and the next ones finish it', async () => {
    const app = await slow();
    await app.store(several);
    expect(await app.calm()).toBe(true);
    const left = app.stage.facts.flatMap((fact) =>
      fact.fact === 'finding' && fact.finding.code === 'not-sent' ? [fact.finding.cause] : [],
    );
    expect(left.some((cause) => cause.includes('the next pass reads it again'))).toBe(true);
    expect(await app.state()).toBe('completed');
  });
});
