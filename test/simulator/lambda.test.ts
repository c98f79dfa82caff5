import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { valuesBetween } from '../../src/simulator/cloudwatch/metrics.ts';
import { addRole } from '../../src/simulator/iam/roles.ts';
import { zipped } from './lambda/zipped.ts';
import { inProcess, overHttp, type Way } from './ways.ts';

const where = { account: '210987654321', region: 'eu-central-1' };
const Role = `arn:aws:iam::${where.account}:role/steward`;

/** Does what its event says, so that one function serves every test. */
const source = `
  import { SQSClient, SendMessageCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
  import { DynamoDBClient, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
  import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
  const started = Date.now();
  let calls = 0;
  export async function handler(event, context) {
    calls += 1;
    const seen = { calls, started, now: Date.now(), variable: process.env.GREETING, region: process.env.AWS_REGION };
    for (const record of event.Records ?? []) console.log('record ' + (record.body ?? JSON.stringify(record.dynamodb.Keys)));
    if (event.fail) throw new TypeError('as asked');
    if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
    if (event.who) seen.who = (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn;
    if (event.table) seen.table = (await new DynamoDBClient({}).send(new DescribeTableCommand({ TableName: event.table }))).Table.TableStatus;
    if (event.send) await new SQSClient({ maxAttempts: 1 }).send(new SendMessageCommand({ QueueUrl: event.send, MessageBody: 'hello' }));
    if (event.metric) console.log(JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: 'own', Dimensions: [['service']], Metrics: [{ Name: 'passes', Unit: 'Count' }] }] }, service: 'reconcile', passes: event.metric }));
    const bad = (event.Records ?? []).filter((record) => record.body === 'bad');
    if (event.Records) return { batchItemFailures: bad.map((record) => ({ itemIdentifier: record.messageId })) };
    return { ...seen, slept: Date.now() - seen.now, left: context.getRemainingTimeInMillis() };
  }`;

