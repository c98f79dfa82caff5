import { UntagResourceCommand } from '@aws-sdk/client-ecs';
import { DescribeRulesCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { beforeAll, describe, expect, it } from 'vitest';
import * as write from '../../bootstrap/policies/write.ts';
import { place } from '../../scripts/stage/roles.ts';
import { where } from '../../scripts/stage/stage.ts';
import type { Clients } from '../../src/aws/clients.ts';
import { type AwsCall, commands, type InputOf } from '../../src/aws/commands.ts';
import { LISTENER, OneApp, oneService } from './one-app.ts';

async function converged(): Promise<OneApp> {
  const app = await OneApp.create();
  app.push();
  await app.store(oneService);
  expect(await app.calm()).toBe(true);
  await app.stage.run(60);
  return app;
}

function assumed(app: OneApp, from = 0): number {
  return app.stage.simulator.ledger.entries().filter(({ seq, action }) => seq >= from && action === 'sts:AssumeRole')
    .length;
}

describe('credentials for writing', () => {
  it('are taken once for many writes, not at all where there is nothing to write, and anew when they end', async () => {
    const app = await converged();
    expect(assumed(app)).toBe(1);
    const from = app.stage.seq;
    await app.look();
    expect(assumed(app, from)).toBe(0);
    app.push('v2');
    await app.look();
    expect(assumed(app, from)).toBe(0);
    await app.stage.run(4_000);
    app.push('v3');
    await app.look();
    expect(assumed(app, from)).toBe(1);
  });

  it('that are denied are one finding that says what to do; nothing is written, and all heals', async () => {
    const app = await OneApp.create();
    const iam = new IAMClient({
      region: where.region,
      credentials: { accessKeyId: where.account, secretAccessKey: 'simulated' },
      requestHandler: app.stage.simulator.requestHandler(),
    });
    const trust = (policy: object) =>
      iam.send(
        new UpdateAssumeRolePolicyCommand({ RoleName: 'ecs-steward-write', PolicyDocument: JSON.stringify(policy) }),
      );
    const nobody = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    await trust({ Version: '2012-10-17', Statement: nobody });
    app.push();
    await app.store(oneService);
    await app.stage.run(60);
    expect(app.stage.ownCalls().filter(({ effect }) => effect === 'write')).toEqual([]);
    const said = app.stage.facts.flatMap((fact) => (fact.fact === 'finding' ? [fact.finding] : []));
    const refused = said.find(({ code }) => code === 'writer-refused');
    expect(refused?.cause).toContain('not authorized to perform: sts:AssumeRole');
    expect(refused?.whatToDo.join(' ')).toContain('STEWARD_WRITE_ROLE');
    expect(said.some(({ code }) => code === 'not-sent')).toBe(true);
    await trust(write.trustOf(place));
    expect(await app.calm()).toBe(true);
    expect(await app.state()).toBe('completed');
  });
});

describe('adoption', () => {
  it('T11 claims a service that carries no app, by a document that names it, and then changes it', async () => {
    const app = await converged();
    const { ecs } = app.stage.as('mika');
    const resourceArn = `arn:aws:ecs:${where.region}:${where.account}:service/todo/todo-api`;
    await ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['ecs-steward:app', 'ecs-steward:service'] }));
    const { api } = oneService.services;
    const adopting = { ...api, manage: 'all', adopt: { service: 'todo-api' }, environment: { LOG_LEVEL: 'debug' } };
    const from = app.stage.seq;
    await app.store({ ...oneService, services: { api: adopting } });
    expect(await app.calm()).toBe(true);
    const writes = app.stage.ownCalls(from).filter(({ effect }) => effect === 'write');
    expect(writes.map(({ action }) => action)).toEqual([
      'ecs:RegisterTaskDefinition',
      'ecs:TagResource',
      'ecs:UpdateService',
    ]);
    expect(writes.every(({ applied }) => applied)).toBe(true);
  });
});

