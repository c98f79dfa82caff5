import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from './shell.ts';

let terminal: Terminal;

beforeEach(async () => {
  terminal = new Terminal();
  await terminal.type('bootstrap --yes');
});

const table = () =>
  new DynamoDBClient(terminal.config())
    .send(new DescribeTableCommand({ TableName: 'ecs-steward' }))
    .then(({ Table }) => Table?.TableStatus)
    .catch((error: Error) => error.name);

describe('leaving', () => {
  it('shows what stays before it asks, and changes nothing without a yes', async () => {
    expect(await terminal.type('uninstall')).toBe(3);
    expect(terminal.err).toMatch(/What stays:[\s\S]*the table ecs-steward with all documents and history/);
    expect(await terminal.type('bootstrap --yes')).toBe(0);
    expect(terminal.out).toContain('is as it should be');
  });

  it.each(['uninstall --yes', 'bootstrap --destroy --yes'])(
    '«%s» deletes the stack and keeps the table',
    async (line) => {
      expect(await terminal.type(line)).toBe(0);
      expect(terminal.out).toContain('The stack is gone, the table is kept.');
      expect(await table()).toBe('ACTIVE');
      expect(await terminal.type('bootstrap --yes')).toBe(0);
      expect(terminal.err).toContain('Table  AWS::DynamoDB::Table (taken back)');
    },
  );

  it('deletes documents and history only where that is said in words of its own', async () => {
    expect(await terminal.type('uninstall --yes --delete-history')).toBe(0);
    expect(terminal.err).toContain('for ever');
    expect(await table()).toBe('ResourceNotFoundException');
  });

  it('is done when there is nothing', async () => {
    await terminal.type('uninstall --yes');
    expect(await terminal.type('uninstall --yes')).toBe(0);
    expect(terminal.out).toContain('The stack was not there');
  });
});
