import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as sqs from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reachesInternet } from '../../../src/simulator/ec2/network.ts';
import { requestThroughLoadBalancer } from '../../../src/simulator/elbv2/traffic.ts';
import { zipped } from '../lambda/zipped.ts';
import { inProcess, type Way } from '../ways.ts';
import { Stacks } from './stack.ts';

const where = { account: '210987654321', region: 'eu-central-1' };
const Bucket = 'code-of-mika';
const arn = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [id, name] });
const ref = (Ref: string) => ({ Ref });
const allow = (Action: string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const trust = (Service: string) => policy({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });

/** A function that puts what it gets into a queue, as its role, and everything that leads to it. */
const functions = {
  Work: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work', VisibilityTimeout: 60 } },
  Seen: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'seen', VisibilityTimeout: 43_200 } },
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
  DeadPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref('Dead')],
      PolicyDocument: policy({
        ...allow(['sqs:SendMessage'], arn('Dead')),
        Principal: { Service: 'events.amazonaws.com' },
      }),
    },
  },
  Table: {
    Type: 'AWS::DynamoDB::Table',
    DeletionPolicy: 'Retain',
    Properties: {
      TableName: 'notes',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    },
  },
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/worker', RetentionInDays: 30 } },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'worker',
      AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
      Policies: [
        {
          PolicyName: 'calls',
          PolicyDocument: policy(
            allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], arn('Work')),
            allow(['sqs:SendMessage'], [arn('Seen'), arn('Dead')]),
            allow(
              ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
              arn('Table', 'StreamArn'),
            ),
            allow(['logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
          ),
        },
      ],
    },
  },
  Viewer: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { ManagedPolicyName: 'viewer', PolicyDocument: policy(allow(['dynamodb:GetItem'], arn('Table'))) },
  },
  Worker: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'worker',
      Runtime: 'nodejs26.x',
      Handler: 'index.handler',
      Architectures: ['arm64'],
      Code: { S3Bucket: Bucket, S3Key: 'one.zip' },
      Role: arn('Role'),
      Timeout: '30',
      MemorySize: 256,
      ReservedConcurrentExecutions: 5,
      Environment: { Variables: { SEEN: ref('Seen'), WORD: 'one' } },
      LoggingConfig: { LogGroup: ref('Logs') },
      DeadLetterConfig: { TargetArn: arn('Dead') },
      RecursiveLoop: 'Allow',
    },
  },
  FromQueue: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: arn('Work'),
      FunctionName: ref('Worker'),
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    },
  },
  FromTable: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: arn('Table', 'StreamArn'),
      FunctionName: ref('Worker'),
      StartingPosition: 'LATEST',
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: arn('Dead') } },
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
    },
  },
  Images: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'own',
      EventPattern: { account: [ref('AWS::AccountId')], source: ['own'] },
      Targets: [{ Id: 'worker', Arn: arn('Worker'), DeadLetterConfig: { Arn: arn('Dead') } }],
    },
  },
  ImagesPermission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: ref('Worker'),
      Principal: 'events.amazonaws.com',
      SourceArn: arn('Images'),
    },
  },
  Spokes: {
    Type: 'AWS::Events::EventBusPolicy',
    Properties: {
      StatementId: 'spoke',
      Statement: {
        ...allow(['events:PutEvents'], {
          'Fn::Sub': `arn:aws:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/default`,
        }),
        Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      },
    },
  },
  ScheduleRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'schedule',
      AssumeRolePolicyDocument: trust('scheduler.amazonaws.com'),
      Policies: [{ PolicyName: 'calls', PolicyDocument: policy(allow(['lambda:InvokeFunction'], arn('Worker'))) }],
    },
  },
  Sweep: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'sweep',
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: arn('Worker'), RoleArn: arn('ScheduleRole'), Input: '{"from":"schedule"}' },
    },
  },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
  TopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [ref('Topic')],
      PolicyDocument: policy({
        ...allow(['sns:Publish'], ref('Topic')),
        Principal: { Service: 'cloudwatch.amazonaws.com' },
      }),
    },
  },
  Errors: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'errors',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: ref('Worker') }],
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: [ref('Topic')],
    },
  },
  Board: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: 'board', DashboardBody: '{"widgets":[]}' },
  },
};

