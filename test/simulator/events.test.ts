import * as ecr from '@aws-sdk/client-ecr';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pushImage } from '../../src/simulator/ecr/images.ts';
import { addRole } from '../../src/simulator/iam/roles.ts';
import { zipped } from './lambda/zipped.ts';
import { inProcess, overHttp, type Way } from './ways.ts';

const where = { account: '210987654321', region: 'eu-central-1' };
const other = '111111111111';
const arn = (account: string, name: string) => `arn:aws:sqs:eu-central-1:${account}:${name}`;
const ruleArn = (account: string, name: string) => `arn:aws:events:eu-central-1:${account}:rule/${name}`;

let ZipFile: Uint8Array;
beforeAll(async () => {
  ZipFile = await zipped(`export async function handler(event) { console.log('got ' + event['detail-type']); }`);
});

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('EventBridge %s', (_name, open) => {
  let way: Way;
  const events = (account = where.account) => new eventbridge.EventBridgeClient(way.config(account));
  const queues = (account = where.account) => new sqs.SQSClient(way.config(account));

  /** A queue that lets the rules of an account in, or nobody. */
  const queue = async (QueueName: string, rule?: string, account = where.account) => {
    const allow = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: arn(account, QueueName),
          Condition: { ArnEquals: { 'aws:SourceArn': ruleArn(account, rule ?? '') } },
        },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    };
    const Attributes: Record<string, string> = rule === undefined ? {} : { Policy: JSON.stringify(allow) };
    const { QueueUrl } = await queues(account).send(new sqs.CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl ?? '';
  };
  const bodies = async (QueueUrl: string, account = where.account): Promise<unknown[]> => {
    const wanted = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
    const { Messages = [] } = await queues(account).send(new sqs.ReceiveMessageCommand(wanted));
    return Messages.map(({ Body, MessageAttributes }) => ({
      ...JSON.parse(Body ?? ''),
      ...(MessageAttributes === undefined ? {} : { error: MessageAttributes.ERROR_CODE?.StringValue }),
    }));
  };
  const rule = async (name: string, pattern: object, target: Partial<eventbridge.Target>, account = where.account) => {
    await events(account).send(new eventbridge.PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
    const Targets = [{ Id: 'one', Arn: '', ...target }];
    await events(account).send(new eventbridge.PutTargetsCommand({ Rule: name, Targets }));
  };
  const push = (tag: string) => pushImage(way.simulator.world, where, { repository: 'todo', tag });
  const images = { source: ['aws.ecr'], detail: { 'image-tag': ['latest'] } };

  beforeEach(async () => {
    way = await open({ latencyMs: [0, 0] });
    addRole(way.simulator.world, where.account, `arn:aws:iam::${where.account}:role/steward`);
    await new ecr.ECRClient(way.config()).send(new ecr.CreateRepositoryCommand({ repositoryName: 'todo' }));
  });
  afterEach(() => way.close());

  it('brings what fits a rule to its queue, once, with identifier and version', async () => {
    const url = await queue('hints', 'image');
    await rule('image', images, { Arn: arn(where.account, 'hints') });
    push('latest');
    push('dev');
    await way.simulator.live(60_000);
    expect(await bodies(url)).toMatchObject([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'ECR Image Action',
        account: where.account,
        detail: { 'image-tag': 'latest' },
      },
    ]);
  });

  it('brings nothing for a rule that is switched off or gone', async () => {
    const url = await queue('hints', 'image');
    await rule('image', images, { Arn: arn(where.account, 'hints') });
    await events().send(new eventbridge.DisableRuleCommand({ Name: 'image' }));
    push('latest');
    await way.simulator.live(60_000);
    expect(await bodies(url)).toEqual([]);
    await expect(events().send(new eventbridge.DeleteRuleCommand({ Name: 'image' }))).rejects.toThrow(
      'since it has targets',
    );
    await events().send(new eventbridge.RemoveTargetsCommand({ Rule: 'image', Ids: ['one'] }));
    await events().send(new eventbridge.DeleteRuleCommand({ Name: 'image' }));
    await expect(events().send(new eventbridge.DescribeRuleCommand({ Name: 'image' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule image does not exist on EventBus default.',
    });
  });

  it('is kept out by a queue whose policy does not name the rule, and leaves the event in the dead-letter queue', async () => {
    const url = await queue('hints', 'another');
    const dead = await queue('dead', 'image');
    await rule('image', images, {
      Arn: arn(where.account, 'hints'),
      DeadLetterConfig: { Arn: arn(where.account, 'dead') },
    });
    push('latest');
    await way.simulator.live(60_000);
    expect(await bodies(url)).toEqual([]);
    expect(await bodies(dead)).toMatchObject([{ 'detail-type': 'ECR Image Action', error: 'NO_PERMISSIONS' }]);
  });

  it('runs a function only where the function’s own policy lets the rule in', async () => {
    const client = new lambda.LambdaClient(way.config());
    await client.send(
      new lambda.CreateFunctionCommand({
        FunctionName: 'dispatch',
        Role: `arn:aws:iam::${where.account}:role/steward`,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile },
      }),
    );
    await rule('image', images, { Arn: `arn:aws:lambda:eu-central-1:${where.account}:function:dispatch` });
    const runs = () =>
      way.simulator.world.states().get(`${where.account}/${where.region}/cloudwatch:metrics`) as
        | Map<string, unknown[]>
        | undefined;
    const invocations = () =>
      runs()?.get(JSON.stringify(['AWS/Lambda', 'Invocations', [['FunctionName', 'dispatch']]]))?.length ?? 0;
    push('latest');
    await way.simulator.live(60_000);
    expect(invocations()).toBe(0);
    await client.send(
      new lambda.AddPermissionCommand({
        FunctionName: 'dispatch',
        StatementId: 'rule',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: ruleArn(where.account, 'image'),
        SourceAccount: where.account,
      }),
    );
    push('latest');
    await way.simulator.live(60_000);
    expect(invocations()).toBe(1);
  });

  it('forwards to another account’s bus where that lets it in, and the event keeps where it came from', async () => {
    const bus = `arn:aws:events:eu-central-1:${other}:event-bus/default`;
    await rule('hub', images, { Arn: bus, RoleArn: `arn:aws:iam::${where.account}:role/steward` });
    const url = await queue('hints', 'image', other);
    await rule('image', images, { Arn: arn(other, 'hints') }, other);
    push('latest');
    await way.simulator.live(60_000);
    expect(await bodies(url, other)).toEqual([]);
    await events(other).send(
      new eventbridge.PutPermissionCommand({
        StatementId: 'spoke',
        Action: 'events:PutEvents',
        Principal: where.account,
      }),
    );
    push('latest');
    await way.simulator.live(60_000);
    expect(await bodies(url, other)).toMatchObject([{ account: where.account }]);
  });

  it('takes own events, and none that look like AWS’ own', async () => {
    const url = await queue('hints', 'own');
    await rule('own', { source: ['own'] }, { Arn: arn(where.account, 'hints'), Input: '{"sweep": true}' });
    const put = (Source: string) =>
      events().send(new eventbridge.PutEventsCommand({ Entries: [{ Source, DetailType: 'x', Detail: '{"a": 1}' }] }));
    expect(await put('own')).toMatchObject({ FailedEntryCount: 0 });
    expect(await put('aws.ecr')).toMatchObject({ FailedEntryCount: 1 });
    await way.simulator.live(1000);
    expect(await bodies(url)).toEqual([{ sweep: true }]);
  });

  it.each<[string, Partial<eventbridge.PutRuleCommandInput>, string]>([
    ['a pattern that is none', { EventPattern: '{"source": "aws.ecr"}' }, 'InvalidEventPatternException'],
    ['a schedule, which is Scheduler’s', { ScheduleExpression: 'rate(5 minutes)' }, 'NotImplementedBySimulator'],
    [
      'a bus that is not there',
      { EventBusName: 'mine', EventPattern: '{"source": ["a"]}' },
      'ResourceNotFoundException',
    ],
  ])('refuses %s', async (_what, more, name) => {
    await expect(events().send(new eventbridge.PutRuleCommand({ Name: 'a', ...more }))).rejects.toMatchObject({ name });
  });

  it('refuses a sixth target, and targets that it does not know by name', async () => {
    await events().send(new eventbridge.PutRuleCommand({ Name: 'a', EventPattern: '{"source": ["a"]}' }));
    const put = (Targets: eventbridge.Target[]) =>
      events().send(new eventbridge.PutTargetsCommand({ Rule: 'a', Targets }));
    const six = [1, 2, 3, 4, 5, 6].map((id) => ({ Id: String(id), Arn: arn(where.account, 'q') }));
    await expect(put(six)).rejects.toMatchObject({ name: 'LimitExceededException' });
    await expect(put([{ Id: '1', Arn: 'arn:aws:states:eu-central-1:210987654321:stateMachine:a' }])).rejects.toThrow(
      'does not know states',
    );
  });
});