describe('IAM keeps apps apart', () => {
  let app: OneApp;
  let shop: Clients;
  const arns = { group: '', rule: '' };

  beforeAll(async () => {
    app = await converged();
    const writer = await app.stage.worker.writers('shop', () => undefined);
    if (!writer.ok) throw new Error(writer.failure.message);
    shop = writer.value;
    const { elb } = app.stage.as('mika');
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: LISTENER }));
    arns.rule = Rules.find(({ IsDefault }) => IsDefault !== true)?.RuleArn ?? '';
    arns.group = (await elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups?.[0]?.TargetGroupArn ?? '';
  });

  /** The name of the error, or `done`. */
  async function asShop<Call extends AwsCall>(call: Call, input: InputOf<Call>): Promise<string> {
    const service = call.slice(0, call.indexOf(':')) as keyof Clients;
    const command = new (commands[call].command as new (given: unknown) => object)(input);
    try {
      await shop[service].send(command as never);
      return 'done';
    } catch (error) {
      return (error as Error).name;
    }
  }

  const SERVICE = `arn:aws:ecs:${where.region}:${where.account}:service/todo/todo-api`;
  const theirs = [{ key: 'ecs-steward:app', value: 'todo' }];
  const own = [{ key: 'ecs-steward:app', value: 'shop' }];
  const definition = {
    family: 'shop-api',
    containerDefinitions: [{ name: 'api', image: 'public.ecr.aws/shop/api:1' }],
    cpu: '256',
    memory: '512',
    networkMode: 'awsvpc' as const,
    requiresCompatibilities: ['FARGATE' as const],
  };
  const role = (name: string) => `arn:aws:iam::${where.account}:role/ecs-steward/${name}`;

  it.each<[string, () => Promise<string>]>([
    [
      'update its service',
      () => asShop('ecs:UpdateService', { cluster: 'todo', service: 'todo-api', desiredCount: 0 }),
    ],
    ['delete its service', () => asShop('ecs:DeleteService', { cluster: 'todo', service: 'todo-api', force: true })],
    ['claim its service', () => asShop('ecs:TagResource', { resourceArn: SERVICE, tags: own })],
    ['register a revision in its name', () => asShop('ecs:RegisterTaskDefinition', { ...definition, tags: theirs })],
    ['register a revision in nobody’s name', () => asShop('ecs:RegisterTaskDefinition', definition)],
    [
      'pass its role',
      () => asShop('ecs:RegisterTaskDefinition', { ...definition, tags: own, taskRoleArn: role('todo/todo-api') }),
    ],
    [
      'pass a role outside of any app’s path',
      () =>
        asShop('ecs:RegisterTaskDefinition', {
          ...definition,
          tags: own,
          executionRoleArn: `arn:aws:iam::${where.account}:role/admin`,
        }),
    ],
    [
      'scale its service',
      () =>
        asShop('application-autoscaling:RegisterScalableTarget', {
          ServiceNamespace: 'ecs',
          ResourceId: 'service/todo/todo-api',
          ScalableDimension: 'ecs:service:DesiredCount',
          MinCapacity: 0,
        }),
    ],
    [
      'change its target group',
      () => asShop('elasticloadbalancing:ModifyTargetGroup', { TargetGroupArn: arns.group, HealthCheckPath: '/' }),
    ],
    ['delete its target group', () => asShop('elasticloadbalancing:DeleteTargetGroup', { TargetGroupArn: arns.group })],
    [
      'change its rule',
      () =>
        asShop('elasticloadbalancing:ModifyRule', {
          RuleArn: arns.rule,
          Actions: [{ Type: 'forward', TargetGroupArn: arns.group }],
        }),
    ],
    ['delete its rule', () => asShop('elasticloadbalancing:DeleteRule', { RuleArn: arns.rule })],
    [
      'claim its rule',
      () =>
        asShop('elasticloadbalancing:AddTags', {
          ResourceArns: [arns.rule],
          Tags: [{ Key: 'ecs-steward:app', Value: 'shop' }],
        }),
    ],
    ['delete its log group', () => asShop('logs:DeleteLogGroup', { logGroupName: '/ecs/todo/api' })],
    [
      'shorten how long its logs are kept',
      () => asShop('logs:PutRetentionPolicy', { logGroupName: '/ecs/todo/api', retentionInDays: 1 }),
    ],
  ])('a session for another app can’t %s', async (_what, attempt) => {
    expect(await attempt()).toMatch(/^AccessDenied(Exception)?$/);
  });

  it('and nothing of what it tried has happened', () => {
    const done = app.stage.simulator.ledger
      .entries()
      .filter(({ actor, applied }) => applied && actor.endsWith('.shop'));
    expect(done).toEqual([]);
  });

  it('and the same session may do all of it with what is its own', async () => {
    expect(
      await asShop('ecs:RegisterTaskDefinition', {
        ...definition,
        tags: own,
        executionRoleArn: role('shop/shop-execution'),
      }),
    ).toBe('done');
    expect(
      await asShop('logs:CreateLogGroup', { logGroupName: '/ecs/shop/api', tags: { 'ecs-steward:app': 'shop' } }),
    ).toBe('done');
    expect(await asShop('logs:DeleteLogGroup', { logGroupName: '/ecs/shop/api' })).toBe('done');
  });
});
