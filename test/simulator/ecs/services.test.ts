import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, it } from 'vitest';
import { putClusterCapacityProviders } from '../../../src/simulator/ecs/capacity-providers.ts';
import { createService } from '../../../src/simulator/ecs/create-service.ts';
import { deleteService } from '../../../src/simulator/ecs/delete-service.ts';
import { describeServices, listServices } from '../../../src/simulator/ecs/read-services.ts';
import type { World } from '../../../src/simulator/world.ts';
import { caller, refusal } from '../elbv2/load-balanced-world.ts';
import {
  arns,
  at,
  behind,
  breaker,
  completed,
  create,
  ecsWorld,
  network,
  order,
  register,
  tasks,
  theService,
  until,
  update,
} from './ecs-world.ts';

let world: World;
let targetGroup: string;
let revision: string;
beforeEach(() => {
  ({ world, targetGroup } = ecsWorld());
  revision = register(world, 'good');
});

const refusedCreate = (more: Partial<CreateServiceCommandInput>) =>
  refusal(() => createService.run(world, caller, order(revision, more)));
const invalid = (message: string) => ({ code: 'InvalidParameterException', message });

describe('CreateService (§2.3)', () => {
  it('answers the defaults that Describe adds', () => {
    create(world, 'backend');
    const { deployments, events, createdAt, currentServiceRevisions, currentServiceDeployment, ...rest } =
      theService(world);
    expect(currentServiceDeployment).toMatch(/:service-deployment\/todo\/backend\/\w+$/);
    expect(createdAt).toEqual(new Date(world.clock.now()));
    expect(events).toEqual([]);
    expect(rest).toEqual({
      serviceArn: `${arns}:service/todo/backend`,
      serviceName: 'backend',
      clusterArn: `${arns}:cluster/todo`,
      resourceManagementType: 'CUSTOMER',
      status: 'ACTIVE',
      desiredCount: 2,
      runningCount: 0,
      pendingCount: 0,
      taskDefinition: revision,
      loadBalancers: [],
      serviceRegistries: [],
      launchType: 'FARGATE',
      platformVersion: 'LATEST',
      platformFamily: 'Linux',
      deploymentConfiguration: {
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        strategy: 'ROLLING',
        bakeTimeInMinutes: 0,
        deploymentCircuitBreaker: { enable: false, rollback: false },
      },
      deploymentController: { type: 'ECS' },
      createdBy: caller.principal,
      placementConstraints: [],
      placementStrategy: [],
      networkConfiguration: network,
      schedulingStrategy: 'REPLICA',
      enableECSManagedTags: false,
      propagateTags: 'NONE',
      enableExecuteCommand: false,
      availabilityZoneRebalancing: 'ENABLED',
    });
    const digits = deployments?.[0]?.id?.slice('ecs-svc/'.length);
    expect(currentServiceRevisions).toMatchObject([{ arn: `${arns}:service-revision/todo/backend/${digits}` }]);
    expect(deployments).toEqual([
      {
        id: expect.stringMatching(/^ecs-svc\/\d{19}$/),
        status: 'PRIMARY',
        taskDefinition: revision,
        desiredCount: 2,
        runningCount: 0,
        pendingCount: 0,
        failedTasks: 0,
        createdAt,
        updatedAt: createdAt,
        launchType: 'FARGATE',
        platformVersion: '1.4.0',
        platformFamily: 'Linux',
        networkConfiguration: network,
        rolloutState: 'IN_PROGRESS',
        rolloutStateReason: expect.stringMatching(/^ECS deployment ecs-svc\/\d{19} in progress\.$/),
      },
    ]);
  });

  it('shows a grace period and the service-linked role with load balancers only', () => {
    create(world, revision, behind(targetGroup));
    expect(theService(world)).toMatchObject({
      healthCheckGracePeriodSeconds: 0,
      roleArn: 'arn:aws:iam::210987654321:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
      loadBalancers: behind(targetGroup).loadBalancers,
    });
  });

  it('leaves rebalancing DISABLED where maximumPercent does not allow it', () => {
    create(world, revision, { deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 } });
    expect(theService(world).availabilityZoneRebalancing).toBe('DISABLED');
  });

  it('adds what a network configuration leaves out', () => {
    create(world, revision, { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-a'] } } });
    expect(theService(world).networkConfiguration).toEqual({
      awsvpcConfiguration: { subnets: ['subnet-a'], securityGroups: [], assignPublicIp: 'DISABLED' },
    });
  });

  it('shows a strategy with its defaults instead of a launch type', () => {
    const { launchType: _, ...rest } = order(revision, {
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
    });
    const { service } = createService.run(world, caller, rest);
    expect(service).not.toHaveProperty('launchType');
    expect(service?.capacityProviderStrategy).toEqual([{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }]);
  });

  it('takes the default strategy of its cluster when it names none', () => {
    const defaultCapacityProviderStrategy = [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }];
    putClusterCapacityProviders.run(world, caller, {
      cluster: at.cluster,
      capacityProviders: ['FARGATE'],
      defaultCapacityProviderStrategy,
    });
    const { launchType: _, ...rest } = order(revision);
    const { service } = createService.run(world, caller, rest);
    expect(service?.capacityProviderStrategy).toEqual(defaultCapacityProviderStrategy);
  });

  it('keeps tags beside, shown on request', () => {
    create(world, revision, { tags: [{ key: 'app', value: 'todo' }] });
    expect(theService(world)).not.toHaveProperty('tags');
    const { services } = describeServices.run(world, caller, {
      cluster: 'todo',
      services: ['backend'],
      include: ['TAGS'],
    });
    expect(services?.[0]?.tags).toEqual([{ key: 'app', value: 'todo' }]);
  });

  it('answers what is there to an equal request, in whatever order its members come', () => {
    const deploymentConfiguration = { maximumPercent: 150, minimumHealthyPercent: 50 };
    create(world, revision, { deploymentConfiguration });
    const id = theService(world).deployments?.[0]?.id;
    const turned = Object.fromEntries(Object.entries(deploymentConfiguration).reverse());
    const { service } = createService.run(world, caller, order('backend', { deploymentConfiguration: turned }));
    expect(service?.deployments).toMatchObject([{ id }]);
  });

  it.each<[string, Partial<CreateServiceCommandInput>]>([
    ['count', { desiredCount: 3 }],
    ['network', { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-c'] } } }],
    ['deployment configuration', { deploymentConfiguration: breaker }],
  ])('refuses another %s for a name that exists', (_what, more) => {
    create(world, revision);
    expect(refusedCreate(more)).toEqual(invalid('Creation of service was not idempotent.'));
  });

  it('refuses a name that is still draining, and takes it when it is INACTIVE, with the same ARN', () => {
    create(world, revision);
    until(world, () => completed(world));
    deleteService.run(world, caller, { ...at, force: true });
    expect(refusedCreate({})).toEqual(invalid('Unable to Start a service that is still Draining.'));
    until(world, () => theService(world).status === 'INACTIVE');
    create(world, revision);
    expect(theService(world)).toMatchObject({ status: 'ACTIVE', serviceArn: `${arns}:service/todo/backend` });
    until(world, () => completed(world));
    expect(tasks(world)).toHaveLength(2);
  });
});

describe('DeleteService (§2.4)', () => {
  const remove = (force?: boolean) =>
    refusal(() => deleteService.run(world, caller, { ...at, ...(force === undefined ? {} : { force }) }));

  it('needs force or a count of 0', () => {
    create(world, revision);
    expect(remove()).toEqual(invalid('The service cannot be stopped while it is scaled above 0.'));
    update(world, { desiredCount: 0 });
    expect(remove()).toBe('no error');
  });

  it('takes the service out of ListServices at once, its tags go, and it stays readable', () => {
    create(world, revision, { tags: [{ key: 'app', value: 'todo' }] });
    until(world, () => completed(world));
    const { service } = deleteService.run(world, caller, { ...at, force: true });
    expect(service).toMatchObject({ status: 'DRAINING', desiredCount: 0 });
    expect(listServices.run(world, caller, { cluster: 'todo' }).serviceArns).toEqual([]);
    until(world, () => theService(world).status === 'INACTIVE');
    const read = describeServices.run(world, caller, { cluster: 'todo', services: ['backend'], include: ['TAGS'] });
    expect(read.services).toMatchObject([{ status: 'INACTIVE', tags: [] }]);
  });

  it('refuses an unknown service, and a second time', () => {
    expect(remove(true)).toEqual({ code: 'ServiceNotFoundException', message: 'Service not found.' });
    create(world, revision);
    remove(true);
    expect(remove(true)).toMatchObject({ code: 'ServiceNotActiveException' });
  });
});

describe('DescribeServices and ListServices (§2.4)', () => {
  it('answers unknown names as failures, by name and by ARN', () => {
    create(world, revision);
    const services = [`${arns}:service/todo/backend`, 'nobody'];
    expect(describeServices.run(world, caller, { cluster: `${arns}:cluster/todo`, services })).toMatchObject({
      services: [{ serviceName: 'backend' }],
      failures: [{ arn: `${arns}:service/todo/nobody`, reason: 'MISSING' }],
    });
  });

  it('hands out copies that nobody can change the world with', () => {
    create(world, revision);
    theService(world).loadBalancers?.push({ containerName: 'x' });
    expect(theService(world).loadBalancers).toEqual([]);
  });

  it('lists ten a page by default, until the token ends', () => {
    for (let index = 0; index < 12; index++) create(world, revision, { serviceName: `s${index}`, desiredCount: 0 });
    // A new service is listed within five seconds (§10).
    world.clock.advance(5_000);
    const first = listServices.run(world, caller, { cluster: 'todo' });
    expect(first.serviceArns).toHaveLength(10);
    const second = listServices.run(world, caller, { cluster: 'todo', nextToken: first.nextToken });
    expect(second.serviceArns).toHaveLength(2);
    expect(second.nextToken).toBeUndefined();
    expect(new Set([...(first.serviceArns ?? []), ...(second.serviceArns ?? [])]).size).toBe(12);
  });

  it('keeps the last hundred events, the newest first', () => {
    create(world, register(world, 'missing'));
    update(world, { forceNewDeployment: true });
    for (let round = 0; round < 60; round++) {
      update(world, { desiredCount: 1 + (round % 2) });
      world.clock.advance(60_000);
    }
    const times = (theService(world).events ?? []).map(({ createdAt }) => Number(createdAt));
    expect(times).toHaveLength(100);
    expect([...times].sort((a, b) => b - a)).toEqual(times);
  });
});