const notes: dynamodb.CreateTableCommandInput = {
  TableName: 'notes',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

let ZipFile: Uint8Array;
beforeAll(async () => {
  ZipFile = await zipped(source);
});

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('Lambda %s', (_name, open) => {
  let way: Way;
  let client: lambda.LambdaClient;
  const create = async (more: Partial<lambda.CreateFunctionCommandInput> = {}) => {
    const order: lambda.CreateFunctionCommandInput = {
      FunctionName: 'worker',
      Role,
      Runtime: 'nodejs26.x' as lambda.Runtime,
      Handler: 'index.handler',
      Code: { ZipFile },
      Architectures: ['arm64'],
      Timeout: 30,
      Environment: { Variables: { GREETING: 'grüße' } },
      ...more,
    };
    const created = await client.send(new lambda.CreateFunctionCommand(order));
    await way.simulator.live(5000);
    return created;
  };
  const invoke = async (event: object) => {
    const Payload = JSON.stringify(event);
    const answer = await client.send(new lambda.InvokeCommand({ FunctionName: 'worker', Payload }));
    return { error: answer.FunctionError, payload: JSON.parse(answer.Payload?.transformToString() ?? 'null') };
  };
  const lines = async (): Promise<string[]> => {
    const asked = { logGroupName: '/aws/lambda/worker' };
    const { events = [] } = await new logs.CloudWatchLogsClient(way.config()).send(
      new logs.FilterLogEventsCommand(asked),
    );
    return events.map(({ message }) => message ?? '');
  };
  const queue = async (QueueName: string, Attributes: Record<string, string> = { VisibilityTimeout: '60' }) => {
    const { QueueUrl = '' } = await new sqs.SQSClient(way.config()).send(
      new sqs.CreateQueueCommand({ QueueName, Attributes }),
    );
    return QueueUrl;
  };
  const send = (QueueUrl: string, MessageBody: string) =>
    new sqs.SQSClient(way.config()).send(new sqs.SendMessageCommand({ QueueUrl, MessageBody }));
  const count = async (QueueUrl: string) => {
    const asked = {
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    } as const;
    const { Attributes } = await new sqs.SQSClient(way.config()).send(
      new sqs.GetQueueAttributesCommand({ ...asked, AttributeNames: [...asked.AttributeNames] }),
    );
    return Object.values(Attributes ?? {}).map(Number);
  };
  const arn = (name: string) => `arn:aws:sqs:${where.region}:${where.account}:${name}`;

  beforeEach(async () => {
    way = await open({ latencyMs: [0, 0] });
    client = new lambda.LambdaClient(way.config());
    addRole(way.simulator.world, where.account, Role);
    await new logs.CloudWatchLogsClient(way.config()).send(
      new logs.CreateLogGroupCommand({ logGroupName: '/aws/lambda/worker' }),
    );
  });
  afterEach(() => way.close());

  it('runs the code that was deployed, as its role, with its variables, on the simulated clock', async () => {
    const created = await create();
    expect(created).toMatchObject({ State: 'Pending', Architectures: ['arm64'], CodeSize: ZipFile.byteLength });
    const { payload } = await invoke({ who: true });
    expect(payload).toMatchObject({
      calls: 1,
      now: way.simulator.world.clock.now(),
      variable: 'grüße',
      region: 'eu-central-1',
      who: 'arn:aws:sts::210987654321:assumed-role/steward/worker',
    });
    expect(process.env.GREETING).toBeUndefined();
  });

  it('keeps an environment warm, and starts another for changed code or configuration', async () => {
    await create();
    await invoke({});
    expect((await invoke({})).payload.calls).toBe(2);
    await client.send(
      new lambda.UpdateFunctionConfigurationCommand({
        FunctionName: 'worker',
        Environment: { Variables: { GREETING: 'b' } },
      }),
    );
    const busy = client.send(new lambda.UpdateFunctionCodeCommand({ FunctionName: 'worker', ZipFile }));
    await expect(busy).rejects.toMatchObject({ name: 'ResourceConflictException', $metadata: { httpStatusCode: 409 } });
    await way.simulator.live(5000);
    expect((await invoke({})).payload).toMatchObject({ calls: 1, variable: 'b' });
  });

  it('lets simulated time pass while the code sleeps, and none while it waits for an answer', async () => {
    await create();
    const before = way.simulator.world.clock.now();
    expect((await invoke({ sleep: 7000 })).payload).toMatchObject({ slept: 7000, left: 23_000 });
    expect(way.simulator.world.clock.now() - before).toBe(7000);
    expect((await invoke({ who: true })).payload.slept).toBe(0);
  });

  it('answers an error as Lambda does, and ends what takes too long', async () => {
    await create({ Timeout: 5 });
    expect(await invoke({ fail: true })).toMatchObject({
      error: 'Unhandled',
      payload: { errorType: 'TypeError', errorMessage: 'as asked' },
    });
    const late = await invoke({ sleep: 9000 });
    expect(late).toMatchObject({
      error: 'Unhandled',
      payload: { errorMessage: expect.stringMatching(/Task timed out after 5.00 seconds$/) },
    });
    expect((await invoke({})).payload.calls).toBe(1);
  });

  it('writes what the code prints to its log group, and turns embedded metrics into metrics', async () => {
    await create();
    const now = way.simulator.world.clock.now();
    await invoke({ metric: 3, Records: [{ body: 'a' }] });
    expect(await lines()).toEqual(expect.arrayContaining(['record a', expect.stringMatching(/^REPORT /)]));
    const metric = { namespace: 'own', name: 'passes', dimensions: { service: 'reconcile' } };
    expect(valuesBetween(way.simulator.world, where, metric, now, now + 60_000)).toEqual([3]);
  });

  it('tries an event again that failed, a minute and then two minutes later', async () => {
    await create();
    await client.send(
      new lambda.InvokeCommand({
        FunctionName: 'worker',
        InvocationType: 'Event',
        Payload: JSON.stringify({ fail: true }),
      }),
    );
    const failures = async () => (await lines()).filter((line) => line.includes('Invoke Error')).length;
    await way.simulator.settle();
    expect(await failures()).toBe(1);
    await way.simulator.live(59_000);
    expect(await failures()).toBe(1);
    await way.simulator.live(2000);
    expect(await failures()).toBe(2);
    await way.simulator.live(3_600_000);
    expect(await failures()).toBe(3);
  });

  it('takes no more at once than is reserved', async () => {
    await create();
    await client.send(
      new lambda.PutFunctionConcurrencyCommand({ FunctionName: 'worker', ReservedConcurrentExecutions: 0 }),
    );
    await expect(invoke({})).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });

  it.each<[string, Partial<lambda.CreateFunctionCommandInput>, string]>([
    [
      'a role that is not there',
      { Role: `${Role}-none` },
      'The role defined for the function cannot be assumed by Lambda.',
    ],
    ['code that is no zip', { Code: { ZipFile: new Uint8Array([1, 2]) } }, 'Could not unzip uploaded file'],
    ['code that lies nowhere', { Code: { S3Bucket: 'nobodys-bucket', S3Key: 'a.zip' } }, 'S3 Error Code: NoSuchBucket'],
    [
      'a variable of Lambda’s own',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      'Reserved keys used in this request: AWS_REGION',
    ],
    ['a runtime that it does not run', { Runtime: 'python3.13' }, "Value python3.13 at 'runtime'"],
    [
      'layers, by name',
      { Layers: ['arn:aws:lambda:eu-central-1:1:layer:a:1'] },
      'does not know Layers of lambda:CreateFunction',
    ],
  ])('refuses %s', async (_what, more, sentence) => {
    await expect(create(more)).rejects.toThrow(sentence);
  });

  it('names a function that is not there', async () => {
    await expect(client.send(new lambda.GetFunctionCommand({ FunctionName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:eu-central-1:210987654321:function:none',
      $metadata: { httpStatusCode: 404 },
    });
  });

  describe('a queue as source', () => {
    it('brings messages in batches, deletes what is finished, brings back what failed, and buries it at last', async () => {
      await create();
      await queue('dead');
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 2 });
      const url = await queue('work', { VisibilityTimeout: '60', RedrivePolicy });
      const order = {
        FunctionName: 'worker',
        EventSourceArn: arn('work'),
        FunctionResponseTypes: ['ReportBatchItemFailures'] as const,
      };
      await client.send(
        new lambda.CreateEventSourceMappingCommand({
          ...order,
          FunctionResponseTypes: [...order.FunctionResponseTypes],
        }),
      );
      await send(url, 'good');
      await send(url, 'bad');
      await way.simulator.live(1000);
      expect(await count(url)).toEqual([0, 1]);
      await way.simulator.live(180_000);
      expect(await count(url)).toEqual([0, 0]);
      expect((await lines()).filter((line) => line === 'record bad')).toHaveLength(2);
      expect((await lines()).filter((line) => line === 'record good')).toHaveLength(1);
      expect(await count(await queue('dead'))).toEqual([1, 0]);
    });

    it('waits for its window, and no longer than until the batch is full', async () => {
      await create();
      const url = await queue('work');
      const order = {
        FunctionName: 'worker',
        EventSourceArn: arn('work'),
        BatchSize: 3,
        MaximumBatchingWindowInSeconds: 20,
      };
      await client.send(new lambda.CreateEventSourceMappingCommand(order));
      const records = async () => (await lines()).filter((line) => line.startsWith('record')).length;
      await send(url, 'a');
      await way.simulator.live(19_000);
      expect(await records()).toBe(0);
      await way.simulator.live(2000);
      expect(await records()).toBe(1);
      for (const body of ['b', 'c', 'd']) await send(url, body);
      await way.simulator.live(1000);
      expect(await records()).toBe(4);
    });

    it('is refused where the queue gives a message out again before the function must be done', async () => {
      await create({ Timeout: 90 });
      await queue('work');
      const order = { FunctionName: 'worker', EventSourceArn: arn('work') };
      await expect(client.send(new lambda.CreateEventSourceMappingCommand(order))).rejects.toThrow(
        'Queue visibility timeout: 60 seconds is less than Function timeout: 90 seconds',
      );
    });
  });

  it('waits for answers that take a while in the real world', async () => {
    await create();
    await new dynamodb.DynamoDBClient(way.config()).send(new dynamodb.CreateTableCommand(notes));
    expect((await invoke({ table: 'notes' })).payload).toMatchObject({ table: 'ACTIVE', slept: 0 });
  });

  it('brings the changes of a table that its filters let through, in order', async () => {
    await create();
    const table = new dynamodb.DynamoDBClient(way.config());
    const { TableDescription } = await table.send(new dynamodb.CreateTableCommand(notes));
    const Pattern = JSON.stringify({ dynamodb: { Keys: { pk: { S: [{ prefix: 'document#' }, 'control'] } } } });
    await client.send(
      new lambda.CreateEventSourceMappingCommand({
        FunctionName: 'worker',
        EventSourceArn: TableDescription?.LatestStreamArn,
        StartingPosition: 'LATEST',
        FilterCriteria: { Filters: [{ Pattern }] },
      }),
    );
    for (const pk of ['document#a', 'app#a', 'control', 'document#b'])
      await table.send(new dynamodb.PutItemCommand({ TableName: 'notes', Item: { pk: { S: pk } } }));
    await way.simulator.live(5000);
    const seen = (await lines()).filter((line) => line.startsWith('record'));
    expect(seen).toEqual(['document#a', 'control', 'document#b'].map((pk) => `record {"pk":{"S":"${pk}"}}`));
  });
});
