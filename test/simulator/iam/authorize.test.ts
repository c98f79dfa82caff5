import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeServicesCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { DescribeRulesCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Judged } from '../../../src/simulator/iam/authorize.ts';
import { addRole } from '../../../src/simulator/iam/roles.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';

const region = 'eu-central-1';
const account = '210987654321';
const own = { accessKeyId: account, secretAccessKey: 'simulated' };
const arnOf = (name: string) => `arn:aws:iam::${account}:role/${name}`;

function trustIn(AWS: string, Action: string | string[] = 'sts:AssumeRole', Condition?: object) {
  const Statement = { Effect: 'Allow', Principal: { AWS }, Action, ...(Condition === undefined ? {} : { Condition }) };
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

async function addIamRole(simulator: Simulator, name: string, trust: string, ...statements: object[]): Promise<void> {
  const iam = new IAMClient({ region, credentials: own, requestHandler: simulator.requestHandler(), maxAttempts: 1 });
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  if (statements.length === 0) return;
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument }));
}

const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

/** Configuration of a session's clients. */
async function assume(simulator: Simulator, name: string, more: object = {}, as = own) {
  const config = { region, requestHandler: simulator.requestHandler(), maxAttempts: 1 };
  const sts = new STSClient({ ...config, credentials: as });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: arnOf(name), RoleSessionName: 'test', ...more }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return { ...config, credentials };
}

const services = { cluster: 'c', services: ['a'] };
const everybody = trustIn(`arn:aws:iam::${account}:root`);

describe('a session of a role that IAM holds', () => {
  it('may do what its policies allow, and is told what they don’t in the service’s own words', async () => {
    const simulator = createSimulator();
    await addIamRole(simulator, 'reader', everybody, allow('sts:GetCallerIdentity'));
    const config = await assume(simulator, 'reader');
    const session = `arn:aws:sts::${account}:assumed-role/reader/test`;
    await expect(new ECSClient(config).send(new DescribeServicesCommand(services))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
      message: `User: ${session} is not authorized to perform: ecs:DescribeServices on resource: arn:aws:ecs:${region}:${account}:service/c/a because no identity-based policy allows the ecs:DescribeServices action`,
    });
    await expect(
      new ElasticLoadBalancingV2Client(config).send(new DescribeRulesCommand({ ListenerArn: 'x' })),
    ).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    expect((await new STSClient(config).send(new GetCallerIdentityCommand({}))).Arn).toBe(session);
  });

  it('is told of an explicit deny', async () => {
    const simulator = createSimulator();
    const deny = { ...allow('ecs:DescribeServices'), Effect: 'Deny' };
    await addIamRole(simulator, 'reader', everybody, allow('ecs:*'), deny);
    const config = await assume(simulator, 'reader');
    await expect(new ECSClient(config).send(new DescribeServicesCommand(services))).rejects.toThrow(
      'with an explicit deny in an identity-based policy',
    );
  });

  it('is refused by name where nobody knows which permissions are asked for', async () => {
    const simulator = createSimulator();
    await addIamRole(simulator, 'reader', everybody, allow('*'));
    const config = await assume(simulator, 'reader');
    await expect(new ECSClient(config).send(new ListClustersCommand({}))).rejects.toThrow(
      'does not know which permissions ecs:ListClusters needs',
    );
    await expect(new EC2Client(config).send(new DescribeInstancesCommand({}))).rejects.toThrow('does not know');
  });

  it('T8 T9 reaches only its leading keys, and a scan has none', async () => {
    const simulator = createSimulator();
    const keys = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['document#*'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    };
    await addIamRole(simulator, 'editor', everybody, allow('dynamodb:*', '*', keys));
    const dynamodb = new DynamoDBClient(await assume(simulator, 'editor'));
    const refused = { name: 'AccessDeniedException' };
    const TableName = 'ecs-steward';
    const settings = new DynamoDBClient({ region, credentials: own, requestHandler: simulator.requestHandler() });
    await settings.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    );
    await dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'document#todo' } } }));
    await expect(
      dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'app#todo' } } })),
    ).rejects.toMatchObject(refused);
    await expect(dynamodb.send(new ScanCommand({ TableName }))).rejects.toMatchObject(refused);
    await expect(
      dynamodb.send(new GetItemCommand({ TableName: 'other', Key: { pk: { S: 'document#todo' } } })),
    ).rejects.toMatchObject(refused);
  });

  it('tells who listens what was asked and judged', async () => {
    const simulator = createSimulator();
    const heard: Judged[] = [];
    simulator.onJudged((judged) => heard.push(judged));
    await addIamRole(simulator, 'reader', everybody, allow('ecs:DescribeServices'));
    const config = await assume(simulator, 'reader');
    await new ECSClient(config).send(new DescribeServicesCommand(services)).catch(() => undefined);
    expect(heard.map(({ request, decision, role }) => [request.action, decision, role])).toEqual([
      ['ecs:DescribeServices', 'allowed', 'reader'],
    ]);
  });
});

