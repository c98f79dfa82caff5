import { CloudWatchClient, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, GetRolePolicyCommand, IAMClient, ListPoliciesCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { connection } from './surroundings.ts';

type Config = Omit<ReturnType<typeof connection>, 'region'> & { readonly region: string };

/** One thing that was to be made, read back by the service's own API. */
export interface Look {
  readonly what: string;
  readonly holds: (config: Config) => Promise<boolean>;
}

export const looks: readonly Look[] = [
  {
    what: 'the table has its keys, its stream and its protection',
    holds: async (config) => {
      const { Table } = await new DynamoDBClient(config).send(new DescribeTableCommand({ TableName: 'ecs-steward' }));
      return (
        Table?.KeySchema?.map(({ AttributeName }) => AttributeName).join() === 'pk,sk' &&
        Table.StreamSpecification?.StreamViewType === 'NEW_AND_OLD_IMAGES' &&
        Table.DeletionProtectionEnabled === true
      );
    },
  },
  {
    what: 'the queue hides a message for half an hour and gives up after five tries',
    holds: async (config) => {
      const attributes = await queueAttributes(config, 'ecs-steward');
      const redrive = JSON.parse(attributes.RedrivePolicy ?? '{}') as { maxReceiveCount?: unknown };
      return attributes.VisibilityTimeout === '1800' && Number(redrive.maxReceiveCount) === 5;
    },
  },
  {
    what: 'dead letters are kept for two weeks',
    holds: async (config) => {
      const attributes = await queueAttributes(config, 'ecs-steward-dead-letters');
      return attributes.MessageRetentionPeriod === '1209600';
    },
  },
  {
    what: 'six rules, each with dispatch as its one target',
    holds: async (config) => {
      const events = new EventBridgeClient(config);
      const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: 'ecs-steward-' }));
      const targets = await Promise.all(
        Rules.map(({ Name }) => events.send(new ListTargetsByRuleCommand({ Rule: Name }))),
      );
      return (
        Rules.length === 6 &&
        Rules.every(({ EventPattern }) => (EventPattern ?? '').includes('"source"')) &&
        targets.every(({ Targets }) => Targets?.length === 1 && Targets[0]?.Arn?.endsWith(':ecs-steward-dispatch'))
      );
    },
  },
  {
    what: 'the writer is trusted to the reconciler alone, with the app’s tag',
    holds: async (config) => {
      const { Role } = await new IAMClient(config).send(new GetRoleCommand({ RoleName: 'ecs-steward-write' }));
      const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
      return trust.includes(':role/ecs-steward-reconcile') && trust.includes('aws:RequestTag/ecs-steward:app');
    },
  },
  {
    what: 'its policy keeps IAM’s own variables, with account and region put in',
    holds: async (config) => {
      const { PolicyDocument } = await new IAMClient(config).send(
        new GetRolePolicyCommand({ RoleName: 'ecs-steward-write', PolicyName: 'calls' }),
      );
      const policy = decodeURIComponent(PolicyDocument ?? '');
      return policy.includes('{aws:PrincipalTag/ecs-steward:app}') && !policy.includes('AWS::');
    },
  },
  {
    what: 'policies for viewers, editors and operators',
    holds: async (config) => {
      const { Policies = [] } = await new IAMClient(config).send(new ListPoliciesCommand({ Scope: 'Local' }));
      const names = Policies.map(({ PolicyName }) => PolicyName).sort();
      return names.join() === 'ecs-steward-editor,ecs-steward-operator,ecs-steward-viewer';
    },
  },
  {
    what: 'two functions with their environment, two sources',
    holds: async (config) => {
      const lambda = new LambdaClient(config);
      const functions = await Promise.all(
        ['dispatch', 'reconcile'].map((name) =>
          lambda.send(new GetFunctionCommand({ FunctionName: `ecs-steward-${name}` })),
        ),
      );
      const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
      return (
        functions.every(
          ({ Configuration }) =>
            Configuration?.Runtime === 'nodejs26.x' &&
            Configuration.Environment?.Variables?.STEWARD_QUEUE_URL?.endsWith('/ecs-steward') === true,
        ) && EventSourceMappings.length === 2
      );
    },
  },
  {
    what: 'logs end after thirty days',
    holds: async (config) => {
      const { logGroups = [] } = await new CloudWatchLogsClient(config).send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/ecs-steward-' }),
      );
      return logGroups.length === 2 && logGroups.every(({ retentionInDays }) => retentionInDays === 30);
    },
  },
  {
    what: 'the dashboard names its region',
    holds: async (config) => {
      const { DashboardBody } = await new CloudWatchClient(config).send(
        new GetDashboardCommand({ DashboardName: 'ecs-steward' }),
      );
      return (DashboardBody ?? '').includes(`"region":"${config.region}"`);
    },
  },
];

async function queueAttributes(config: Config, QueueName: string): Promise<Readonly<Record<string, string>>> {
  const sqs = new SQSClient(config);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Attributes;
}
