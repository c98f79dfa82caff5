import type { CreateServiceCommandInput, DeploymentEarlySuccessCriteria } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, it } from 'vitest';
import { createService } from '../../../src/simulator/ecs/create-service.ts';
import { deregisterTaskDefinition } from '../../../src/simulator/ecs/task-definitions.ts';
import type { World } from '../../../src/simulator/world.ts';
import { caller, makeGroup, refusal } from '../elbv2/load-balanced-world.ts';
import { behind, create, ecsWorld, order, register } from './ecs-world.ts';

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

describe('CreateService refuses (§8)', () => {
  const vpc = (more: object) => ({ networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-a'], ...more } } });
  const many = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  const spot = { capacityProvider: 'FARGATE_SPOT', weight: 1 };
  const early = (more: Omit<DeploymentEarlySuccessCriteria, 'enable'>) => ({
    deploymentConfiguration: { earlySuccessCriteria: { enable: true, ...more } },
  });

  it.each<[string, Partial<CreateServiceCommandInput>, string]>([
    [
      'subnets that do not exist',
      vpc({ subnets: ['subnet-x'] }),
      "Error retrieving subnet information for [subnet-x]: The subnet ID 'subnet-x' does not exist (ErrorCode: InvalidSubnetID.NotFound)",
    ],
    [
      'security groups that do not exist',
      vpc({ securityGroups: ['sg-x'] }),
      "Error retrieving security group information for [sg-x]: The security group 'sg-x' does not exist (ErrorCode: InvalidGroup.NotFound)",
    ],
    ['no subnets', vpc({ subnets: [] }), 'subnets can not be empty.'],
    ['more than 16 subnets', vpc({ subnets: many(17, 'subnet') }), 'subnets can have at most 16 items.'],
    ['more than 5 security groups', vpc({ securityGroups: many(6, 'sg') }), 'securityGroups can have at most 5 items.'],
    [
      'no network',
      { networkConfiguration: {} },
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      'launch type and strategy',
      { capacityProviderStrategy: [spot] },
      'Specify either Launch Type or Capacity Provider Strategy, but not both.',
    ],
    [
      'rebalancing with 100 percent',
      { availabilityZoneRebalancing: 'ENABLED', deploymentConfiguration: { maximumPercent: 100 } },
      'AvailabilityZoneRebalancing does not support maximumPercent <= 100',
    ],
    [
      'two service registries',
      { serviceRegistries: [{ registryArn: 'a' }, { registryArn: 'b' }] },
      'service registries can have at most 1 items.',
    ],
    [
      'a classic load balancer',
      { loadBalancers: [{ loadBalancerName: 'old', containerName: 'app', containerPort: 8080 }] },
      'Classic Load Balancers are not supported with Fargate.',
    ],
    [
      'early success below the healthy minimum',
      early({ healthyPercent: 50, sourceServiceRevisionCleanup: 'BLOCKING' }),
      'healthyPercent must be greater than or equal to minimumHealthyPercent.',
    ],
    [
      'early success above a hundred percent',
      early({ healthyPercent: 101, sourceServiceRevisionCleanup: 'BLOCKING' }),
      'healthyPercent must be between 0 and 100.',
    ],
    [
      'early success that does not say what becomes of the old tasks',
      early({ healthyPercent: 100 }),
      'earlySuccessCriteria needs healthyPercent and sourceServiceRevisionCleanup.',
    ],
    ['a tag that begins with aws:', { tags: [{ key: 'aws:x', value: '' }] }, 'Tags beginning with aws: are reserved.'],
  ])('%s', (_what, more, message) => {
    expect(refusedCreate(more)).toEqual(invalid(message));
  });

  it.each<[string, CreateServiceCommandInput['capacityProviderStrategy'], string]>([
    [
      'an unknown provider',
      [{ capacityProvider: 'mine', weight: 1 }],
      "The specified capacity provider 'mine' was not found. Specify a valid name and try again.",
    ],
    [
      'two bases',
      [
        { ...spot, base: 1 },
        { capacityProvider: 'FARGATE', base: 1 },
      ],
      'There are multiple capacity providers in the specified capacity provider strategy with a base value defined. Only one capacity provider in a strategy can have a base value defined.',
    ],
    [
      'weights of 0 alone',
      [{ capacityProvider: 'FARGATE' }],
      'At least one capacity provider must have a weight above 0.',
    ],
  ])('a strategy with %s', (_what, capacityProviderStrategy, message) => {
    const { launchType: _, ...rest } = order(revision, { capacityProviderStrategy });
    expect(refusal(() => createService.run(world, caller, rest))).toEqual(invalid(message));
  });

  it('a target group without a load balancer, of instances, or that does not exist', () => {
    const alone = makeGroup(world, 'alone');
    expect(refusedCreate(behind(alone))).toEqual(
      invalid(`The target group with targetGroupArn ${alone} does not have an associated load balancer.`),
    );
    const instances = makeGroup(world, 'instances', { TargetType: 'instance' });
    expect(refusedCreate(behind(instances))).toEqual(
      invalid(
        `The provided target group ${instances} has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.`,
      ),
    );
    expect(refusedCreate(behind(`${alone}x`))).toEqual(
      invalid(
        'Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being passed has the proper permissions.',
      ),
    );
  });

  it('a container or a port that the task definition does not have', () => {
    const [balancer] = behind(targetGroup).loadBalancers;
    expect(refusedCreate({ loadBalancers: [{ ...balancer, containerName: 'web' }] })).toEqual(
      invalid('The container web does not exist in the task definition.'),
    );
    expect(refusedCreate({ loadBalancers: [{ ...balancer, containerPort: 9090 }] })).toEqual(
      invalid('The container app did not have a container port 9090 defined.'),
    );
  });

  it('a task definition that is not there, or that has been INACTIVE for ten minutes (§10)', () => {
    expect(refusedCreate({ taskDefinition: 'other' })).toEqual({
      code: 'ClientException',
      message: 'TaskDefinition not found.',
    });
    deregisterTaskDefinition.run(world, caller, { taskDefinition: revision });
    world.clock.advance(599_000);
    create(world, revision, { serviceName: 'early' });
    world.clock.advance(1_000);
    expect(refusedCreate({})).toEqual({ code: 'ClientException', message: 'TaskDefinition is inactive' });
  });

  it('an unknown cluster', () => {
    expect(refusedCreate({ cluster: 'other' })).toEqual({
      code: 'ClusterNotFoundException',
      message: 'Cluster not found.',
    });
  });

  it.each<[string, Partial<CreateServiceCommandInput>]>([
    ['deployment controllers but ECS', { deploymentController: { type: 'CODE_DEPLOY' } }],
    ['the strategy BLUE_GREEN', { deploymentConfiguration: { strategy: 'BLUE_GREEN' } }],
    ['EC2', { launchType: 'EC2' }],
    ['DAEMON', { schedulingStrategy: 'DAEMON', desiredCount: undefined }],
    ['Service Connect', { serviceConnectConfiguration: { enabled: true } }],
    ['a bake time', { deploymentConfiguration: { bakeTimeInMinutes: 5 } }],
  ])('by name what the simulator does not know: %s', (_what, more) => {
    expect(refusedCreate(more)).toMatchObject({ code: 'NotImplementedBySimulator' });
  });
});
