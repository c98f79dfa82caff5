import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecr from '@aws-sdk/client-ecr';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultNetwork } from '../../src/simulator/ec2/network.ts';
import type { SimulatorOptions } from '../../src/simulator/simulator.ts';
import { signedFor, type Way } from './ways.ts';

/** What must hold for every way into the simulator, seen through real clients of the SDK. */
export function contract(name: string, open: (options: SimulatorOptions) => Promise<Way>): void {
  describe(`the simulator ${name}`, () => {
    let way: Way;
    beforeEach(async () => {
      way = await open({ seed: 3, latencyMs: [0, 0] });
    });
    afterEach(() => way.close());

    describe('answers', () => {
      it('in awsQuery: who calls', async () => {
        const client = new sts.STSClient(way.config('123456789012'));
        expect(await client.send(new sts.GetCallerIdentityCommand({}))).toMatchObject({
          Account: '123456789012',
          Arn: 'arn:aws:iam::123456789012:user/simulated',
          $metadata: { httpStatusCode: 200, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        });
      });

      it('in awsQuery: timestamps', async () => {
        const client = new sts.STSClient(way.config());
        const role = { RoleArn: 'arn:aws:iam::123456789012:role/path/deploy', RoleSessionName: 'ci' };
        const { Credentials } = await client.send(new sts.AssumeRoleCommand(role));
        expect(Credentials?.Expiration).toEqual(new Date(way.simulator.world.clock.now() + 3_600_000));
      });

      it('in awsQuery: lists of structures, empty lists, text that XML has to escape', async () => {
        const client = new elb.ElasticLoadBalancingV2Client(way.config());
        const where = { account: '210987654321', region: 'eu-central-1' };
        const order: elb.CreateTargetGroupCommandInput = {
          Name: 'todo-backend',
          TargetType: 'ip',
          Protocol: 'HTTP',
          Port: 8080,
          VpcId: defaultNetwork(way.simulator.world, where).vpcId,
          Matcher: { HttpCode: '200-299' },
          Tags: [{ Key: 'app', Value: 'a <b> & "c"' }],
        };
        const { TargetGroups = [] } = await client.send(new elb.CreateTargetGroupCommand(order));
        expect(TargetGroups).toMatchObject([{ Port: 8080, Matcher: { HttpCode: '200-299' }, LoadBalancerArns: [] }]);
        const ResourceArns = TargetGroups.map((group) => group.TargetGroupArn ?? '');
        const { TagDescriptions } = await client.send(new elb.DescribeTagsCommand({ ResourceArns }));
        expect(TagDescriptions?.[0]?.Tags).toEqual(order.Tags);
      });

      it('in ec2Query: filters, flat lists and booleans', async () => {
        const client = new ec2.EC2Client(way.config());
        const { Subnets = [] } = await client.send(new ec2.DescribeSubnetsCommand({}));
        expect(Subnets).toHaveLength(3);
        const Filters = [{ Name: 'availability-zone', Values: ['eu-central-1b'] }];
        const filtered = await client.send(new ec2.DescribeSubnetsCommand({ Filters }));
        expect(filtered.Subnets).toEqual(Subnets.filter((subnet) => subnet.AvailabilityZone === 'eu-central-1b'));
        expect(filtered.Subnets).toMatchObject([{ DefaultForAz: true, AvailableIpAddressCount: expect.any(Number) }]);
        const missing = client.send(new ec2.DescribeSubnetsCommand({ SubnetIds: ['subnet-0123456789abcdef0'] }));
        await expect(missing).rejects.toMatchObject({ name: 'InvalidSubnetID.NotFound' });
      });

      it('in JSON 1.0: DynamoDB with every kind of attribute', async () => {
        const client = new dynamodb.DynamoDBClient(way.config());
        await client.send(new dynamodb.CreateTableCommand(table));
        const Item: Record<string, dynamodb.AttributeValue> = {
          pk: { S: 'a' },
          bytes: { B: new Uint8Array([0, 255, 7]) },
          number: { N: '12345678901234567890' },
          list: { L: [{ BOOL: true }, { NULL: true }] },
          map: { M: { inner: { SS: ['x', 'y'] } } },
        };
        await client.send(new dynamodb.PutItemCommand({ TableName: 'notes', Item }));
        const read = await client.send(new dynamodb.GetItemCommand({ TableName: 'notes', Key: { pk: { S: 'a' } } }));
        expect(read.Item).toEqual(Item);
      });

      it('in JSON 1.0: SQS, whose clients check digests', async () => {
        const client = new sqs.SQSClient(way.config());
        const { QueueUrl } = await client.send(new sqs.CreateQueueCommand({ QueueName: 'passes' }));
        const MessageAttributes = {
          app: { DataType: 'String', StringValue: 'todo' },
          raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
        };
        await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'grüße', MessageAttributes }));
        const wanted = { QueueUrl, MessageAttributeNames: ['All'] };
        const { Messages } = await client.send(new sqs.ReceiveMessageCommand(wanted));
        expect(Messages).toMatchObject([{ Body: 'grüße', MessageAttributes }]);
      });

      it('in JSON 1.1: ECR', async () => {
        const client = new ecr.ECRClient(way.config());
        await client.send(new ecr.CreateRepositoryCommand({ repositoryName: 'todo-backend' }));
        const { repositories } = await client.send(new ecr.DescribeRepositoriesCommand({}));
        expect(repositories).toMatchObject([
          { repositoryName: 'todo-backend', createdAt: new Date(way.simulator.world.clock.now()) },
        ]);
      });
    });

    describe('knows the caller', () => {
      it('by an access key that is registered', async () => {
        way.simulator.principal('AKIAMIKA', 'arn:aws:iam::123456789012:user/mika');
        const client = new sts.STSClient(way.config('AKIAMIKA'));
        const { Arn, Account } = await client.send(new sts.GetCallerIdentityCommand({}));
        expect([Arn, Account]).toEqual(['arn:aws:iam::123456789012:user/mika', '123456789012']);
      });

      it('by the credentials of an assumed role, until they end', async () => {
        const RoleArn = 'arn:aws:iam::123456789012:role/deploy';
        const { Credentials } = await new sts.STSClient(way.config()).send(
          new sts.AssumeRoleCommand({ RoleArn, RoleSessionName: 'ci', DurationSeconds: 900 }),
        );
        const client = new sts.STSClient(way.config(Credentials?.AccessKeyId));
        const { Arn } = await client.send(new sts.GetCallerIdentityCommand({}));
        expect(Arn).toBe('arn:aws:sts::123456789012:assumed-role/deploy/ci');
        way.simulator.world.clock.advance(900_000);
        await expect(client.send(new sts.GetCallerIdentityCommand({}))).rejects.toMatchObject({
          name: 'ExpiredToken',
          $metadata: { httpStatusCode: 403 },
        });
      });

      it('and keeps accounts and regions apart', async () => {
        const client = (account: string, region: string) => new sqs.SQSClient({ ...way.config(account), region });
        await client('111111111111', 'eu-west-1').send(new sqs.CreateQueueCommand({ QueueName: 'one' }));
        const list = (account: string, region: string) => client(account, region).send(new sqs.ListQueuesCommand({}));
        expect((await list('111111111111', 'eu-west-1')).QueueUrls).toHaveLength(1);
        expect((await list('111111111111', 'us-east-1')).QueueUrls).toBeUndefined();
        expect((await list('222222222222', 'eu-west-1')).QueueUrls).toBeUndefined();
      });
    });

    describe('refuses by name', () => {
      it('an operation that it does not know, as each protocol does', async () => {
        const inQuery = new sts.STSClient(way.config()).send(new sts.GetSessionTokenCommand({}));
        await expect(inQuery).rejects.toMatchObject({
          name: 'InvalidAction',
          message: 'The simulator does not know the operation GetSessionToken of sts.',
        });
        const inJson = new dynamodb.DynamoDBClient(way.config()).send(
          new dynamodb.TransactWriteItemsCommand({ TransactItems: [] }),
        );
        await expect(inJson).rejects.toMatchObject({
          name: 'UnknownOperationException',
          message: 'The simulator does not know the operation TransactWriteItems of dynamodb.',
        });
      });

      it('a service that it does not know', async () => {
        const target = {
          'x-amz-target': 'DynamoDBStreams_20120810.ListStreams',
          'content-type': 'application/x-amz-json-1.0',
        };
        const streams = await way.raw({ headers: { ...target, ...signedFor('dynamodb') }, body: '{}' });
        expect([streams.status, JSON.parse(streams.body)]).toEqual([
          501,
          {
            __type: 'NotImplementedBySimulator',
            message: 'The simulator does not know the service DynamoDBStreams_20120810.',
          },
        ]);
        const kinesis = await way.raw({ headers: signedFor('kinesis'), body: '{}' });
        expect(JSON.parse(kinesis.body).message).toBe('The simulator does not know the service kinesis.');
      });

      it('a member that it does not know, with its path', async () => {
        const target = { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' };
        const json = await way.raw({
          headers: { ...target, ...signedFor('sqs') },
          body: '{"QueueUrl": "q", "MessageAttributes": {"a": {"Datatype": "String"}}}',
        });
        expect(json.status).toBe(400);
        expect(JSON.parse(json.body)).toEqual({
          __type: 'com.amazonaws.sqs#SerializationException',
          message: 'The simulator does not know the member MessageAttributes.a.Datatype of this operation.',
        });
        const query = await way.raw({
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...signedFor('sts') },
          body: 'Action=AssumeRole&Version=2011-06-15&Tags.member.1.Kye=a',
        });
        expect(query.body).toContain('<Code>ValidationError</Code>');
        expect(query.body).toContain('the parameter Tags[0].Kye of this action');
      });

      it('a request without a signature', async () => {
        const target = { 'x-amz-target': 'AmazonSQS.ListQueues', 'content-type': 'application/x-amz-json-1.0' };
        const answer = await way.raw({ headers: target, body: '{}' });
        expect(JSON.parse(answer.body).__type).toBe('com.amazonaws.sqs#MissingAuthenticationTokenException');
      });
    });

    describe('passes on', () => {
      it('errors with the name that the SDK gives them', async () => {
        const client = new sqs.SQSClient(way.config());
        await expect(client.send(new sqs.GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
          name: 'QueueDoesNotExist',
          Code: 'AWS.SimpleQueueService.NonExistentQueue',
        });
        const table = new dynamodb.DynamoDBClient(way.config());
        const failed = table.send(new dynamodb.GetItemCommand({ TableName: 'none', Key: { pk: { S: 'a' } } }));
        await expect(failed).rejects.toBeInstanceOf(dynamodb.ResourceNotFoundException);
      });

      it('a lost answer as a broken connection, with the effect in the world', async () => {
        const order = way.simulator.faults.order({ on: 'sqs:CreateQueue', nth: 1, do: { kind: 'lostAnswer' } });
        const client = new sqs.SQSClient(way.config());
        const create = () => client.send(new sqs.CreateQueueCommand({ QueueName: 'passes' }));
        await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
        expect(order.fired).toBe(1);
        expect(way.simulator.ledger.entries()).toMatchObject([{ applied: true, answered: 'nothing' }]);
        expect((await create()).QueueUrl).toMatch(/\/210987654321\/passes$/);
      });

      it('a lost answer to the SDK, which retries by itself where it may', async () => {
        way.simulator.faults.order({ on: 'sts:GetCallerIdentity', nth: 1, do: { kind: 'lostAnswer' } });
        const client = new sts.STSClient({ ...way.config(), maxAttempts: 2 });
        expect((await client.send(new sts.GetCallerIdentityCommand({}))).$metadata.attempts).toBe(2);
      });
    });
  });
}

const table: dynamodb.CreateTableCommandInput = {
  TableName: 'notes',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
};
