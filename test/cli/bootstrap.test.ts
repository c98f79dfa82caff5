import { readFileSync } from 'node:fs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { beforeEach, describe, expect, it } from 'vitest';
import { functionZip } from '../../bootstrap/function-zip.ts';
import { desiredApp } from '../../src/desired-state/desired-app.ts';
import { readDocument } from '../../src/desired-state/read-document.ts';
import { createDocumentStore } from '../../src/records/document-store.ts';
import { fleetApp, writeFleetApp } from '../../src/records/fleet-index.ts';
import { createItems } from '../../src/records/items.ts';
import { Terminal } from './shell.ts';

let terminal: Terminal;

beforeEach(() => {
  terminal = new Terminal();
});

describe('ecs-steward bootstrap', () => {
  it('deploys everything, shows each event, and finds nothing to do the second time', async () => {
    const code = await terminal.type('bootstrap --yes');
    expect(terminal.err).toContain('+ Table  AWS::DynamoDB::Table');
    expect([code, terminal.out]).toEqual([0, expect.stringContaining('The stack ecs-steward is created.')]);
    expect(terminal.err).toMatch(/\d\d:\d\d:\d\d {2}CREATE_COMPLETE {7}Table/);
    const table = await new DynamoDBClient(terminal.config()).send(
      new DescribeTableCommand({ TableName: 'ecs-steward' }),
    );
    expect(table.Table?.DeletionProtectionEnabled).toBe(true);
    const lambda = new LambdaClient(terminal.config());
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'ecs-steward-reconcile' }));
    expect(Configuration).toMatchObject({ Runtime: 'nodejs26.x', Architectures: ['arm64'] });
    expect(await terminal.type('bootstrap --yes')).toBe(0);
    expect(terminal.out).toContain('The stack ecs-steward is as it should be.');
  });

  it('asks first, and changes nothing where nobody says yes', async () => {
    terminal.answer = false;
    expect(await terminal.type('bootstrap')).toBe(3);
    expect(terminal.err).toContain('nothing was changed; --yes agrees beforehand');
    terminal.answer = true;
    expect(await terminal.type('bootstrap')).toBe(0);
  });

  it('upgrades in place: another code, another schedule, and what was given before stays', async () => {
    await terminal.type(['bootstrap', '--yes', '--schedule', 'rate(10 minutes)']);
    await terminal.type('bootstrap --yes --mail ops@example.com');
    expect(await terminal.type('bootstrap --yes --kill-switch on')).toBe(0);
    expect(terminal.err).toContain('~ ReconcileFunction  AWS::Lambda::Function');
    const lambda = new LambdaClient(terminal.config());
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'ecs-steward-reconcile' }));
    const schedule = await new SchedulerClient(terminal.config()).send(new GetScheduleCommand({ Name: 'ecs-steward' }));
    expect(schedule.ScheduleExpression).toBe('rate(10 minutes)');
    expect(Configuration?.Environment?.Variables?.STEWARD_KILL_SWITCH).toBe('on');
    expect(terminal.out).toContain('is updated');
  });

  it('looks at the fleet before other code takes over, and asks where an app would change', async () => {
    await terminal.type('bootstrap --yes');
    const clock = terminal.simulator.world.clock;
    const client = new DynamoDBClient(terminal.config());
    const items = createItems({ client, table: 'ecs-steward', clock, random: () => 0.5, count: () => undefined });
    const text = readFileSync(new URL('../../examples/todo.yaml', import.meta.url), 'utf8');
    const read = readDocument({ text, file: 'todo.yaml' });
    if (!read.ok) throw new Error('the example is not valid');
    const put = { app: 'todo', text: read.stored, by: 'anna', comment: '', expectedVersion: 0, now: clock.now() };
    expect((await createDocumentStore(items).put(put)).ok).toBe(true);
    expect((await writeFleetApp(items, fleetApp(desiredApp(read.document), 1, new Map()))).ok).toBe(true);
    expect(await terminal.type('bootstrap --yes --kill-switch on')).toBe(0);
    expect(terminal.err).not.toContain('looks at the fleet');
    terminal.code = { ...terminal.code, reconcile: functionZip(new TextEncoder().encode('export const handler = 1;')) };
    const before = terminal.simulator.ledger.entries().length;
    expect(await terminal.type('bootstrap --yes')).toBe(3);
    expect(terminal.err).toContain('it would change 1 of 1 apps at once');
    expect(terminal.err).toContain('--accept-changes agrees to them beforehand');
    const looked = terminal.simulator.ledger.entries().slice(before);
    const wrote = looked.filter(({ effect }) => effect === 'write').map(({ service }) => service);
    expect(wrote.filter((service) => !['s3', 'cloudformation'].includes(service))).toEqual([]);
    expect(await terminal.type('bootstrap --yes --accept-changes')).toBe(0);
  });

  it('answers a program in JSON', async () => {
    expect(await terminal.type('bootstrap --yes --json')).toBe(0);
    expect(terminal.json()).toMatchObject({
      ok: true,
      is: 'created',
      account: '210987654321',
      region: 'eu-central-1',
      outputs: { TableName: 'ecs-steward' },
    });
  });

  it('prints the template without asking AWS anything', async () => {
    expect(await terminal.type('bootstrap --print --with-foundation --egress endpoints')).toBe(0);
    expect(JSON.parse(terminal.out)).toMatchObject({ Resources: { Table: { Type: 'AWS::DynamoDB::Table' } } });
    expect(terminal.simulator.ledger.entries()).toEqual([]);
  });

  it('refuses root credentials, another account and no region, and says how it is done right', async () => {
    terminal.principal = `arn:aws:iam::${terminal.account}:root`;
    expect(await terminal.type('bootstrap --yes')).toBe(1);
    expect(terminal.err).toMatch(/root credentials of 210987654321[\s\S]*IAM Identity Center/);
    terminal.principal = `arn:aws:iam::${terminal.account}:user/anna`;
    expect(await terminal.type('bootstrap --yes --account 111111111111')).toBe(1);
    expect(terminal.err).toContain('--account names 111111111111');
    terminal.variables = {};
    expect(await terminal.type('bootstrap --yes')).toBe(1);
    expect(terminal.err).toContain('add --region');
  });

  it('says every option that does not fit, at once', async () => {
    expect(await terminal.type('bootstrap --mail nobody --vpc --egress nat --account 12')).toBe(1);
    expect(terminal.err).toContain('--account: an account has twelve digits');
    expect(terminal.err).toContain('--mail: a mail address');
    expect(await terminal.type('bootstrap --vpc --egress nat --delete-history')).toBe(1);
    expect(terminal.err.trim().split('\n')).toHaveLength(3);
    expect(terminal.simulator.ledger.entries()).toEqual([]);
  });

  it('goes from an empty account to a network, a load balancer and a cluster', async () => {
    expect(await terminal.type('bootstrap --yes --with-foundation --json')).toBe(0);
    expect(terminal.json()).toMatchObject({
      outputs: {
        ClusterName: expect.any(String),
        ListenerArn: expect.stringContaining(':listener/app/'),
        TaskSubnets: expect.stringMatching(/^subnet-\w+,subnet-\w+$/),
      },
    });
  });

  it('an unknown word answers with ours', async () => {
    expect(await terminal.type('install')).toBe(1);
    expect(terminal.err).toContain('Did you mean: ecs-steward bootstrap');
    expect(await terminal.type('bootstarp')).toBe(1);
    expect(terminal.err).toContain('Did you mean: ecs-steward bootstrap');
    expect(await terminal.type('--help')).toBe(0);
    expect(terminal.out).toContain('uninstall');
  });
});
