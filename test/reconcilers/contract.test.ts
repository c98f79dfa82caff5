import { beforeAll, describe, expect, it } from 'vitest';
import { Stage, where } from '../../scripts/stage/stage.ts';
import { prepare } from '../../scripts/stage/surroundings.ts';
import { createAws } from '../../src/aws/call.ts';
import { Receipt } from '../../src/aws/receipt.ts';
import { apply } from '../../src/control-loop/apply.ts';
import { readNewest, readOwners } from '../../src/control-loop/second-look.ts';
import type { DesiredApp } from '../../src/desired-state/desired.ts';
import { kinds, observe } from '../../src/reconcilers/kinds.ts';
import type { Observation } from '../../src/reconcilers/observation.ts';
import { type Plan, type PlanInput, planApp } from '../../src/reconcilers/plan.ts';
import type { Look } from '../../src/reconcilers/resource-kind.ts';
import { appDocument, small } from '../desired-state/app-document.ts';
import { DIGEST } from './app-in-aws.ts';

/** What every kind owes: read, planned, applied and read again against the simulator, its plan is empty. */

const text = appDocument(
  {
    web: {
      ...small,
      port: 8080,
      routes: [{ path: '/*' }, { path: '/api/*', host: 'a.example' }],
      healthCheck: { path: '/health', interval: 15 },
      stickiness: true,
      scaling: {
        min: 2,
        max: 6,
        cpu: 80,
        requestsPerTarget: 100,
        schedules: [{ name: 'night', cron: '0 20 * * ? *', min: 1 }],
      },
      repository: { immutable: true, lifecycle: { keep: 10 } },
      environment: { B: '2', A: '1' },
      tags: { team: 'a' },
    },
    worker: { ...small, image: 'todo/worker:latest', stateful: true, count: 1 },
  },
  { clusterCapacityProviders: { providers: ['FARGATE', 'FARGATE_SPOT'], strategy: { FARGATE: 1 } } },
);

interface Pass {
  readonly plan: Plan;
  readonly seen: Observation;
  readonly input: PlanInput;
  readonly outcomes: readonly string[];
}

/** One whole look and its plan, sent: the loop without its guards and records. */
async function pass(stage: Stage, app: DesiredApp): Promise<Pass> {
  const { clients, clock, random, revisions } = stage.worker;
  const receipt = new Receipt();
  const deadline = clock.monotonic() + 600_000;
  const aws = createAws({ clients, clock, receipt, random, deadline, mayWrite: () => undefined });
  const look: Look = {
    aws,
    receipt,
    cluster: app.cluster,
    ...where,
    apps: [{ app, known: new Map() }],
    revisions,
    slow: new Set([app.app]),
    thorough: true,
  };
  const seen = await observe(look, clock.now());
  const services = app.services.map((service) => ({
    service,
    candidate: {
      hash: 'c1',
      documentVersion: 1,
      digests: Object.fromEntries(service.images.map(({ container }) => [container, DIGEST])),
      revisions: [],
    },
    reason: 'document' as const,
    settingsReason: 'document' as const,
  }));
  await readNewest(look, services, seen);
  const input = { app, services, seen, known: new Map(), fence: 1, band: { from: 1_000, to: 49_000 } };
  let plan = planApp(input);
  if (await readOwners(look, plan.steps, seen)) plan = planApp(input);
  const applied = await apply(aws, plan.steps, () => undefined);
  return {
    plan,
    seen,
    input,
    outcomes: applied.map(({ step, outcome, failure }) => `${step.id}: ${outcome} ${failure?.message ?? ''}`),
  };
}

describe('a kind of resource', () => {
  const making: Pass[] = [];
  let last: Pass;

  // AWS shows what one call made to the next only after a while: rule, service, scalable target and policy take a pass each.
  beforeAll(async () => {
    const stage = await Stage.create({ throttling: false });
    const { app } = await prepare(stage, text, 'app.json');
    for (let passes = 0; passes < 4; passes++) {
      making.push(await pass(stage, app));
      stage.simulator.world.clock.advance(30_000);
    }
    last = await pass(stage, app);
  });

  const made = () => making.flatMap(({ plan }) => plan.steps);

  it.each(kinds.map(({ kind }) => [kind]))('%s makes what is absent', (kind) => {
    expect(made().filter((step) => step.kind === kind).length).toBeGreaterThan(0);
  });

  it.each(kinds.map(({ kind }) => [kind]))('R13 R14 %s has an empty plan for its own result', (kind) => {
    const left = last.plan.steps.filter((step) => step.kind === kind);
    expect(left.map(({ id, differences }) => [id, differences])).toEqual([]);
  });

  it.each(kinds.map(({ kind, calls }) => [kind, calls] as const))(
    'R45 %s sends only calls that it declares',
    (kind, calls) => {
      for (const step of made()) if (step.kind === kind) expect(calls).toContain(step.call);
    },
  );

  it('R15 R16 makes each thing once, over all passes', () => {
    const done = making.flatMap(({ outcomes }) => outcomes.filter((each) => each.endsWith(': done ')));
    expect(done.length).toBeGreaterThan(kinds.length);
    expect(new Set(done).size).toBe(done.length);
  });

  it('R13 R43 has nothing to say of an app that is as declared', () => {
    expect(last.plan.findings).toEqual([]);
    expect(last.outcomes).toEqual([]);
  });

  it('plans without changing what it was given', () => {
    for (const { input, seen } of [...making, last]) {
      const before = structuredClone(seen);
      planApp(input);
      expect(seen).toEqual(before);
    }
  });
});
