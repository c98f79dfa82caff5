import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from './shell.ts';

let terminal: Terminal;

beforeEach(() => {
  terminal = new Terminal();
});

describe('ecs-steward bootstrap', () => {
  it('deploys everything, shows each event, and finds nothing to do the second time', async () => {
    const code = await terminal.type('bootstrap --yes');
    expect(terminal.err).toContain('+ Table  AWS::DynamoDB::Table');
    expect([code, terminal.out]).toEqual([0, expect.stringContaining('The stack ecs-steward is created.')]);
    expect(terminal.err).toMatch(/\d\d:\d\d:\d\d {2}CREATE_COMPLETE {7}Table/);
    const table = await new DynamoDBClient(terminal.config()).send(
      new DescribeTableCommand({ TableName: 'ecs-steward' }),
    );
    expect(table.Table?.DeletionProtectionEnabled).toBe(true);
    const lambda = new LambdaClient(terminal.config());
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'ecs-steward-reconcile' }));
    expect(Configuration).toMatchObject({ Runtime: 'nodejs26.x', Architectures: ['arm64'] });
    expect(await terminal.type('bootstrap --yes')).toBe(0);
    expect(terminal.out).toContain('The stack ecs-steward is as it should be.');
  });
});
