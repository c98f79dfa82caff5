import * as sdk from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultNetwork } from '../../src/simulator/ec2/network.ts';
import { ecs } from '../../src/simulator/ecs.ts';
import { inProcess, overHttp, type Way } from './ways.ts';

const where = { account: '210987654321', region: 'eu-central-1' };
const prefix = 'arn:aws:ecs:eu-central-1:210987654321';
const cluster = 'todo';

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('ECS through the real client, %s', (_name, open) => {
  let way: Way;
  let client: sdk.ECSClient;
  let service: sdk.CreateServiceCommandInput;
  beforeEach(async () => {
    way = await open({ seed: 1, latencyMs: [0, 0] });
    client = new sdk.ECSClient(way.config());
    const { subnetIds } = defaultNetwork(way.simulator.world, where);
    service = {
      cluster,
      serviceName: 'backend',
      taskDefinition: 'backend',
      desiredCount: 1,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: [...subnetIds], assignPublicIp: 'ENABLED' } },
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
      tags: [{ key: 'app', value: 'todo' }],
    };
    await client.send(new sdk.CreateClusterCommand({ clusterName: cluster }));
    await client.send(new sdk.RegisterTaskDefinitionCommand(definition));
  });
  afterEach(() => way.close());

  const read = async () => {
    const answer = await client.send(
      new sdk.DescribeServicesCommand({ cluster, services: ['backend', 'nobody'], include: ['TAGS'] }),
    );
    expect(answer.failures).toEqual([{ arn: `${prefix}:service/todo/nobody`, reason: 'MISSING' }]);
    return answer.services?.[0];
  };
  const pass = (seconds: number) => way.simulator.world.clock.advance(seconds * 1_000);

  it('a service lives from its creation to its end', async () => {
    const made = await client.send(new sdk.CreateServiceCommand(service));
    expect(made.service).toMatchObject({ status: 'ACTIVE', createdAt: expect.any(Date), tags: service.tags });
    pass(120);
    const settled = await read();
    expect(settled).toMatchObject({ runningCount: 1, events: expect.any(Array), placementStrategy: [] });
    expect(settled?.deployments).toMatchObject([{ rolloutState: 'COMPLETED', updatedAt: expect.any(Date) }]);
    const { taskArns = [] } = await client.send(new sdk.ListTasksCommand({ cluster, serviceName: 'backend' }));
    const { tasks } = await client.send(new sdk.DescribeTasksCommand({ cluster, tasks: taskArns }));
    expect(tasks).toMatchObject([{ lastStatus: 'RUNNING', startedAt: expect.any(Date), version: expect.any(Number) }]);
    await client.send(new sdk.UpdateServiceCommand({ cluster, service: 'backend', forceNewDeployment: true }));
    pass(300);
    expect((await read())?.deployments).toHaveLength(1);
    const list = await client.send(new sdk.ListServiceDeploymentsCommand({ cluster, service: 'backend' }));
    expect(list.serviceDeployments?.map(({ status }) => status)).toEqual(['SUCCESSFUL', 'SUCCESSFUL']);
    await client.send(new sdk.DeleteServiceCommand({ cluster, service: 'backend', force: true }));
    pass(60);
    expect(await read()).toMatchObject({ status: 'INACTIVE', tags: [] });
    await client.send(new sdk.DeleteClusterCommand({ cluster }));
  });

  it('a task definition comes back as it was sent, with its defaults', async () => {
    const { taskDefinition } = await client.send(new sdk.DescribeTaskDefinitionCommand({ taskDefinition: 'backend' }));
    expect(taskDefinition).toMatchObject({
      revision: 1,
      registeredAt: expect.any(Date),
      cpu: '256',
      containerDefinitions: [{ ...definition.containerDefinitions?.[0], cpu: 0, essential: true, volumesFrom: [] }],
    });
  });

  it('errors have the names that the SDK knows', async () => {
    const update = client.send(new sdk.UpdateServiceCommand({ cluster, service: 'nobody' }));
    await expect(update).rejects.toBeInstanceOf(sdk.ServiceNotFoundException);
    const other = client.send(new sdk.ListServicesCommand({ cluster: 'other' }));
    await expect(other).rejects.toBeInstanceOf(sdk.ClusterNotFoundException);
    const unknown = client.send(new sdk.DescribeTaskDefinitionCommand({ taskDefinition: 'other' }));
    await expect(unknown).rejects.toBeInstanceOf(sdk.ClientException);
    await expect(unknown).rejects.toMatchObject({ message: 'Unable to describe task definition.' });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a service name',
      () => client.send(new sdk.CreateServiceCommand({ ...service, serviceName: 'a b' })),
      'InvalidParameterException',
    ],
    [
      'a cluster name',
      () => client.send(new sdk.CreateClusterCommand({ clusterName: 'a/b' })),
      'InvalidParameterException',
    ],
    [
      'a family',
      () => client.send(new sdk.RegisterTaskDefinitionCommand({ ...definition, family: 'a b' })),
      'ClientException',
    ],
    [
      'eleven services',
      () => client.send(new sdk.DescribeServicesCommand({ cluster, services: Array(11).fill('x') })),
      'InvalidParameterException',
    ],
    [
      'a page of 101 services',
      () => client.send(new sdk.ListServicesCommand({ cluster, maxResults: 101 })),
      'InvalidParameterException',
    ],
    [
      'a page of no tasks',
      () => client.send(new sdk.ListTasksCommand({ cluster, maxResults: 0 })),
      'InvalidParameterException',
    ],
    [
      '101 tasks',
      () => client.send(new sdk.DescribeTasksCommand({ cluster, tasks: Array(101).fill('x') })),
      'InvalidParameterException',
    ],
    [
      'eleven revisions to delete',
      () => client.send(new sdk.DeleteTaskDefinitionsCommand({ taskDefinitions: Array(11).fill('x:1') })),
      'InvalidParameterException',
    ],
  ])('the limits hold: %s', async (_what, run, name) => {
    await expect(run()).rejects.toMatchObject({ name });
  });

  it('CreateTaskSet, which is not here, is refused by name', async () => {
    const input = { cluster, service: 'backend', taskDefinition: 'backend' };
    await expect(client.send(new sdk.CreateTaskSetCommand(input))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The simulator does not know the operation CreateTaskSet of ecs.',
    });
  });

  it('a lost answer of CreateService leaves one service, which the next equal call answers', async () => {
    way.simulator.faults.order({ on: 'ecs:CreateService', nth: 1, do: { kind: 'lostAnswer' } });
    const create = () => client.send(new sdk.CreateServiceCommand(service));
    await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
    const made = await create();
    expect(made.service?.deployments).toHaveLength(1);
  });
});

describe('the operations of ECS', () => {
  it('name the facts that they follow, and the tokens that they take', () => {
    for (const operation of ecs.operations) {
      expect([operation.name, operation.facts.length > 0, operation.buckets.length > 0]).toEqual([
        operation.name,
        true,
        true,
      ]);
    }
    expect(new Set(ecs.operations.map(({ name }) => name)).size).toBe(ecs.operations.length);
  });
});

const definition: sdk.RegisterTaskDefinitionCommandInput = {
  family: 'backend',
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '0.25 vCPU',
  memory: '0.5 GB',
  containerDefinitions: [
    {
      name: 'app',
      image: 'public.ecr.aws/todo/app:1',
      environment: [
        { name: 'EMPTY', value: '' },
        { name: 'TEXT', value: 'grüße "x" <y>' },
      ],
      portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
      ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 65_535 }],
      dockerLabels: { app: 'todo' },
    },
  ],
};
