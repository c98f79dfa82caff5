import { DescribeContinuousBackupsCommand, DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { ResourceType } from '../../bootstrap/template-shape.ts';
import type { Look } from './stack-looks.ts';

/**
 * What moto 5.2.5's CloudFormation does not make of the template, so that nothing is proven for it here.
 * The run fails for a gap that moto has closed: then its row goes, and a look takes its place.
 */

export const typeGaps: readonly ResourceType[] = [
  'AWS::CloudWatch::Alarm',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
];

export const propertyGaps: readonly Look[] = [
  {
    what: 'that the table can be restored',
    holds: async (config) => {
      const { ContinuousBackupsDescription: backups } = await new DynamoDBClient(config).send(
        new DescribeContinuousBackupsCommand({ TableName: 'ecs-steward' }),
      );
      return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
    },
  },
  {
    what: 'that history expires',
    holds: async (config) => {
      const { TimeToLiveDescription } = await new DynamoDBClient(config).send(
        new DescribeTimeToLiveCommand({ TableName: 'ecs-steward' }),
      );
      return TimeToLiveDescription?.AttributeName === 'expires';
    },
  },
  {
    what: 'the processor of a function',
    holds: async (config) => {
      const { Configuration } = await new LambdaClient(config).send(
        new GetFunctionCommand({ FunctionName: 'ecs-steward-reconcile' }),
      );
      return Configuration?.Architectures?.join() === 'arm64';
    },
  },
];