const network = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.20.0.0/16', EnableDnsSupport: true } },
  Gateway: { Type: 'AWS::EC2::InternetGateway' },
  Attachment: {
    Type: 'AWS::EC2::VPCGatewayAttachment',
    Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') },
  },
  ...Object.fromEntries(
    ['A', 'B', 'C'].flatMap((zone, index) => [
      [
        `Subnet${zone}`,
        {
          Type: 'AWS::EC2::Subnet',
          Properties: {
            VpcId: ref('Vpc'),
            AvailabilityZone: { 'Fn::Select': [index, { 'Fn::GetAZs': '' }] },
            CidrBlock: `10.20.${index * 16}.0/20`,
          },
        },
      ],
      [
        `Subnet${zone}Routes`,
        {
          Type: 'AWS::EC2::SubnetRouteTableAssociation',
          Properties: {
            SubnetId: ref(`Subnet${zone}`),
            RouteTableId: ref(zone === 'C' ? 'PrivateRoutes' : 'PublicRoutes'),
          },
        },
      ],
    ]),
  ),
  PublicRoutes: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  PrivateRoutes: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  PublicOut: {
    Type: 'AWS::EC2::Route',
    DependsOn: 'Attachment',
    Properties: { RouteTableId: ref('PublicRoutes'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') },
  },
  Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
  Nat: {
    Type: 'AWS::EC2::NatGateway',
    Properties: { AllocationId: arn('Address', 'AllocationId'), SubnetId: ref('SubnetA') },
  },
  PrivateOut: {
    Type: 'AWS::EC2::Route',
    Properties: { RouteTableId: ref('PrivateRoutes'), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: ref('Nat') },
  },
  Endpoint: {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      VpcId: ref('Vpc'),
      ServiceName: { 'Fn::Sub': `com.amazonaws.\${AWS::Region}.s3` },
      VpcEndpointType: 'Gateway',
      RouteTableIds: [ref('PrivateRoutes')],
    },
  },
  Group: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: 'open to all',
      VpcId: ref('Vpc'),
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }],
    },
  },
  Balancer: {
    Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    DependsOn: ['PublicOut'],
    Properties: {
      Type: 'application',
      Scheme: 'internet-facing',
      Subnets: [ref('SubnetA'), ref('SubnetB')],
      SecurityGroups: [arn('Group', 'GroupId')],
      LoadBalancerAttributes: [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }],
    },
  },
  Listener: {
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: {
      LoadBalancerArn: ref('Balancer'),
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'nobody' } }],
    },
  },
  Cluster: {
    Type: 'AWS::ECS::Cluster',
    Properties: { ClusterName: 'apps', CapacityProviders: ['FARGATE', 'FARGATE_SPOT'] },
  },
};

const code = (word: string) => `
  import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
  const client = new SQSClient({ maxAttempts: 1 });
  export async function handler(event) {
    const from = event.from ?? event.source ?? event.Records[0].eventSource;
    await client.send(new SendMessageCommand({ QueueUrl: process.env.SEEN, MessageBody: from + ' ${word} ' + process.env.WORD }));
    return { batchItemFailures: [] };
  }`;

let zips: readonly Uint8Array[];
beforeAll(async () => {
  zips = await Promise.all(['first', 'second'].map((word) => zipped(code(word))));
});