describe('who has no policies', () => {
  it('may do everything: users, and roles that are only there', async () => {
    const simulator = createSimulator();
    addRole(simulator.world, account, arnOf('plain'));
    for (const config of [
      { region, credentials: own, requestHandler: simulator.requestHandler(), maxAttempts: 1 },
      await assume(simulator, 'plain'),
    ])
      expect((await new ECSClient(config).send(new ListClustersCommand({}))).clusterArns).toEqual([]);
  });
});

describe('AssumeRole', () => {
  const refused = (action: string) => ({ name: 'AccessDenied', message: expect.stringContaining(action) as string });

  it('needs the trust policy’s word, whoever asks', async () => {
    const simulator = createSimulator();
    await addIamRole(simulator, 'theirs', trustIn(`arn:aws:iam::${account}:role/hub`));
    await expect(assume(simulator, 'theirs')).rejects.toMatchObject(refused('sts:AssumeRole'));
  });

  it('T19 needs the external id that the trust policy names', async () => {
    const simulator = createSimulator();
    const condition = { StringEquals: { 'sts:ExternalId': 'agreed' } };
    await addIamRole(simulator, 'spoke', trustIn(`arn:aws:iam::${account}:root`, 'sts:AssumeRole', condition));
    await expect(assume(simulator, 'spoke')).rejects.toMatchObject(refused('sts:AssumeRole'));
    await expect(assume(simulator, 'spoke', { ExternalId: 'other' })).rejects.toMatchObject(refused('sts:AssumeRole'));
    await assume(simulator, 'spoke', { ExternalId: 'agreed' });
  });

  it('needs TagSession, too, where it brings tags, and they count as the principal’s', async () => {
    const simulator = createSimulator();
    const Tags = [{ Key: 'app', Value: 'todo' }];
    await addIamRole(simulator, 'untagged', everybody);
    await expect(assume(simulator, 'untagged', { Tags })).rejects.toMatchObject(refused('sts:TagSession'));
    const tagged = trustIn(`arn:aws:iam::${account}:root`, ['sts:AssumeRole', 'sts:TagSession']);
    const resource = `arn:aws:ecs:*:*:service/c/\${aws:PrincipalTag/app}-*`;
    await addIamRole(simulator, 'writer', tagged, allow('ecs:DescribeServices', resource));
    const ecs = new ECSClient(await assume(simulator, 'writer', { Tags }));
    const look = (name: string) => ecs.send(new DescribeServicesCommand({ cluster: 'c', services: [name] }));
    await expect(look('shop-api')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(look('todo-api')).rejects.toMatchObject({ name: 'ClusterNotFoundException' });
  });

  it('asks the caller’s own policies where the trust policy names only its account', async () => {
    const simulator = createSimulator();
    await addIamRole(simulator, 'caller', everybody, allow('ecs:*'));
    await addIamRole(simulator, 'open', everybody);
    await addIamRole(simulator, 'named', trustIn(arnOf('caller')));
    const { credentials } = await assume(simulator, 'caller');
    await expect(assume(simulator, 'open', {}, credentials)).rejects.toMatchObject(refused('sts:AssumeRole'));
    await assume(simulator, 'named', {}, credentials);
  });

  it('gives a role that a role assumed an hour at most', async () => {
    const simulator = createSimulator();
    await addIamRole(simulator, 'first', everybody);
    await addIamRole(simulator, 'second', trustIn(arnOf('first')));
    const { credentials } = await assume(simulator, 'first');
    await expect(assume(simulator, 'second', { DurationSeconds: 3_601 }, credentials)).rejects.toThrow(
      'exceeds the MaxSessionDuration',
    );
  });

  it('is over when the session’s time is', async () => {
    const simulator = createSimulator();
    await addIamRole(simulator, 'reader', everybody, allow('ecs:*'));
    const config = await assume(simulator, 'reader', { DurationSeconds: 900 });
    simulator.world.clock.advance(900_000);
    await expect(new ECSClient(config).send(new DescribeServicesCommand(services))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
    });
  });
});
