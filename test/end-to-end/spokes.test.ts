import { beforeAll, describe, expect, it } from 'vitest';
import { where } from '../../scripts/stage/stage.ts';
import { spokesKey } from '../../src/records/spokes.ts';
import { oneService } from './one-app.ts';
import { bothRunning, farApp, SPOKE, TwoAccounts, WEST } from './two-accounts.ts';

describe('an app in another account', () => {
  it('F53 is refused until its account is accepted, with what to do, and nothing is asked there', async () => {
    const both = await TwoAccounts.create();
    await both.storeFar();
    await both.stage.run(60);
    const finding = both.stage.facts.flatMap((fact) => (fact.fact === 'finding' ? [fact.finding] : []))[0];
    expect(finding).toMatchObject({ code: 'wrong-place', place: { app: 'far' } });
    expect(finding?.whatToDo.join(' ')).toContain(`ecs-steward bootstrap spoke --hub ${where.account}`);
    expect([both.calls(SPOKE), both.assumed()]).toEqual([[], []]);
    await both.stage.addSpoke(SPOKE, [where.region]);
    await both.stage.run(60);
    expect(both.assumed()).toEqual([]);
    await both.stage.addSpoke(SPOKE, [WEST]);
    expect(await both.stage.run(1_800, async () => (await both.state('far')) === 'completed')).toBe(true);
    expect(await both.findings('far')).not.toContain('wrong-place');
  });

  it('R45 is made, rolled out at a push and smoke-tested under the roles of its account', async () => {
    const both = await bothRunning();
    const from = both.stage.seq;
    const digest = both.push('v2');
    expect(await both.stage.run(1_800, async () => (await both.digest('far')) === digest)).toBe(true);
    expect(await both.stage.run(600, async () => (await both.state('far')) === 'completed')).toBe(true);
    const writes = both.calls(SPOKE, from).filter(({ effect }) => effect === 'write');
    expect(writes.map(({ action }) => action)).toEqual(['ecs:RegisterTaskDefinition', 'ecs:UpdateService']);
    expect(new Set(writes.map(({ actor }) => actor))).toEqual(
      new Set([`arn:aws:sts::${SPOKE}:assumed-role/ecs-steward-spoke-write/ecs-steward.far`]),
    );
    expect(both.calls(where.account, from).filter(({ effect }) => effect === 'write')).toEqual([]);
    const denied = both.stage.simulator.ledger
      .entries()
      .filter(({ outcome }) => JSON.stringify(outcome ?? '').includes('AccessDenied'));
    expect(denied).toEqual([]);
  });

  it('costs one session for reads in an hour, and one for writes only where there is something to write', async () => {
    const both = await bothRunning();
    expect(both.assumed()).toEqual(['ecs-steward-spoke-read', 'ecs-steward-spoke-write']);
    const from = both.stage.seq;
    await both.stage.run(3_900);
    expect(both.assumed(from)).toEqual(['ecs-steward-spoke-read']);
    expect(both.calls(SPOKE, from).filter(({ effect }) => effect === 'write')).toEqual([]);
  });

  it('is swept by its own scope, with the clients of its place', async () => {
    const both = await bothRunning();
    both.stage.sweeps.splice(0);
    const from = both.stage.seq;
    await both.stage.run(330);
    const scopes = both.stage.sweeps.map(({ scope }) => `${scope.account} ${scope.region}`).sort();
    expect(scopes).toEqual([`${where.account} ${where.region}`, `${SPOKE} ${WEST}`]);
    const places = both.calls(SPOKE, from).map(({ region, actor }) => `${region} ${actor.split('/')[1]}`);
    expect(new Set(places)).toEqual(new Set([`${WEST} ecs-steward-spoke-read`]));
  });

  it('is left alone while its account is paused', async () => {
    const both = await bothRunning();
    const spoke = { externalId: `agreed-${SPOKE}`, regions: [WEST] };
    await both.stage.items.set(spokesKey, {
      [SPOKE]: { ...spoke, paused: true, pausedBy: 'mika', pauseReason: 'audit' },
    });
    await both.stage.settle();
    const from = both.stage.seq;
    both.push('v2');
    await both.stage.run(700);
    expect(both.calls(SPOKE, from)).toEqual([]);
    expect(await both.findings('far')).toEqual(['spoke-paused']);
    await both.stage.items.set(spokesKey, { [SPOKE]: spoke });
    expect(await both.stage.run(1_800, async () => (await both.findings('far')).length === 0)).toBe(true);
    expect(both.calls(SPOKE, from).some(({ action }) => action === 'ecs:UpdateService')).toBe(true);
  });

  it('T7 is not taken there by its document: it stays where it runs, and nothing is done in either place', async () => {
    const both = await bothRunning();
    const from = both.stage.seq;
    await both.home.store({ ...farApp, app: 'todo' });
    await both.stage.run(700);
    expect(await both.findings('todo')).toEqual(['moved-elsewhere']);
    const writes = both.stage.ownCalls(from).filter(({ effect }) => effect === 'write');
    expect(writes).toEqual([]);
    await both.home.store(oneService);
    expect(await both.stage.run(900, async () => (await both.findings('todo')).length === 0)).toBe(true);
  });

  it('R28 gets no write of a pass that had begun when its account was paused', async () => {
    const both = await bothRunning();
    const { faults, world } = both.stage.simulator;
    const paused = { externalId: `agreed-${SPOKE}`, regions: [WEST], paused: true, pausedBy: 'mika' };
    const pause = faults.order({
      on: 'ecs:DescribeServices',
      principal: `arn:aws:sts::${SPOKE}:*`,
      times: 1,
      do: {
        kind: 'hook',
        before: async () => {
          await both.stage.items.set(spokesKey, { [SPOKE]: paused });
          world.clock.advance(11_000);
        },
      },
    });
    const from = both.stage.seq;
    const facts = both.stage.facts.length;
    both.push('v2');
    await both.stage.run(20);
    expect(pause.fired).toBe(1);
    expect(both.calls(SPOKE, from).filter(({ effect }) => effect === 'write')).toEqual([]);
    const causes = both.stage.facts
      .slice(facts)
      .flatMap((fact) => (fact.fact === 'finding' ? [fact.finding.cause] : []));
    expect(causes.join(' ')).toMatch(/the guard «pause» withholds .*mika/);
  });
});

