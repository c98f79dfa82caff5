import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTopic } from '../../src/simulator/sns/state.ts';
import { inProcess, overHttp, type Way } from './ways.ts';

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('CloudWatch %s', (_name, open) => {
  let way: Way;
  let client: cloudwatch.CloudWatchClient;
  let topic: string;
  const put = (more: Partial<cloudwatch.PutMetricAlarmCommandInput> = {}) =>
    client.send(
      new cloudwatch.PutMetricAlarmCommand({
        AlarmName: 'errors',
        Namespace: 'own',
        MetricName: 'errors',
        Statistic: 'Sum',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        Period: 60,
        EvaluationPeriods: 1,
        AlarmActions: [topic],
        OKActions: [topic],
        ...more,
      }),
    );
  const datum = (Value: number) =>
    client.send(
      new cloudwatch.PutMetricDataCommand({ Namespace: 'own', MetricData: [{ MetricName: 'errors', Value }] }),
    );
  const state = async () => (await client.send(new cloudwatch.DescribeAlarmsCommand({}))).MetricAlarms?.[0]?.StateValue;
  const told = () =>
    findTopic(way.simulator.world, topic)?.published.map(({ message }) => JSON.parse(message).NewStateValue);

  beforeEach(async () => {
    way = await open({ latencyMs: [0, 0] });
    client = new cloudwatch.CloudWatchClient(way.config());
    topic = (await new sns.SNSClient(way.config()).send(new sns.CreateTopicCommand({ Name: 'alarms' }))).TopicArn ?? '';
  });
  afterEach(() => way.close());

  it('raises an alarm when the threshold is crossed, takes it back, and tells the topic of each change', async () => {
    await put({ TreatMissingData: 'notBreaching' });
    expect(await state()).toBe('INSUFFICIENT_DATA');
    await way.simulator.live(120_000);
    expect(await state()).toBe('OK');
    await datum(2);
    await way.simulator.live(60_000);
    expect(await state()).toBe('ALARM');
    await way.simulator.live(300_000);
    expect(await state()).toBe('OK');
    expect(told()).toEqual(['OK', 'ALARM', 'OK']);
  });

  it.each([
    ['missing', 'INSUFFICIENT_DATA'],
    ['ignore', 'INSUFFICIENT_DATA'],
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
  ])('without any data that is treated as %s is %s', async (TreatMissingData, expected) => {
    await put({ TreatMissingData });
    await way.simulator.live(300_000);
    expect(await state()).toBe(expected);
  });

  it('waits for so many minutes of silence as it is told to', async () => {
    const silence = {
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      EvaluationPeriods: 5,
    } as const;
    await put(silence);
    for (let minute = 0; minute < 6; minute++) {
      await datum(1);
      await way.simulator.live(60_000);
    }
    expect(await state()).toBe('OK');
    await way.simulator.live(180_000);
    expect(await state()).toBe('OK');
    await way.simulator.live(300_000);
    expect(await state()).toBe('ALARM');
  });

  it('takes M of N points', async () => {
    await put({ EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' });
    for (const value of [5, 0, 0, 5]) {
      await datum(value);
      await way.simulator.live(60_000);
      expect(await state()).not.toBe('ALARM');
    }
    await datum(5);
    await way.simulator.live(60_000);
    expect(await state()).toBe('ALARM');
  });

  it('sees the messages of a queue', async () => {
    const queues = new sqs.SQSClient(way.config());
    const { QueueUrl } = await queues.send(new sqs.CreateQueueCommand({ QueueName: 'dead' }));
    const Dimensions = [{ Name: 'QueueName', Value: 'dead' }];
    await put({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Dimensions,
    });
    await way.simulator.live(60_000);
    expect(await state()).toBe('OK');
    await queues.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    await way.simulator.live(60_000);
    expect(await state()).toBe('ALARM');
  });

  it('keeps dashboards that are JSON with widgets', async () => {
    const DashboardBody = JSON.stringify({ widgets: [] });
    await client.send(new cloudwatch.PutDashboardCommand({ DashboardName: 'a', DashboardBody }));
    expect((await client.send(new cloudwatch.GetDashboardCommand({ DashboardName: 'a' }))).DashboardBody).toBe(
      DashboardBody,
    );
    await client.send(new cloudwatch.DeleteDashboardsCommand({ DashboardNames: ['a'] }));
    await expect(client.send(new cloudwatch.GetDashboardCommand({ DashboardName: 'a' }))).rejects.toMatchObject({
      name: 'ResourceNotFound',
    });
    await expect(
      client.send(new cloudwatch.PutDashboardCommand({ DashboardName: 'a', DashboardBody: '{}' })),
    ).rejects.toThrow('valid JSON');
  });

  it('refuses by name what it does not know of alarms', async () => {
    await expect(put({ ExtendedStatistic: 'p99' })).rejects.toThrow(
      'does not know ExtendedStatistic of cloudwatch:PutMetricAlarm',
    );
  });
});

describe('SNS', () => {
  it('brings what is published to queues that let the topic in, and waits for mail addresses to confirm', async () => {
    const way = await inProcess({ latencyMs: [0, 0] });
    const client = new sns.SNSClient(way.config());
    const queues = new sqs.SQSClient(way.config());
    const { TopicArn = '' } = await client.send(new sns.CreateTopicCommand({ Name: 'alarms' }));
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
      },
    ];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    const { QueueUrl } = await queues.send(new sqs.CreateQueueCommand({ QueueName: 'in', Attributes: { Policy } }));
    await queues.send(new sqs.CreateQueueCommand({ QueueName: 'out' }));
    for (const name of ['in', 'out'])
      await client.send(
        new sns.SubscribeCommand({
          TopicArn,
          Protocol: 'sqs',
          Endpoint: `arn:aws:sqs:eu-central-1:210987654321:${name}`,
        }),
      );
    const mail = await client.send(
      new sns.SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'mika@example.com' }),
    );
    expect(mail.SubscriptionArn).toBe('pending confirmation');
    await client.send(new sns.PublishCommand({ TopicArn, Subject: 'x', Message: 'hello' }));
    const { Messages } = await queues.send(new sqs.ReceiveMessageCommand({ QueueUrl }));
    expect(JSON.parse(Messages?.[0]?.Body ?? '')).toMatchObject({
      Type: 'Notification',
      TopicArn,
      Subject: 'x',
      Message: 'hello',
    });
    const out = await queues.send(new sqs.GetQueueUrlCommand({ QueueName: 'out' }));
    expect((await queues.send(new sqs.ReceiveMessageCommand({ QueueUrl: out.QueueUrl }))).Messages).toBeUndefined();
    await expect(client.send(new sns.PublishCommand({ TopicArn: `${TopicArn}x`, Message: 'a' }))).rejects.toMatchObject(
      { name: 'NotFoundException' },
    );
  });
});
