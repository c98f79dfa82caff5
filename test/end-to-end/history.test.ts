import { describe, expect, it } from 'vitest';
import type { Tap } from '../../scripts/stage/stage.ts';
import type { HistoryStep, RecoveredStep } from '../../src/records/history.ts';
import { OneApp, oneService } from './one-app.ts';

/** The worker's process: dies around the n-th write to AWS that it sends. */
class Process {
  dead = false;
  #writes = 0;
  readonly #at: number;
  readonly #when: 'before' | 'after';

  constructor(at: number, when: 'before' | 'after') {
    this.#at = at;
    this.#when = when;
  }

  readonly tap: Tap = async (request, send) => {
    if (this.dead) throw new TypeError('the process is gone');
    if (!isAwsWrite(request) || this.#writes++ !== this.#at) return send();
    if (this.#when === 'after') await send();
    this.dead = true;
    throw new TypeError('crash');
  };
}

function isAwsWrite({ headers, body }: Parameters<Tap>[0]): boolean {
  const target = headers['x-amz-target'] ?? '';
  if (/^(DynamoDB|AmazonSQS)/.test(target)) return false;
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : String(body ?? '');
  const name = target === '' ? (/Action=(\w+)/.exec(text)?.[1] ?? '') : (target.split('.')[1] ?? '');
  // Taking the writer's role is no write to what an app is made of.
  return !/^(Describe|Get|List|BatchGet|AssumeRole)/.test(name);
}

interface Entry {
  readonly sk: string;
  readonly intent?: readonly HistoryStep[];
  readonly outcome?: readonly { readonly id: string; readonly outcome: string }[];
  readonly recovered?: readonly RecoveredStep[];
  readonly recoveredBy?: string;
  readonly rollout?: string;
}

async function historyOf(app: OneApp): Promise<Entry[]> {
  const items = await app.stage.items.query('app#todo', 'history#');
  if (!items.ok) throw new Error(items.failure.message);
  return items.value as unknown[] as Entry[];
}

async function died(at: number, when: 'before' | 'after') {
  const worker = new Process(at, when);
  const app = await OneApp.create({ tap: worker.tap });
  app.push();
  await app.store(oneService);
  await app.stage.run(60, () => worker.dead);
  expect(worker.dead).toBe(true);
  worker.dead = false;
  app.stage.simulator.world.clock.advance(130_000);
  await app.look();
  return app;
}

describe('a pass that died', () => {
  it.each([
    [1, 'before'],
    [1, 'after'],
    [3, 'before'],
    [3, 'after'],
  ] as const)('R31 around write %i (%s it): the next one says of each step what it found, once', async (at, when) => {
    const app = await died(at, when);
    const entries = await historyOf(app);
    const open = entries.find(({ recoveredBy }) => recoveredBy !== undefined);
    expect(open?.outcome).toBeUndefined();
    const recovered = entries.flatMap((entry) => entry.recovered ?? []);
    expect(recovered.map(({ id }) => id)).toEqual(open?.intent?.map(({ id }) => id));
    const landed = at + (when === 'after' ? 1 : 0);
    const outcomes = recovered.map(({ outcome }) => outcome);
    expect(outcomes.slice(0, landed)).not.toContain('not-done');
    expect(outcomes.slice(0, landed)).toContain('done');
    expect(outcomes.slice(landed)).not.toContain('done');
    expect(outcomes.slice(landed)).toContain('not-done');
    const told = app.stage.facts.filter((fact) => fact.fact === 'recovered');
    expect(told).toHaveLength(1);
    await app.stage.run(1_800);
    expect((await historyOf(app)).flatMap((entry) => entry.recovered ?? [])).toEqual(recovered);
    expect(await app.state()).toBe('completed');
  });

  it('R31 every write of ours is in the history, as a step with its outcome or as one that was found out', async () => {
    const app = await died(4, 'after');
    await app.stage.run(1_800);
    const entries = await historyOf(app);
    const kept = new Map<string, number>();
    for (const { intent = [], outcome, recoveredBy } of entries) {
      if (outcome === undefined && recoveredBy === undefined) continue;
      for (const { call } of intent) kept.set(call, (kept.get(call) ?? 0) + 1);
    }
    const applied = app.stage.ownCalls().filter(({ effect, applied: landed }) => effect === 'write' && landed);
    expect(applied.length).toBeGreaterThan(5);
    const sent = new Map<string, number>();
    for (const { action } of applied) sent.set(action, (sent.get(action) ?? 0) + 1);
    for (const [action, count] of sent) expect(kept.get(action) ?? 0, action).toBeGreaterThanOrEqual(count);
  });

  it('R31 a pass that is refused leaves it to the next one', async () => {
    const worker = new Process(1, 'after');
    const app = await OneApp.create({ tap: worker.tap });
    app.push();
    await app.store(oneService);
    await app.stage.run(60, () => worker.dead);
    worker.dead = false;
    const key = { pk: 'document#todo', sk: 'current' };
    const stored = await app.stage.items.get(key);
    if (!stored.ok || stored.value === undefined) throw new Error('no document');
    await app.stage.items.remove(key);
    app.stage.simulator.world.clock.advance(130_000);
    await app.look();
    expect((await historyOf(app)).flatMap((entry) => entry.recovered ?? [])).toEqual([]);
    await app.stage.items.put({ ...stored.value, ...key });
    await app.stage.run(120);
    expect((await historyOf(app)).flatMap((entry) => entry.recovered ?? []).length).toBeGreaterThan(0);
  });
});

describe('a rollout’s end', () => {
  it('R31 is in the history with state, candidate, digests, reason and by whom: completed, then rolled back', async () => {
    const app = await OneApp.create();
    const good = app.push();
    await app.store(oneService);
    await app.calm();
    const bad = app.push('v2', 500);
    await app.stage.run(3_600, async () => (await app.state()) === 'held');
    const ends = (await historyOf(app)).filter(({ rollout }) => rollout !== undefined);
    expect(ends).toMatchObject([
      {
        rollout: 'api',
        state: 'completed',
        candidate: { digests: { api: good } },
        to: { digests: { api: good } },
        by: { document: 'version 1 by mika: test' },
        confirmed: true,
      },
      {
        rollout: 'api',
        state: 'rolled-back',
        from: { digests: { api: good } },
        to: { digests: { api: good } },
        confirmed: true,
      },
    ]);
    expect(JSON.stringify(ends[1])).toContain(bad);
  });
});