describe('a broken spoke', () => {
  /** What the hub does at home while something is pushed there, and the spoke is as `breaks` leaves it. */
  async function homeHistory(breaks: (both: TwoAccounts) => void) {
    const both = await bothRunning();
    breaks(both);
    // The hour of the spoke's sessions goes by: what it needs from now on is asked for anew.
    await both.stage.run(3_900);
    both.tries = 0;
    both.stage.sweeps.splice(0);
    const from = both.stage.seq;
    const began = both.stage.now;
    both.push('v2');
    const digest = both.home.push('v2');
    expect(await both.stage.run(1_800, async () => (await both.digest('todo')) === digest)).toBe(true);
    expect(await both.stage.run(1_800, async () => (await both.state('todo')) === 'completed')).toBe(true);
    const seconds = (both.stage.now - began) / 1_000;
    await both.stage.run(900);
    const writes = both.calls(where.account, from).filter(({ effect }) => effect === 'write');
    const sweeps = both.stage.sweeps.filter(({ scope }) => scope.account === where.account).length;
    return { both, from, seconds, sweeps, writes: writes.map(({ action }) => action) };
  }
  const fails = (name: string, status: number, seconds: number) => (both: TwoAccounts) => {
    both.trouble = () => {
      both.stage.simulator.world.clock.advance(seconds * 1_000);
      throw Object.assign(new Error(`the role answers ${name}`), { name, $metadata: { httpStatusCode: status } });
    };
  };
  let whole: Awaited<ReturnType<typeof homeHistory>>;

  beforeAll(async () => {
    whole = await homeHistory(() => undefined);
    expect(await whole.both.state('far')).toBe('completed');
  });

  it.each([
    ['refuses', fails('AccessDenied', 403, 0)],
    ['throttles', fails('Throttling', 400, 0)],
    ['lets us wait', fails('TimeoutError', 504, 5)],
  ])('that %s changes nothing of what happens at home, and hardly when', async (_how, breaks) => {
    const broken = await homeHistory(breaks);
    expect(broken.writes).toEqual(whole.writes);
    expect(broken.sweeps).toBeGreaterThanOrEqual(whole.sweeps - 1);
    expect(broken.seconds - whole.seconds).toBeLessThanOrEqual(30);
    expect(broken.both.calls(SPOKE, broken.from)).toEqual([]);
    expect(await broken.both.findings('far')).toEqual(['spoke-unreachable']);
    expect(broken.both.stage.dropped).toEqual([]);
    expect(broken.both.tries).toBeLessThanOrEqual(100);
  });

  it('says so once, is asked again only by sweeps where it refused, and goes on by itself when it answers', async () => {
    const { both } = await homeHistory(fails('AccessDenied', 403, 0));
    const said = both.stage.facts.filter(
      (fact) => fact.fact === 'finding' && fact.finding.code === 'spoke-unreachable',
    );
    const tries = both.tries;
    await both.stage.run(3_000);
    expect(both.tries - tries).toBeLessThanOrEqual(11);
    expect(both.stage.sweeps.filter(({ outOfReach }) => outOfReach !== undefined).length).toBeGreaterThan(5);
    expect(said.length).toBeLessThanOrEqual(2);
    both.trouble = undefined;
    const from = both.stage.seq;
    expect(await both.stage.run(900, async () => (await both.findings('far')).length === 0)).toBe(true);
    expect(await both.stage.run(900, async () => (await both.state('far')) === 'completed')).toBe(true);
    expect(both.calls(SPOKE, from).some(({ action }) => action === 'ecs:UpdateService')).toBe(true);
  });

  it('whose external id is another one is refused by its own trust policy, before anything is read', async () => {
    const both = await bothRunning();
    await both.stage.items.set(spokesKey, { [SPOKE]: { externalId: 'guessed', regions: [WEST] } });
    const from = both.stage.seq;
    await both.stage.run(330);
    expect(both.calls(SPOKE, from)).toEqual([]);
    expect(await both.findings('far')).toEqual(['spoke-unreachable']);
  });
});