describe('a stack of', () => {
  let way: Way;
  let stacks: Stacks;
  const seen = async () => {
    const client = new sqs.SQSClient(way.config());
    const { QueueUrl } = await client.send(new sqs.GetQueueUrlCommand({ QueueName: 'seen' }));
    const { Messages = [] } = await client.send(new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body }) => Body).sort();
  };
  const remove = async () => {
    const { StackId = '' } = (await stacks.describe()) ?? {};
    await stacks.client.send(new cloudformation.DeleteStackCommand({ StackName: 'steward' }));
    return (await stacks.settled(StackId))?.StackStatus;
  };

  beforeEach(async () => {
    way = await inProcess({ latencyMs: [0, 0] });
    stacks = new Stacks(way);
    const client = new s3.S3Client(way.config());
    const here = { LocationConstraint: 'eu-central-1' } as const;
    await client.send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration: here }));
    for (const [index, Key] of ['one.zip', 'two.zip'].entries())
      await client.send(new s3.PutObjectCommand({ Bucket, Key, Body: zips[index] ?? '' }));
  });
  afterEach(() => way.close());

  it('functions works from end to end: queue, table, rule and schedule lead to the code, which acts as its role', async () => {
    expect(await stacks.deploy('CREATE', { Resources: functions })).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
    await seen();
    const queues = new sqs.SQSClient(way.config());
    const { QueueUrl } = await queues.send(new sqs.GetQueueUrlCommand({ QueueName: 'work' }));
    await queues.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    const table = new dynamodb.DynamoDBClient(way.config());
    await table.send(new dynamodb.PutItemCommand({ TableName: 'notes', Item: { pk: { S: 'a' } } }));
    await table.send(new dynamodb.DeleteItemCommand({ TableName: 'notes', Key: { pk: { S: 'a' } } }));
    await new eventbridge.EventBridgeClient(way.config()).send(
      new eventbridge.PutEventsCommand({ Entries: [{ Source: 'own', DetailType: 'x', Detail: '{}' }] }),
    );
    await way.simulator.live(10_000);
    expect(await seen()).toEqual(['aws:dynamodb first one', 'aws:sqs first one', 'own first one']);
    await way.simulator.live(300_000);
    expect(await seen()).toEqual(['schedule first one']);
    const alarms = await new cloudwatch.CloudWatchClient(way.config()).send(new cloudwatch.DescribeAlarmsCommand({}));
    expect(alarms.MetricAlarms).toMatchObject([{ AlarmName: 'errors', StateValue: 'OK' }]);
  });

  it('functions is changed in place by its next version', async () => {
    await stacks.deploy('CREATE', { Resources: functions });
    const next = structuredClone(functions);
    Object.assign(next.Worker.Properties, { Timeout: 40, Code: { S3Bucket: Bucket, S3Key: 'two.zip' } });
    next.Worker.Properties.Environment.Variables.WORD = 'two';
    next.Logs.Properties.RetentionInDays = 7;
    next.Sweep.Properties.ScheduleExpression = 'rate(1 hour)';
    next.Errors.Properties.Threshold = 3;
    next.FromQueue.Properties.MaximumBatchingWindowInSeconds = 2;
    next.Images.Properties.EventPattern.source = ['other'];
    next.Viewer.Properties.PolicyDocument.Statement = [allow(['dynamodb:Query'], arn('Table'))];
    Object.assign(next.Table.Properties, { DeletionProtectionEnabled: false });
    const { Changes } = await stacks.propose('UPDATE', { Resources: next });
    expect(Changes?.map(({ ResourceChange: one }) => `${one?.LogicalResourceId} ${one?.Replacement}`).sort()).toEqual(
      ['Errors', 'FromQueue', 'Images', 'Logs', 'Sweep', 'Table', 'Viewer', 'Worker'].map((id) => `${id} False`),
    );
    expect((await stacks.deploy('UPDATE', { Resources: next }))?.StackStatus).toBe('UPDATE_COMPLETE');
    await seen();
    const functionsClient = new lambda.LambdaClient(way.config());
    await functionsClient.send(new lambda.InvokeCommand({ FunctionName: 'worker', Payload: '{"from":"hand"}' }));
    expect(await seen()).toEqual(['hand second two']);
    const { Configuration } = await functionsClient.send(new lambda.GetFunctionCommand({ FunctionName: 'worker' }));
    expect(Configuration).toMatchObject({ Timeout: 40, MemorySize: 256, LastUpdateStatus: 'Successful' });
    const { logGroups } = await new logs.CloudWatchLogsClient(way.config()).send(new logs.DescribeLogGroupsCommand({}));
    expect(logGroups).toMatchObject([{ logGroupName: '/aws/lambda/worker', retentionInDays: 7 }]);
    const { ScheduleExpression } = await new scheduler.SchedulerClient(way.config()).send(
      new scheduler.GetScheduleCommand({ Name: 'sweep' }),
    );
    expect(ScheduleExpression).toBe('rate(1 hour)');
    const people = new iam.IAMClient(way.config());
    const PolicyArn = `arn:aws:iam::${where.account}:policy/viewer`;
    expect((await people.send(new iam.GetPolicyCommand({ PolicyArn }))).Policy?.DefaultVersionId).toBe('v2');
  });

  it('functions leaves only the table when it goes', async () => {
    await stacks.deploy('CREATE', { Resources: functions });
    expect(await remove()).toBe('DELETE_COMPLETE');
    const { TableNames } = await new dynamodb.DynamoDBClient(way.config()).send(new dynamodb.ListTablesCommand({}));
    expect(TableNames).toEqual(['notes']);
    expect((await new sqs.SQSClient(way.config()).send(new sqs.ListQueuesCommand({}))).QueueUrls).toBeUndefined();
    await expect(
      new iam.IAMClient(way.config()).send(new iam.GetRoleCommand({ RoleName: 'worker' })),
    ).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
    await way.simulator.live(3_600_000);
  });

  it.each<[string, (resources: typeof functions) => void, string]>([
    [
      'does not trust Lambda',
      ({ Role }) => Object.assign(Role.Properties, { AssumeRolePolicyDocument: trust('ec2.amazonaws.com') }),
      'The role defined for the function cannot be assumed by Lambda.',
    ],
    [
      'may not read the queue',
      ({ Role }) => Role.Properties.Policies[0]?.PolicyDocument.Statement.shift(),
      'does not have permissions to call ReceiveMessage on SQS',
    ],
    [
      'may not read the stream',
      ({ Role }) => Role.Properties.Policies[0]?.PolicyDocument.Statement.splice(2, 1),
      'Cannot access stream',
    ],
  ])('functions is taken back where its role %s', async (_what, spoil, sentence) => {
    const spoilt = structuredClone(functions);
    spoil(spoilt);
    expect((await stacks.deploy('CREATE', { Resources: spoilt }))?.StackStatus).toBe('ROLLBACK_COMPLETE');
    const { StackEvents = [] } = await stacks.client.send(
      new cloudformation.DescribeStackEventsCommand({ StackName: 'steward' }),
    );
    const reasons = StackEvents.map(({ ResourceStatusReason = '' }) => ResourceStatusReason);
    expect(reasons.some((reason) => reason.includes(sentence))).toBe(true);
  });

  it('network parts leads tasks to the internet, and a load balancer answers in it', async () => {
    expect((await stacks.deploy('CREATE', { Resources: network }))?.StackStatus).toBe('CREATE_COMPLETE');
    const made = await stacks.resources();
    const reaches = (subnet: string, own: boolean) =>
      reachesInternet(way.simulator.world, where, made[subnet] ?? '', own);
    expect([reaches('SubnetA', false), reaches('SubnetA', true), reaches('SubnetC', false)]).toEqual([
      false,
      true,
      true,
    ]);
    const client = new ec2.EC2Client(way.config());
    const { VpcEndpoints } = await client.send(new ec2.DescribeVpcEndpointsCommand({}));
    expect(VpcEndpoints).toMatchObject([
      { ServiceName: 'com.amazonaws.eu-central-1.s3', RouteTableIds: [made.PrivateRoutes] },
    ]);
    await way.simulator.live(60_000);
    const { LoadBalancers } = await new elb.ElasticLoadBalancingV2Client(way.config()).send(
      new elb.DescribeLoadBalancersCommand({}),
    );
    const dnsName = LoadBalancers?.[0]?.DNSName ?? '';
    const asked = { dnsName, port: 80, method: 'GET', host: dnsName, path: '/', headers: {} };
    expect(requestThroughLoadBalancer(way.simulator.world, where, asked)).toMatchObject({
      status: 404,
      body: 'nobody',
    });
  });

  it('network parts goes as a whole', async () => {
    await stacks.deploy('CREATE', { Resources: network });
    expect(await remove()).toBe('DELETE_COMPLETE');
    const { Vpcs } = await new ec2.EC2Client(way.config()).send(new ec2.DescribeVpcsCommand({}));
    expect(Vpcs).toMatchObject([{ IsDefault: true }]);
  });
});
