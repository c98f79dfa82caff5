import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, it } from 'vitest';
import { functionSession, personSession, roles } from '../../scripts/stage/roles.ts';
import { Stage, where } from '../../scripts/stage/stage.ts';
import { createDocumentStore } from '../../src/records/document-store.ts';
import { createItems } from '../../src/records/items.ts';

/** The functions and the policies for people, each against each kind of item and call: what is not theirs is denied. */

const TABLE = 'ecs-steward';
const partitions = ['document#todo', 'app#todo', 'request#todo', 'fleet', 'control'] as const;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.create({ throttling: false });
});

const sessions = {
  viewer: personSession('viewer', 'jo'),
  editor: personSession('editor', 'jo'),
  operator: personSession('operator', 'jo'),
  dispatch: functionSession('dispatch'),
  reconcile: functionSession('reconcile'),
} as const;
type Who = keyof typeof sessions;

function config(who: Who) {
  return {
    region: where.region,
    credentials: { accessKeyId: where.account, secretAccessKey: 'simulated' },
    requestHandler: stage.simulator.requestHandler(sessions[who]),
    maxAttempts: 1,
  };
}

const items = (who: Who) =>
  createItems({
    client: new DynamoDBClient(config(who)),
    table: TABLE,
    clock: stage.simulator.world.clock,
    random: () => 0.5,
    count: () => undefined,
  });

async function may(attempt: Promise<{ readonly ok: boolean; readonly failure?: { readonly class: string } }>) {
  const result = await attempt;
  return result.ok ? true : result.failure?.class === 'denied' ? false : 'another failure';
}

async function allowed(what: (pk: string) => Promise<boolean | 'another failure'>): Promise<string[]> {
  const found: string[] = [];
  for (const pk of partitions) {
    const answer = await what(pk);
    expect(answer).not.toBe('another failure');
    if (answer === true) found.push(pk);
  }
  return found;
}

describe('T8 T29 who reaches which items', () => {
  it.each<[Who, readonly string[], readonly string[]]>([
    ['viewer', [...partitions], []],
    ['editor', ['document#todo'], ['document#todo']],
    ['operator', ['request#todo'], ['request#todo']],
    ['reconcile', ['document#todo', 'app#todo', 'control'], ['app#todo', 'fleet']],
    ['dispatch', [], []],
  ])('%s', async (who, reads, writes) => {
    const table = items(who);
    expect(await allowed((pk) => may(table.get({ pk, sk: 'test' })))).toEqual(reads);
    expect(await allowed((pk) => may(table.put({ pk, sk: 'test' })))).toEqual(writes);
    expect(await allowed((pk) => may(table.remove({ pk, sk: 'test' })))).toEqual([]);
  });

  it.each(['viewer', 'editor', 'operator', 'reconcile', 'dispatch'] as const)(
    'T9 %s scans nothing, and writes no other table',
    async (who) => {
      const client = new DynamoDBClient(config(who));
      const denied = { name: 'AccessDeniedException' };
      await expect(client.send(new ScanCommand({ TableName: TABLE }))).rejects.toMatchObject(denied);
      const Item = { pk: { S: 'document#todo' }, sk: { S: 'current' } };
      await expect(client.send(new PutItemCommand({ TableName: 'other', Item }))).rejects.toMatchObject(denied);
    },
  );

  it('an editor stores documents with what the policy gives', async () => {
    const documents = createDocumentStore(items('editor'));
    const version = { app: 'todo', text: '{}', by: 'jo', comment: 'test', now: stage.now };
    expect(await documents.put({ ...version, expectedVersion: 0 })).toMatchObject({
      value: { is: 'stored', version: 1 },
    });
    expect(await documents.put({ ...version, expectedVersion: 1 })).toMatchObject({
      value: { is: 'stored', version: 2 },
    });
    const versions = await documents.versions('todo');
    expect(versions.ok && versions.value.map((each) => each.version)).toEqual([2, 1]);
  });
});

describe('T29 who writes to AWS', () => {
  it.each(['viewer', 'editor', 'operator', 'reconcile', 'dispatch'] as const)('not %s by itself', async (who) => {
    const update = new UpdateServiceCommand({ cluster: 'todo', service: 'todo-api', desiredCount: 0 });
    await expect(new ECSClient(config(who)).send(update)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it.each(['viewer', 'editor', 'operator', 'dispatch'] as const)('and %s can’t become the writer', async (who) => {
    const assume = new AssumeRoleCommand({
      RoleArn: roles.write,
      RoleSessionName: 'mine',
      Tags: [{ Key: 'ecs-steward:app', Value: 'todo' }],
    });
    await expect(new STSClient(config(who)).send(assume)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it.each<[string, { Key: string; Value: string }[]]>([
    ['no app', []],
    [
      'another tag besides',
      [
        { Key: 'ecs-steward:app', Value: 'todo' },
        { Key: 'team', Value: 'a' },
      ],
    ],
    ['only another tag', [{ Key: 'team', Value: 'a' }]],
  ])('the reconciler can’t be the writer with %s', async (_what, Tags) => {
    const assume = new AssumeRoleCommand({
      RoleArn: roles.write,
      RoleSessionName: 'mine',
      ...(Tags.length === 0 ? {} : { Tags }),
    });
    await expect(new STSClient(config('reconcile')).send(assume)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('a viewer sees what runs, and nobody but the functions speaks to the queue', async () => {
    const look = new DescribeServicesCommand({ cluster: 'todo', services: ['todo-api'] });
    await expect(new ECSClient(config('viewer')).send(look)).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
    });
    const QueueUrl = `https://sqs.${where.region}.amazonaws.com/${where.account}/ecs-steward`;
    for (const who of ['viewer', 'editor', 'operator'] as const)
      await expect(
        new SQSClient(config(who)).send(new SendMessageCommand({ QueueUrl, MessageBody: '{"app":"todo"}' })),
      ).rejects.toThrow('is not authorized to perform: sqs:SendMessage');
  });
});
