import * as sdk from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendLog } from '../../src/simulator/logs/groups.ts';
import { inProcess, overHttp, type Way } from './ways.ts';

const where = { account: '210987654321', region: 'eu-central-1' };
const logGroupName = '/ecs/todo/backend';

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('CloudWatch Logs through the real client, %s', (_name, open) => {
  let way: Way;
  let client: sdk.CloudWatchLogsClient;
  beforeEach(async () => {
    way = await open({ latencyMs: [0, 0] });
    client = new sdk.CloudWatchLogsClient(way.config());
    await client.send(new sdk.CreateLogGroupCommand({ logGroupName, tags: { 'ecs-steward:app': 'todo' } }));
  });
  afterEach(() => way.close());

  it('a group has its retention, and its tags by the ARN without the star', async () => {
    await client.send(new sdk.PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
    const { logGroups } = await client.send(new sdk.DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs/todo' }));
    expect(logGroups).toMatchObject([
      { logGroupName, retentionInDays: 30, creationTime: Date.parse('2026-03-02T08:00:00Z') },
    ]);
    const resourceArn = logGroups?.[0]?.logGroupArn;
    const { tags } = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ 'ecs-steward:app': 'todo' });
    const starred = client.send(new sdk.ListTagsForResourceCommand({ resourceArn: logGroups?.[0]?.arn }));
    await expect(starred).rejects.toBeInstanceOf(sdk.InvalidParameterException);
  });

  it('lines of a task are found', async () => {
    appendLog(way.simulator.world, where, logGroupName, 'web/app/1', 'listening on 8080');
    const find = new sdk.FilterLogEventsCommand({ logGroupName, filterPattern: 'listening' });
    expect((await client.send(find)).events).toMatchObject([
      { logStreamName: 'web/app/1', message: 'listening on 8080', timestamp: Date.parse('2026-03-02T08:00:00Z') },
    ]);
  });

  it('errors have the names that the SDK knows', async () => {
    const again = client.send(new sdk.CreateLogGroupCommand({ logGroupName }));
    await expect(again).rejects.toBeInstanceOf(sdk.ResourceAlreadyExistsException);
    const days = client.send(new sdk.PutRetentionPolicyCommand({ logGroupName, retentionInDays: 10 }));
    await expect(days).rejects.toBeInstanceOf(sdk.InvalidParameterException);
    const gone = client.send(new sdk.DeleteLogGroupCommand({ logGroupName: '/ecs/shop' }));
    await expect(gone).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
  });

  it('a member that is not implemented is refused by name', async () => {
    const named = client.send(new sdk.DescribeLogGroupsCommand({ logGroupNamePattern: 'todo' }));
    await expect(named).rejects.toMatchObject({
      name: 'NotImplementedBySimulator',
      message: 'The simulator does not know logGroupNamePattern of logs:DescribeLogGroups.',
    });
  });
});
