import {
  CreateRuleCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { LISTENER, OneApp, oneService } from './one-app.ts';

const { services, ...rest } = oneService;
const dropped = { ...rest, services: {}, removed: [{ service: 'api' }] };

async function converged(document: object = oneService): Promise<OneApp> {
  const app = await OneApp.create({}, document);
  app.push();
  await app.store(document);
  expect(await app.calm()).toBe(true);
  return app;
}

/** What we deleted since `from`, in order. */
function deletions(app: OneApp, from: number): string[] {
  return app.stage.facts
    .slice(from)
    .flatMap((fact) => (fact.fact === 'step' && fact.applied.outcome === 'done' ? [fact.applied.step.call] : []))
    .filter((call) => /:(Delete|Deregister)/.test(call));
}

async function rules(app: OneApp): Promise<Rule[]> {
  const { Rules = [] } = await app.stage.as('jo').elb.send(new DescribeRulesCommand({ ListenerArn: LISTENER }));
  return Rules.filter(({ IsDefault }) => IsDefault !== true);
}

async function loseRecords(app: OneApp): Promise<void> {
  const status = await app.stage.items.get({ pk: 'app#todo', sk: 'status' });
  if (!status.ok || status.value === undefined) throw new Error('no status');
  const known = status.value.services as Readonly<Record<string, object>>;
  const written = await app.stage.items.set(
    { pk: 'app#todo', sk: 'status' },
    { services: { ...known, api: { ...known.api, rules: {}, targetGroups: {} } } },
  );
  expect(written.ok).toBe(true);
}

const backwards = [
  'application-autoscaling:DeregisterScalableTarget',
  'elasticloadbalancing:DeleteRule',
  'ecs:DeleteService',
  'elasticloadbalancing:DeleteTargetGroup',
];

describe('a tombstone', () => {
  it.each([
    ['with its records', false],
    ['also when the records of its rule and its group are lost', true],
  ])('R6 takes a service apart backwards, %s', async (_how, lost) => {
    const app = await converged();
    if (lost) await loseRecords(app);
    const from = app.stage.facts.length;
    await app.store(dropped);
    expect(await app.calm()).toBe(true);
    expect(deletions(app, from)).toEqual(backwards);
  });

  it('R1 R6 waits for a rule of somebody else that leads to the service, names it, and goes on when it is gone', async () => {
    const app = await converged();
    const { elb } = app.stage.as('jo');
    const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
    const group = TargetGroups.find(({ TargetGroupName }) => TargetGroupName?.startsWith('es-todo-api-'));
    const made = await elb.send(
      new CreateRuleCommand({
        ListenerArn: LISTENER,
        Priority: 7,
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/mine/*'] } }],
        Actions: [{ Type: 'forward', TargetGroupArn: group?.TargetGroupArn }],
      }),
    );
    const arn = made.Rules?.[0]?.RuleArn ?? '';
    const from = app.stage.facts.length;
    await app.store(dropped);
    await app.stage.run(1_200);
    expect(deletions(app, from)).toEqual(backwards.slice(0, 2));
    const blocked = app.stage.facts
      .slice(from)
      .flatMap((fact) => (fact.fact === 'finding' && fact.finding.code === 'removal-blocked' ? [fact.finding] : []));
    expect(blocked.at(-1)?.cause).toContain(arn);
    await elb.send(new DeleteRuleCommand({ RuleArn: arn }));
    expect(await app.calm()).toBe(true);
    expect(deletions(app, from)).toEqual(backwards);
  });
});

describe('a route that the document drops', () => {
  const { api } = services;
  const two = { ...rest, services: { api: { ...api, routes: [{ path: '/api/*' }, { path: '/old/*' }] } } };

  it('R2 R14 takes its rule away once the change is in force, and nothing else', async () => {
    const app = await converged(two);
    expect(await rules(app)).toHaveLength(2);
    const from = app.stage.facts.length;
    await app.store(oneService);
    expect(await app.calm()).toBe(true);
    expect(deletions(app, from)).toEqual(['elasticloadbalancing:DeleteRule']);
    expect((await rules(app)).map(({ Conditions }) => Conditions?.[0]?.PathPatternConfig?.Values)).toEqual([
      ['/api/*'],
    ]);
  });
});
