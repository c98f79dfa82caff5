import { describe, expect, it } from 'vitest';
import { OneApp, oneService } from './one-app.ts';

const paused = { pk: 'control', sk: 'current', paused: true, pausedBy: 'mika', pauseReason: 'an incident' };

const { api } = oneService.services;
const services = Object.fromEntries(
  ['api', 'one', 'two', 'three', 'four', 'five'].map((name) => [
    name,
    { ...api, routes: [{ path: `/${name}/*` }], healthCheck: { path: `/${name}/health` }, smokeTest: undefined },
  ]),
);
const several = { ...oneService, services };
const WRITE_TAKES = 2_500;

/** Reads are quick and each write takes two seconds and a half: the writes of one pass would take longer than a minute. */
async function slow(): Promise<OneApp> {
  let app: OneApp | undefined;
  app = await OneApp.create(
    {
      tap: async ({ headers, body }, send) => {
        const action = /Action=(\w+)/.exec(String(body))?.[1] ?? headers['x-amz-target']?.split('.')[1] ?? '';
        if (/^(Create|Register|Modify|Put(?!Item)|UpdateService)/.test(action))
          app?.stage.simulator.world.clock.advance(WRITE_TAKES);
        return send();
      },
    },
    several,
  );
  app.push();
  await app.store(several);
  return app;
}

const isWrite = ({ action }: { readonly action: string }) => !/:(Describe|List|Get|BatchGet)/.test(action);

describe('a pause', () => {
  it('R28 holds for every write that starts a minute later, also in a pass that already runs', async () => {
    const app = await slow();
    expect(await app.stage.run(600, () => app.stage.ownCalls().some(isWrite))).toBe(true);
    const [first] = app.stage.ownCalls().filter(isWrite);
    const last = app.stage.ownCalls().filter(isWrite).at(-1);
    // The pass has ended by now: what it wrote a minute after its first write, a pause at that moment would not have stopped.
    expect((last?.at ?? 0) - (first?.at ?? 0)).toBeLessThanOrEqual(60_000);
    expect((await app.stage.items.put(paused)).ok).toBe(true);
    const before = app.stage.ownCalls().filter(isWrite).length;
    await app.stage.run(1_200);
    expect(app.stage.ownCalls().filter(isWrite)).toHaveLength(before);
    const findings = app.stage.facts.flatMap((fact) => (fact.fact === 'finding' ? [fact.finding.cause] : []));
    expect(findings.some((cause) => cause.includes('mika paused it: an incident'))).toBe(true);
  });

  it('R42 R35 a pass that is longer than its control may serve says what it left, and the next ones finish it', async () => {
    const app = await slow();
    expect(await app.calm()).toBe(true);
    const left = app.stage.facts.flatMap((fact) =>
      fact.fact === 'finding' && fact.finding.code === 'not-sent' ? [fact.finding.cause] : [],
    );
    expect(left.some((cause) => cause.includes('the next pass reads it again'))).toBe(true);
    expect(await app.state()).toBe('completed');
  });
});
