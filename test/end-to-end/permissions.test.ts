import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as dispatch from '../../bootstrap/policies/dispatch.ts';
import * as reconcile from '../../bootstrap/policies/reconcile.ts';
import * as write from '../../bootstrap/policies/write.ts';
import * as demo from '../../scripts/demo/acts.ts';
import { textTimeline } from '../../scripts/demo/timeline.ts';
import { place } from '../../scripts/stage/roles.ts';
import { Stage } from '../../scripts/stage/stage.ts';
import { type Holder, permissionsOf } from '../../src/aws/permissions.ts';
import type { PolicyDocument } from '../../src/aws/policy.ts';
import type { Judged } from '../../src/simulator/iam/authorize.ts';
import { decide } from '../../src/simulator/iam/evaluate.ts';
import { readPolicy } from '../../src/simulator/iam/policy-document.ts';
import { OneApp, oneService } from './one-app.ts';
import { SPOKE, TwoAccounts, WEST } from './two-accounts.ts';

/**
 * Three histories under the generated policies: the demo, one that declares, changes and removes all that a document can
 * say, and one with an app in another account. Whatever they ask for must be allowed, and whatever is allowed must be asked for.
 */

const policies: Readonly<Record<string, PolicyDocument>> = {
  dispatch: dispatch.policyOf(place),
  reconcile: reconcile.policyOf(place),
  write: write.policyOf(place),
};

const { api } = oneService.services;
const everything = {
  ...oneService,
  clusterCapacityProviders: { providers: ['FARGATE', 'FARGATE_SPOT'], strategy: { FARGATE: 1 } },
  services: {
    api: {
      ...api,
      repository: { lifecycle: { keep: 10 } },
      logs: { retention: 14 },
      routes: [
        { path: '/api/*', priority: 1_100 },
        { path: '/old/*', priority: 1_200 },
      ],
      scaling: { min: 2, max: 4, cpu: 70, memory: 80, schedules: [{ name: 'night', cron: '0 20 * * ? *', min: 1 }] },
    },
  },
};

/** Every setting that can change in place, changed. */
const changed = {
  ...everything,
  tags: { team: 'a' },
  services: {
    api: {
      ...everything.services.api,
      repository: { scanOnPush: false, immutable: { except: ['latest'] } },
      logs: { retention: 'forever' },
      stickiness: true,
      routes: [
        { path: '/api/*', priority: 1_300 },
        { path: '/old/*', priority: 1_200 },
      ],
      healthCheck: { path: '/api/health', interval: 15 },
      scaling: { min: 2, max: 5, cpu: 60 },
    },
  },
};

/** Scaling goes, and the target group is replaced. */
const { scaling: _scaling, ...unscaled } = changed.services.api;
const replaced = { ...changed, services: { api: { ...unscaled, count: 2, protocolVersion: 'HTTP2' } } };
const { services: _services, ...nothing } = replaced;
const removed = { ...nothing, services: {}, removed: [{ service: 'api', data: 'delete' }] };

const heard: Judged[] = [];

/** Looked at again and again until there is nothing left to do. */
async function calm(app: OneApp): Promise<void> {
  for (let looks = 0; looks < 30; looks++) {
    await app.look();
    await app.stage.run(60);
    const last = app.stage.facts.findLast((fact) => fact.fact === 'ended');
    if (last?.outcome.is === 'converged') return;
  }
  throw new Error(`not calm: ${JSON.stringify(app.stage.facts.findLast((fact) => fact.fact === 'ended')?.outcome)}`);
}

async function everyChange(): Promise<void> {
  const app = await OneApp.create({}, everything);
  app.stage.simulator.onJudged((judged) => heard.push(judged));
  await app.store(everything);
  await app.stage.run(60);
  app.push();
  await calm(app);
  await app.byHand();
  await calm(app);
  await app.store(changed);
  await calm(app);
  app.push('broken', 500);
  await app.stage.run(2_400);
  await app.store(replaced);
  await app.stage.run(600);
  await calm(app);
  await app.store(removed);
  // What holds data is looked at once an hour.
  await app.stage.run(4_000);
  await calm(app);
}

/** An app in another account: what the reconciler needs for that, it needs for nothing else. */
async function elsewhere(): Promise<void> {
  const both = await TwoAccounts.create();
  both.stage.simulator.onJudged((judged) => heard.push(judged));
  await both.stage.addSpoke(SPOKE, [WEST]);
  await both.storeFar();
  const done = async () => (await both.state('far')) === 'completed';
  expect(await both.stage.run(3_600, done)).toBe(true);
}

async function theDemo(): Promise<void> {
  const stage = await Stage.create({
    tell: (fact) => play !== undefined && fact.fact === 'ended' && ended(play, fact),
  });
  stage.simulator.onJudged((judged) => heard.push(judged));
  stage.dispatchEvents();
  const folder = join(import.meta.dirname, '..', '..', 'examples');
  const beside = (path: string) =>
    existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined;
  const silent = textTimeline(
    stage.now,
    () => stage.now,
    () => undefined,
  );
  const text = readFileSync(join(folder, 'todo.yaml'), 'utf8');
  const play: demo.Play = await demo.open(stage, silent, text, 'examples/todo.yaml', beside);
  const acts = [
    demo.create,
    demo.rollOut,
    demo.drift,
    demo.badImage,
    demo.addService,
    demo.removeService,
    demo.lastPass,
  ];
  for (const act of acts) await act(play);
  expect(play.failed).toBe(0);
}

function ended(play: demo.Play, fact: NonNullable<demo.Play['last']>): void {
  if (fact.outcome.is !== 'answered' && fact.outcome.is !== 'busy') play.last = fact;
}

/** What the policy allows, by statement and action; those that a request needed are taken out. */
function unused(holder: Holder): string[] {
  const policy = policies[holder];
  const open = new Map(
    (policy?.Statement ?? []).flatMap((statement) => {
      const read = readPolicy(JSON.stringify({ Statement: statement }), 'identity');
      return statement.Action.map((action) => [`${statement.Sid} ${action}`, { action, read }] as const);
    }),
  );
  for (const { request, role } of heard) {
    if (role !== `ecs-steward-${holder}`) continue;
    for (const [name, { action, read }] of open)
      if (action === request.action && decide(read, request) === 'allowed') open.delete(name);
  }
  return [...open.keys()].map((name) => name.slice(name.indexOf(' ') + 1));
}

describe('the generated policies', () => {
  beforeAll(async () => {
    await theDemo();
    await everyChange();
    await elsewhere();
  }, 180_000);

  it('R45 allow every call of the demo and of a history that changes everything', () => {
    const denied = heard.filter(({ decision }) => decision !== 'allowed');
    expect(denied.map(({ request, role }) => `${role} ${request.action} ${request.resource}`)).toEqual([]);
    expect(new Set(heard.map(({ role }) => role))).toEqual(
      new Set([
        'ecs-steward-dispatch',
        'ecs-steward-reconcile',
        'ecs-steward-write',
        'ecs-steward-spoke-read',
        'ecs-steward-spoke-write',
      ]),
    );
  });

  it.each(['dispatch', 'reconcile', 'write'] as const)(
    'R45 allow the role %s nothing that it does not need',
    (holder) => {
      // Lambda polls the queue and the stream and writes the log by itself, in the function's name.
      const byLambda = permissionsOf(holder).flatMap(({ action, madeBy }) => (madeBy === 'Lambda' ? [action] : []));
      expect(unused(holder).filter((action) => !byLambda.includes(action))).toEqual([]);
    },
  );
});
