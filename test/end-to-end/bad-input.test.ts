import { DeleteRepositoryCommand } from '@aws-sdk/client-ecr';
import { DeleteClusterCommand } from '@aws-sdk/client-ecs';
import { CreateRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { where } from '../../scripts/stage/stage.ts';
import { orderCapacity } from '../../src/simulator/ecs/state.ts';
import { deleteRole } from '../../src/simulator/iam/roles.ts';
import { addSecret, deleteSecret } from '../../src/simulator/secrets.ts';
import { LISTENER, OneApp, oneService } from './one-app.ts';

/** What can be wrong in the world: a clear finding each, nothing lost, nothing half-written. */

interface Trouble {
  readonly name: string;
  readonly make: (app: OneApp) => Promise<unknown>;
  readonly finding: string;
  readonly says: RegExp;
  readonly document?: object;
}

const { api } = oneService.services;

const troubles: readonly Trouble[] = [
  {
    name: 'the cluster was deleted',
    make: (app) => app.stage.as('jo').ecs.send(new DeleteClusterCommand({ cluster: 'todo' })),
    finding: 'cluster-missing',
    says: /no active cluster todo/,
  },
  {
    name: 'the listener does not exist',
    make: async () => undefined,
    finding: 'listener-missing',
    says: /does not exist/,
    document: { ...oneService, loadBalancer: { listener: LISTENER.replace('f2f7dc8efc522ab2', 'aaaaaaaaaaaaaaaa') } },
  },
  {
    name: 'somebody else has a rule with the same path',
    make: (app) =>
      app.stage.as('jo').elb.send(
        new CreateRuleCommand({
          ListenerArn: LISTENER,
          Priority: 7,
          Conditions: [{ Field: 'path-pattern', Values: ['/api/*'] }],
          Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
        }),
      ),
    finding: 'listener-rule-conflict',
    says: /already takes path-pattern \/api\/\*/,
  },
  {
    name: 'the repository does not exist',
    make: (app) =>
      app.stage.as('jo').ecr.send(new DeleteRepositoryCommand({ repositoryName: 'todo/api', force: true })),
    finding: 'waiting-for-image',
    says: /todo\/api/,
  },
  {
    name: 'a role outside of the allowed path',
    make: async () => undefined,
    finding: 'withheld',
    says: /outside of the allowed role paths/,
    document: { ...oneService, services: { api: { ...api, roles: { task: 'arn:aws:iam::210987654321:role/admin' } } } },
  },
  {
    name: 'mode observe',
    make: async () => undefined,
    finding: 'withheld',
    says: /mode: observe/,
    document: { ...oneService, mode: 'observe' },
  },
];

describe('bad input', () => {
  it.each(troubles)('$name: $finding', async ({ make, finding, says, document }) => {
    const app = await OneApp.create();
    if (finding !== 'waiting-for-image') app.push();
    await make(app);
    await app.store(document ?? oneService);
    await app.stage.run(120);
    const said = app.stage.facts.filter((fact) => fact.fact === 'finding').map((fact) => fact.finding);
    const found = said.find(({ code }) => code === finding);
    expect(said.map(({ code }) => code)).toContain(finding);
    expect(found?.cause).toMatch(says);
    expect(found?.whatToDo.length).toBeGreaterThan(0);
    // No service was made, and no crash loop.
    expect(app.stage.ownCalls().filter(({ action, applied }) => action === 'ecs:CreateService' && applied)).toEqual([]);
  });

  it('R4 no image yet: it waits with a finding, nothing starts, and the first push brings it up', async () => {
    const app = await OneApp.create();
    await app.store(oneService);
    await app.stage.run(600);
    expect(await app.state()).toBe('waiting-for-image');
    expect(
      app.stage.ownCalls().filter(({ action }) => /CreateService|CreateRule|RegisterTaskDefinition/.test(action)),
    ).toEqual([]);
    app.push();
    await app.stage.run(600);
    expect(await app.state()).toBe('completed');
  });

  it.each([
    'ecs:DescribeServices',
    'elasticloadbalancing:DescribeRules',
    'elasticloadbalancing:DescribeTargetGroups',
    'ecr:BatchGetImage',
    'application-autoscaling:DescribeScalableTargets',
    'ecs:DescribeTaskDefinition',
  ])('F5 %s is denied: nothing is created, deleted or called drift; it is said, and heals', async (call) => {
    const app = await OneApp.create();
    app.push();
    await app.store(oneService);
    await app.calm();
    const before = app.stage.ownCalls().filter(({ effect }) => effect === 'write').length;
    const fault = app.stage.simulator.faults.order({
      on: call,
      do: { kind: 'error', code: 'AccessDeniedException', message: 'no', status: 400, when: 'before' },
    });
    app.stage.worker.revisions.clear();
    await app.look();
    await app.stage.run(30);
    expect(fault.fired).toBeGreaterThan(0);
    expect(app.stage.ownCalls().filter(({ effect }) => effect === 'write').length).toBe(before);
    app.stage.simulator.faults.clear();
    await app.look();
    await app.stage.run(600);
    expect(await app.state()).toBe('completed');
  });

  it.each([
    'ecs:RegisterTaskDefinition',
    'ecs:CreateService',
    'elasticloadbalancing:CreateRule',
    'elasticloadbalancing:CreateTargetGroup',
    'logs:CreateLogGroup',
    'application-autoscaling:PutScalingPolicy',
  ])(
    'F4 %s is denied: the missing action is named, tried ever more seldom, and all is well when it is allowed',
    async (call) => {
      const app = await OneApp.create();
      app.push();
      app.stage.simulator.faults.order({
        on: call,
        principal: 'arn:aws:sts::210987654321:assumed-role/ecs-steward-write/ecs-steward.todo',
        do: { kind: 'error', code: 'AccessDeniedException', message: 'no', status: 400, when: 'before' },
      });
      await app.store(oneService);
      await app.stage.run(600);
      const findings = app.stage.facts.filter((fact) => fact.fact === 'finding').map((fact) => fact.finding);
      expect(findings.filter(({ code }) => code === 'write-failed').map(({ whatToDo }) => whatToDo[0])).toContain(
        `allow ${call} in the policy of the writer's role (bootstrap writes it)`,
      );
      const tries = app.stage.simulator.ledger.entries().filter(({ action }) => action === call).length;
      expect(tries).toBeLessThan(16);
      app.stage.simulator.faults.clear();
      await app.stage.run(1_200);
      expect(await app.state()).toBe('completed');
    },
  );

  it('F1 throttled to the real buckets, it converges all the same', async () => {
    const app = await OneApp.create({ throttling: true });
    for (const role of ['ecs-steward-reconcile/ecs-steward-reconcile', 'ecs-steward-write/ecs-steward.todo'])
      app.stage.simulator.faults.order({
        on: '*',
        probability: 0.2,
        principal: `arn:aws:sts::210987654321:assumed-role/${role}`,
        do: { kind: 'error', code: 'ThrottlingException', message: 'Rate exceeded', status: 400, when: 'before' },
      });
    app.push();
    await app.store(oneService);
    await app.stage.run(1_800);
    expect(await app.state()).toBe('completed');
  });

  it('R3 a document older than one that was acted on writes nothing to AWS, is one finding, and ends when a newer one comes', async () => {
    const app = await OneApp.create();
    app.push();
    await app.store(oneService);
    await app.calm();
    const key = { pk: 'document#todo', sk: 'current' };
    const first = await app.stage.items.get(key);
    const smaller = { ...api, environment: { LOG_LEVEL: 'debug' } };
    await app.store({ ...oneService, services: { api: smaller } });
    await app.calm();
    if (!first.ok || first.value === undefined) throw new Error('no document');
    await app.stage.items.put({ ...first.value, ...key });
    const [before, since] = [app.stage.seq, app.stage.facts.length];
    await app.look();
    const findings = app.stage.facts.slice(since).filter((fact) => fact.fact === 'finding');
    expect(findings.map(({ finding }) => [finding.code, finding.cause])).toEqual([
      ['document-unusable', 'the app is left as it is: version 1 is older than 2, which was acted on before'],
    ]);
    await app.stage.run(900);
    expect(app.stage.ownCalls(before).filter(({ effect }) => effect === 'write')).toEqual([]);
    const status = await app.stage.items.get({ pk: 'app#todo', sk: 'status' });
    expect(status).toMatchObject({ value: { documentVersion: 2, outcome: 'refused' } });
    const second = await app.stage.items.get({ pk: 'document#todo', sk: 'version#000002' });
    if (!second.ok || second.value === undefined) throw new Error('no second version');
    await app.stage.items.put({ ...second.value, ...key });
    await app.look();
    expect(app.stage.facts.findLast((fact) => fact.fact === 'ended')?.outcome.is).toBe('converged');
  });

  it('R37 a lease that somebody wrote past us stops the app with what to do, and goes on when that is done', async () => {
    const app = await OneApp.create();
    app.push();
    await app.store(oneService);
    await app.calm();
    const key = { pk: 'app#todo', sk: 'lease' };
    await app.stage.items.set(key, { fence: 'none' });
    const before = app.stage.seq;
    await app.look();
    expect(app.stage.ownCalls(before)).toEqual([]);
    const finding = app.stage.facts.findLast((fact) => fact.fact === 'finding')?.finding;
    expect(finding).toMatchObject({ code: 'lease-unreadable', place: { app: 'todo', resource: 'app#todo/lease' } });
    const fence = Number(/":f":\{"N":"(\d+)"/.exec(finding?.whatToDo.join(' ') ?? '')?.[1]);
    await app.stage.items.set(key, { fence, until: 0, signaturesUntil: 0 });
    await app.look();
    expect(await app.stage.items.get(key)).toMatchObject({ value: { fence: fence + 1, released: true } });
  });

  it('R28 a freeze that can’t be read freezes and is said: a push waits until it is mended', async () => {
    const app = await OneApp.create();
    app.push();
    await app.store(oneService);
    await app.calm();
    const control = { pk: 'control', sk: 'current' };
    await app.stage.items.put({ ...control, freezes: [{ from: 'monday', until: '2026-01-02', reason: 'holiday' }] });
    app.push('v2');
    await app.look();
    const codes = app.stage.facts.flatMap((fact) => (fact.fact === 'finding' ? [fact.finding.code] : []));
    expect(codes).toContain('control-unreadable');
    expect(await app.state()).toBe('pending');
    await app.stage.items.put({ ...control, freezes: [] });
    await app.stage.run(1_200);
    expect(await app.state()).toBe('completed');
  });

  it('R3 a document that somebody removed removes nothing', async () => {
    const app = await OneApp.create();
    app.push();
    await app.store(oneService);
    await app.calm();
    await app.stage.items.remove({ pk: 'document#todo', sk: 'current' });
    const before = app.stage.seq;
    await app.look();
    await app.stage.run(600);
    expect(app.stage.ownCalls(before).filter(({ effect }) => effect === 'write')).toEqual([]);
    expect(app.stage.facts.some((fact) => fact.fact === 'finding' && fact.finding.code === 'document-unusable')).toBe(
      true,
    );
  });

  it('a secret that does not exist ends the rollout, says the secret, and the next image with the secret comes up', async () => {
    const withSecret = { ...oneService, services: { api: { ...api, secrets: { DB_PASSWORD: '/todo/db-password' } } } };
    const app = await OneApp.create({}, withSecret);
    deleteSecret(app.stage.simulator.world, where, '/todo/db-password');
    app.push();
    await app.store(withSecret);
    await app.stage.run(3_600);
    expect(await app.state()).toBe('held');
    const causes = app.stage.facts.flatMap((fact) => (fact.fact === 'finding' ? [fact.finding.cause] : []));
    expect(causes.find((cause) => cause.includes('/todo/db-password'))).toBeDefined();
    addSecret(app.stage.simulator.world, where, '/todo/db-password');
    app.push('v2');
    await app.stage.run(3_600);
    expect(await app.state()).toBe('completed');
  });

  it('a role that does not exist is said by name, and nothing runs without it', async () => {
    const app = await OneApp.create();
    const role = app.surroundings.app.services[0]?.taskDefinition.executionRoleArn ?? '';
    deleteRole(app.stage.simulator.world, where.account, role);
    app.push();
    await app.store(oneService);
    await app.stage.run(1_200);
    const causes = app.stage.facts.flatMap((fact) => (fact.fact === 'finding' ? [fact.finding.cause] : []));
    expect(causes.join('\n')).toContain(role.split('/').at(-1));
    expect(await app.state()).not.toBe('completed');
  });

  it('no capacity of Fargate: it waits, and comes up when there is some', async () => {
    const app = await OneApp.create();
    orderCapacity(app.stage.simulator.world, where, 0);
    app.push();
    await app.store(oneService);
    await app.stage.run(240);
    expect(await app.state()).toBe('deploying');
    orderCapacity(app.stage.simulator.world, where, undefined);
    await app.stage.run(1_200);
    expect(await app.state()).toBe('completed');
  });

  it('R33 a field that somebody changes again and again is left alone after three repairs, and said', async () => {
    const app = await OneApp.create();
    app.push();
    await app.store(oneService);
    await app.calm();
    for (let time = 0; time < 6; time++) {
      await app.byHand();
      await app.look();
      await app.stage.run(200);
    }
    const codes = app.stage.facts.flatMap((fact) => (fact.fact === 'finding' ? [fact.finding.code] : []));
    expect(codes).toContain('contested');
    const policies = app.stage.ownCalls().filter(({ action }) => action === 'application-autoscaling:PutScalingPolicy');
    expect(policies.length).toBeLessThanOrEqual(1 + 4 + 2);
  });
});
