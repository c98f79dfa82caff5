import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudWatchClient, DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DeleteRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteRuleCommand,
  DisableRuleCommand,
  EventBridgeClient,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { GetQueueUrlCommand, SendMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { functionZip } from '../../bootstrap/function-zip.ts';
import { bundle, FUNCTIONS } from '../../scripts/build/bundle.ts';
import { Terminal } from './shell.ts';

let code: Terminal['code'];
let folder: string;
let terminal: Terminal;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verify-'));
  await bundle(fileURLToPath(new URL('../..', import.meta.url)), FUNCTIONS, folder);
  const zip = (name: string) => functionZip(readFileSync(join(folder, name, 'index.mjs')));
  code = { dispatch: zip('dispatch'), reconcile: zip('reconcile') };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  terminal = Object.assign(new Terminal(), { code });
  expect(await terminal.type('bootstrap --yes')).toBe(0);
});

async function queueUrl(QueueName: string): Promise<string> {
  const { QueueUrl = '' } = await new SQSClient(terminal.config()).send(new GetQueueUrlCommand({ QueueName }));
  return QueueUrl;
}

/** What somebody broke by hand, and what the command says of it. */
const broken: readonly (readonly [what: string, act: () => Promise<unknown>, says: string])[] = [
  [
    'a rule that was deleted',
    async () => {
      const events = new EventBridgeClient(terminal.config());
      await events.send(new RemoveTargetsCommand({ Rule: 'ecs-steward-image', Ids: ['dispatch'] }));
      await events.send(new DeleteRuleCommand({ Name: 'ecs-steward-image' }));
    },
    'the rule ecs-steward-image is not there',
  ],
  [
    'a rule that was put off',
    () => new EventBridgeClient(terminal.config()).send(new DisableRuleCommand({ Name: 'ecs-steward-service' })),
    'the rule ecs-steward-service is DISABLED',
  ],
  [
    'a rule without a target',
    () =>
      new EventBridgeClient(terminal.config()).send(
        new RemoveTargetsCommand({ Rule: 'ecs-steward-task', Ids: ['dispatch'] }),
      ),
    'the rule ecs-steward-task does not call dispatch',
  ],
  [
    'a schedule that was put off',
    async () => {
      const scheduler = new SchedulerClient(terminal.config());
      const { Arn, CreationDate, LastModificationDate, $metadata, ...schedule } = await scheduler.send(
        new GetScheduleCommand({ Name: 'ecs-steward' }),
      );
      await scheduler.send(
        new UpdateScheduleCommand({
          ...(schedule as object as ConstructorParameters<typeof UpdateScheduleCommand>[0]),
          State: 'DISABLED',
        }),
      );
    },
    'the schedule is DISABLED',
  ],
  [
    'a table without protection',
    () =>
      new DynamoDBClient(terminal.config()).send(
        new UpdateTableCommand({ TableName: 'ecs-steward', DeletionProtectionEnabled: false }),
      ),
    'its deletion protection is off',
  ],
  [
    'a message that was given up',
    async () =>
      new SQSClient(terminal.config()).send(
        new SendMessageCommand({ QueueUrl: await queueUrl('ecs-steward-dead-letters'), MessageBody: '{}' }),
      ),
    '1 dead letters wait',
  ],
  [
    'a queue whose messages come back too soon',
    async () =>
      new SQSClient(terminal.config()).send(
        new SetQueueAttributesCommand({
          QueueUrl: await queueUrl('ecs-steward'),
          Attributes: { VisibilityTimeout: '30' },
        }),
      ),
    'a message comes back after 30 s',
  ],
  [
    'an alarm that was deleted',
    () => new CloudWatchClient(terminal.config()).send(new DeleteAlarmsCommand({ AlarmNames: ['ecs-steward-held'] })),
    'the alarm ecs-steward-held is not there',
  ],
  [
    'a source that was put off',
    async () => {
      const lambda = new LambdaClient(terminal.config());
      const { EventSourceMappings = [] } = await lambda.send(
        new ListEventSourceMappingsCommand({ FunctionName: 'ecs-steward-reconcile' }),
      );
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID: EventSourceMappings[0]?.UUID, Enabled: false }));
      await terminal.simulator.live(60_000);
    },
    'its source :ecs-steward is Disabled',
  ],
  [
    'code that nobody deployed',
    () =>
      new LambdaClient(terminal.config()).send(
        new UpdateFunctionCodeCommand({
          FunctionName: 'ecs-steward-dispatch',
          ZipFile: functionZip(new TextEncoder().encode('export const handler = async () => undefined;')),
        }),
      ),
    'it runs other code',
  ],
  [
    'logs that are kept for ever',
    () =>
      new CloudWatchLogsClient(terminal.config()).send(
        new DeleteRetentionPolicyCommand({ logGroupName: '/aws/lambda/ecs-steward-reconcile' }),
      ),
    '/aws/lambda/ecs-steward-reconcile is kept for ever',
  ],
  ['the kill switch', () => terminal.type('bootstrap --yes --kill-switch on'), 'its kill switch is on'],
];

describe('ecs-steward bootstrap --verify', () => {
  it('looks at every part, follows an event through all of them, and says how long that took', async () => {
    const exit = await terminal.type('bootstrap --verify');
    expect(terminal.out).not.toContain('[FAILED]');
    expect(exit).toBe(0);
    expect(terminal.out).toMatch(/an event was noticed after \d+\.\d s/);
    expect(terminal.out).toContain('Everything works.');
  });

  it('a silence that lasts is no beginning', async () => {
    await terminal.simulator.live(600_000);
    expect(await terminal.type('bootstrap --verify')).toBe(0);
    expect(terminal.out).toContain('ecs-steward-nothing-looked-at is OK');
  });

  it('answers a program in JSON', async () => {
    expect(await terminal.type('bootstrap --verify --json')).toBe(0);
    expect(terminal.json()).toMatchObject({
      ok: true,
      checks: expect.arrayContaining([expect.objectContaining({ check: 'loop', is: 'ok' })]),
    });
  });

  it.each(broken)('finds %s', async (_what, act, says) => {
    await act();
    expect(await terminal.type('bootstrap --verify')).toBe(1);
    expect(terminal.out).toContain(`[FAILED] ${says}`);
    expect(terminal.out).toMatch(/of \d+ checks? failed|checks failed/);
  });

  it('says that an event did not come through', async () => {
    await new EventBridgeClient(terminal.config()).send(new DisableRuleCommand({ Name: 'ecs-steward-verify' }));
    expect(await terminal.type('bootstrap --verify')).toBe(1);
    expect(terminal.out).toContain('an event was not noticed within 90 s');
  });

  it('says where there is nothing to verify', async () => {
    await terminal.type('uninstall --yes');
    expect(await terminal.type('bootstrap --verify')).toBe(1);
    expect(terminal.err).toContain('there is no stack ecs-steward');
  });
});
