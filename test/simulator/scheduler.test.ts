import * as scheduler from '@aws-sdk/client-scheduler';
import * as sqs from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addRole } from '../../src/simulator/iam/roles.ts';
import { inProcess, overHttp, type Way } from './ways.ts';

const account = '210987654321';
const RoleArn = `arn:aws:iam::${account}:role/schedule`;
const queueArn = (name: string) => `arn:aws:sqs:eu-central-1:${account}:${name}`;

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('Scheduler %s', (_name, open) => {
  let way: Way;
  let client: scheduler.SchedulerClient;
  let QueueUrl: string;
  const order: scheduler.CreateScheduleCommandInput = {
    Name: 'sweep',
    ScheduleExpression: 'rate(5 minutes)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: queueArn('work'), RoleArn, Input: '{"sweep":true,"at":"<aws.scheduler.scheduled-time>"}' },
  };
  const create = (more: Partial<scheduler.CreateScheduleCommandInput> = {}) =>
    client.send(new scheduler.CreateScheduleCommand({ ...order, ...more }));
  const received = async (url = QueueUrl) => {
    const { Messages = [] } = await new sqs.SQSClient(way.config()).send(
      new sqs.ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 43_200 }),
    );
    return Messages.map(({ Body }) => Body ?? '');
  };
  const queue = async (QueueName: string) =>
    (await new sqs.SQSClient(way.config()).send(new sqs.CreateQueueCommand({ QueueName }))).QueueUrl ?? '';

  beforeEach(async () => {
    way = await open({ latencyMs: [0, 0] });
    client = new scheduler.SchedulerClient(way.config());
    addRole(way.simulator.world, account, RoleArn);
    QueueUrl = await queue('work');
  });
  afterEach(() => way.close());

  it('calls its target at each turn, with its own words filled in', async () => {
    await create();
    await way.simulator.live(299_000);
    expect(await received()).toEqual([]);
    await way.simulator.live(302_000);
    expect(await received()).toEqual([
      '{"sweep":true,"at":"2026-03-02T08:05:00Z"}',
      '{"sweep":true,"at":"2026-03-02T08:10:00Z"}',
    ]);
  });

  it('reads back what was put, with defaults', async () => {
    await create({
      Description: 'all apps',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      ScheduleExpression: 'cron(0 3 * * ? *)',
    });
    expect(await client.send(new scheduler.GetScheduleCommand({ Name: 'sweep' }))).toMatchObject({
      Arn: `arn:aws:scheduler:eu-central-1:${account}:schedule/default/sweep`,
      GroupName: 'default',
      State: 'ENABLED',
      ScheduleExpression: 'cron(0 3 * * ? *)',
      CreationDate: new Date(way.simulator.world.clock.now()),
      Target: { RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
    });
  });

  it('goes by the newest update alone, and stops when it is switched off or deleted', async () => {
    await create();
    await client.send(new scheduler.UpdateScheduleCommand({ ...order, ScheduleExpression: 'rate(1 hour)' }));
    await way.simulator.live(3_500_000);
    expect(await received()).toEqual([]);
    await way.simulator.live(200_000);
    expect(await received()).toHaveLength(1);
    await client.send(new scheduler.UpdateScheduleCommand({ ...order, State: 'DISABLED' }));
    await way.simulator.live(7_200_000);
    expect(await received()).toEqual([]);
    await client.send(new scheduler.DeleteScheduleCommand({ Name: 'sweep' }));
    await expect(client.send(new scheduler.GetScheduleCommand({ Name: 'sweep' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('tries again while its target is not there, and buries the call at last', async () => {
    const dead = await queue('dead');
    const RetryPolicy = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 300 };
    const Target = {
      ...order.Target,
      Arn: queueArn('none'),
      RoleArn,
      RetryPolicy,
      DeadLetterConfig: { Arn: queueArn('dead') },
    };
    await create({ Target, ScheduleExpression: 'rate(30 minutes)' });
    await way.simulator.live(1_900_000);
    expect(await received(dead)).toHaveLength(1);
    expect(
      way.simulator.ledger
        .entries()
        .filter(({ action, outcome }) => action === 'sqs:SendMessage' && outcome?.ok === false),
    ).toHaveLength(3);
  });

  it.each<[string, Partial<scheduler.CreateScheduleCommandInput>, string]>([
    ['an expression that is none', { ScheduleExpression: 'every day' }, 'Invalid Schedule Expression every day.'],
    [
      'a role that is not there',
      { Target: { Arn: queueArn('work'), RoleArn: `${RoleArn}-none` } },
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    ],
    ['another group', { GroupName: 'mine' }, 'Schedule group mine does not exist.'],
    [
      'a target that it does not know',
      { Target: { Arn: 'arn:aws:states:eu-central-1:1:stateMachine:a', RoleArn } },
      'does not know',
    ],
  ])('refuses %s', async (_what, more, sentence) => {
    await expect(create(more)).rejects.toThrow(sentence);
  });

  it('is made once', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'ConflictException', $metadata: { httpStatusCode: 409 } });
  });
});
