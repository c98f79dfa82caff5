import * as sdk from '@aws-sdk/client-application-auto-scaling';
import * as ecs from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultNetwork } from '../../src/simulator/ec2/network.ts';
import { inProcess, overHttp, type Way } from './ways.ts';

const where = { account: '210987654321', region: 'eu-central-1' };
const key = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/todo/backend',
  ScalableDimension: 'ecs:service:DesiredCount',
} as const;

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('Application Auto Scaling through the real client, %s', (_name, open) => {
  let way: Way;
  let client: sdk.ApplicationAutoScalingClient;
  let services: ecs.ECSClient;
  beforeEach(async () => {
    way = await open({ latencyMs: [0, 0] });
    client = new sdk.ApplicationAutoScalingClient(way.config());
    services = new ecs.ECSClient(way.config());
    await makeService(way, services);
    way.simulator.world.clock.advance(3000);
  });
  afterEach(() => way.close());

  async function register() {
    const answer = await client.send(new sdk.RegisterScalableTargetCommand({ ...key, MinCapacity: 2, MaxCapacity: 6 }));
    way.simulator.world.clock.advance(3000);
    return answer;
  }

  it('a target comes back as it is described, and has moved the count of the service', async () => {
    const { ScalableTargetARN } = await register();
    const { ScalableTargets } = await client.send(new sdk.DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }));
    expect(ScalableTargets).toMatchObject([{ ...key, ScalableTargetARN, MinCapacity: 2, MaxCapacity: 6 }]);
    expect(ScalableTargets?.[0]?.CreationTime).toEqual(new Date('2026-03-02T08:00:03Z'));
    const found = await services.send(new ecs.DescribeServicesCommand({ cluster: 'todo', services: ['backend'] }));
    expect(found.services).toMatchObject([{ desiredCount: 2 }]);
  });

  it('a policy keeps its numbers, an action its times', async () => {
    await register();
    const configuration = {
      TargetValue: 62.5,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    } as const;
    const { Alarms } = await client.send(
      new sdk.PutScalingPolicyCommand({
        ...key,
        PolicyName: 'cpu',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: configuration,
      }),
    );
    const EndTime = new Date('2026-04-01T00:00:00Z');
    await client.send(
      new sdk.PutScheduledActionCommand({
        ...key,
        ScheduledActionName: 'evening',
        Schedule: 'cron(0 20 * * ? *)',
        EndTime,
        ScalableTargetAction: { MinCapacity: 0 },
      }),
    );
    const policies = await client.send(new sdk.DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs' }));
    expect(policies.ScalingPolicies).toMatchObject([
      { TargetTrackingScalingPolicyConfiguration: { ...configuration, DisableScaleIn: false }, Alarms },
    ]);
    const actions = await client.send(new sdk.DescribeScheduledActionsCommand({ ServiceNamespace: 'ecs' }));
    expect(actions.ScheduledActions).toMatchObject([{ EndTime, ScalableTargetAction: { MinCapacity: 0 } }]);
  });

  it('errors have the names that the SDK knows', async () => {
    const deregister = client.send(new sdk.DeregisterScalableTargetCommand(key));
    await expect(deregister).rejects.toBeInstanceOf(sdk.ObjectNotFoundException);
    const other = { ...key, ResourceId: 'service/todo/other', MinCapacity: 1, MaxCapacity: 2 };
    await expect(client.send(new sdk.RegisterScalableTargetCommand(other))).rejects.toMatchObject({
      name: 'ValidationException',
      message: "ECS service doesn't exist: service/todo/other",
    });
    const page = client.send(new sdk.DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', MaxResults: 11 }));
    await expect(page).rejects.toMatchObject({
      message: expect.stringContaining("Value '11' at 'maxResults' failed to satisfy constraint"),
    });
  });
});

async function makeService(way: Way, client: ecs.ECSClient): Promise<void> {
  await client.send(new ecs.CreateClusterCommand({ clusterName: 'todo' }));
  await client.send(
    new ecs.RegisterTaskDefinitionCommand({
      family: 'todo',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'app', image: 'public.ecr.aws/todo/app:1' }],
    }),
  );
  const subnets = [...defaultNetwork(way.simulator.world, where).subnetIds];
  await client.send(
    new ecs.CreateServiceCommand({
      cluster: 'todo',
      serviceName: 'backend',
      taskDefinition: 'todo',
      desiredCount: 1,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets, assignPublicIp: 'ENABLED' } },
    }),
  );
}
