import * as ecr from '@aws-sdk/client-ecr';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/simulator/simulator.ts';
import type { WorldEvent } from '../../src/simulator/world.ts';

const credentials = { accessKeyId: '210987654321', secretAccessKey: 'simulated' };

function setUp(principal: string, cloudTrail = true) {
  const simulator = createSimulator({ cloudTrail, latencyMs: [0, 0] });
  const events: { event: WorldEvent; at: number }[] = [];
  const start = simulator.world.clock.now();
  simulator.onEvent((event) => {
    if (event['detail-type'] === 'AWS API Call via CloudTrail')
      events.push({ event, at: simulator.world.clock.now() - start });
  });
  const config = {
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials,
    requestHandler: simulator.requestHandler(principal),
  };
  return { simulator, events, client: new ecr.ECRClient(config), identity: new sts.STSClient(config) };
}

const create = (client: ecr.ECRClient) =>
  client.send(new ecr.CreateRepositoryCommand({ repositoryName: 'todo', tags: [{ Key: 'App', Value: 'x' }] }));

describe('CloudTrail', () => {
  it('tells of a write minutes later, with who and what', async () => {
    const { simulator, events, client } = setUp('arn:aws:iam::210987654321:user/mika');
    await create(client);
    simulator.world.clock.advance(59_000);
    expect(events).toEqual([]);
    simulator.world.clock.advance(241_000);
    expect(events).toHaveLength(1);
    expect(events[0]?.at).toBeGreaterThanOrEqual(60_000);
    expect(events[0]?.event).toMatchObject({
      source: 'aws.ecr',
      account: '210987654321',
      region: 'eu-central-1',
      resources: [],
      detail: {
        userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::210987654321:user/mika', userName: 'mika' },
        eventSource: 'ecr.amazonaws.com',
        eventName: 'CreateRepository',
        eventTime: '2026-03-02T08:00:00Z',
        requestParameters: { repositoryName: 'todo', tags: [{ key: 'App', value: 'x' }] },
        responseElements: { repository: { repositoryName: 'todo' } },
        readOnly: false,
      },
    });
  });

  it('names a role’s session with the role that issued it', async () => {
    const { simulator, events, client } = setUp('arn:aws:sts::210987654321:assumed-role/deploy/ci');
    await create(client);
    simulator.world.clock.advance(300_000);
    expect(events[0]?.event.detail).toMatchObject({
      userIdentity: {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::210987654321:assumed-role/deploy/ci',
        accountId: '210987654321',
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::210987654321:role/deploy', userName: 'deploy' },
        },
      },
    });
  });

  it('is silent about reads, refused writes and services without a trail', async () => {
    const { simulator, events, client, identity } = setUp('arn:aws:iam::210987654321:user/mika');
    await client.send(new ecr.DescribeRepositoriesCommand({}));
    await client.send(new ecr.DeleteRepositoryCommand({ repositoryName: 'none' })).catch(() => undefined);
    const RoleArn = 'arn:aws:iam::210987654321:role/deploy';
    await identity.send(new sts.AssumeRoleCommand({ RoleArn, RoleSessionName: 'ci' }));
    simulator.world.clock.advance(300_000);
    expect(events).toEqual([]);
  });

  it('is silent unless it is asked for', async () => {
    const { simulator, events, client } = setUp('arn:aws:iam::210987654321:user/mika', false);
    await create(client);
    simulator.world.clock.advance(300_000);
    expect(events).toEqual([]);
  });
});
