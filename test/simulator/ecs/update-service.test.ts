import type { UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, it } from 'vitest';
import { deleteService } from '../../../src/simulator/ecs/delete-service.ts';
import { updateService } from '../../../src/simulator/ecs/update-service.ts';
import type { World } from '../../../src/simulator/world.ts';
import { caller, refusal } from '../elbv2/load-balanced-world.ts';
import { at, behind, breaker, completed, create, ecsWorld, register, theService, until, update } from './ecs-world.ts';

let world: World;
let targetGroup: string;
let revision: string;
beforeEach(() => {
  ({ world, targetGroup } = ecsWorld());
  revision = register(world, 'good');
});

describe('UpdateService (§2.3)', () => {
  const ids = () => theService(world).deployments?.map(({ id }) => id);
  const refused = (more: Partial<UpdateServiceCommandInput>) =>
    refusal(() => updateService.run(world, caller, { ...at, ...more }));

  it.each<[string, Omit<UpdateServiceCommandInput, 'service'>]>([
    ['nothing', {}],
    ['the count', { desiredCount: 3 }],
    ['the deployment configuration', { deploymentConfiguration: breaker }],
    ['the grace period', { healthCheckGracePeriodSeconds: 30 }],
    ['tag propagation', { propagateTags: 'SERVICE', enableECSManagedTags: true }],
    ['exec', { enableExecuteCommand: true }],
    ['rebalancing', { availabilityZoneRebalancing: 'DISABLED' }],
    [
      'the same network with its members in another order',
      {
        networkConfiguration: {
          awsvpcConfiguration: {
            assignPublicIp: 'ENABLED',
            securityGroups: ['sg-1'],
            subnets: ['subnet-a', 'subnet-b'],
          },
        },
      },
    ],
    ['defaults', { platformVersion: 'LATEST', loadBalancers: [], serviceRegistries: [], capacityProviderStrategy: [] }],
  ])('of %s starts no deployment', (_what, more) => {
    create(world, revision);
    const before = ids();
    update(world, more);
    expect(ids()).toEqual(before);
  });

  it.each<[string, () => Omit<UpdateServiceCommandInput, 'service'>]>([
    ['the task definition', () => ({ taskDefinition: register(world, 'good') })],
    ['the network', () => ({ networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-c'] } } })],
    ['load balancers', () => behind(targetGroup)],
    ['the platform version', () => ({ platformVersion: '1.4.0' })],
    ['the strategy', () => ({ capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] })],
    ['nothing, when it is forced', () => ({ forceNewDeployment: true })],
  ])('of %s starts one', (_what, more) => {
    create(world, revision);
    const before = ids() ?? [];
    const answer = update(world, more());
    expect(answer.deployments?.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE']);
    expect(answer.deployments?.[1]?.id).toBe(before[0]);
  });

  it('with the family alone takes its newest ACTIVE revision', () => {
    create(world, revision);
    const next = register(world, 'good');
    expect(update(world, { taskDefinition: 'backend' }).taskDefinition).toBe(next);
  });

  it('leaves members of the deployment configuration that it does not send', () => {
    create(world, revision, { deploymentConfiguration: { ...breaker, maximumPercent: 150 } });
    update(world, { deploymentConfiguration: { minimumHealthyPercent: 50 } });
    expect(theService(world).deploymentConfiguration).toMatchObject({
      ...breaker,
      maximumPercent: 150,
      minimumHealthyPercent: 50,
    });
  });

  it('goes from a launch type to a strategy, and back with an empty one', () => {
    create(world, revision);
    update(world, { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] });
    expect(theService(world)).not.toHaveProperty('launchType');
    update(world, { capacityProviderStrategy: [] });
    expect(theService(world)).toMatchObject({ launchType: 'FARGATE' });
    expect(theService(world)).not.toHaveProperty('capacityProviderStrategy');
  });

  it('takes load balancers away with an empty list', () => {
    create(world, revision, behind(targetGroup));
    update(world, { loadBalancers: [] });
    expect(theService(world).loadBalancers).toEqual([]);
  });

  it('refuses a service that is not there or not ACTIVE', () => {
    expect(refused({})).toEqual({ code: 'ServiceNotFoundException', message: 'Service not found.' });
    create(world, revision);
    until(world, () => completed(world));
    deleteService.run(world, caller, { ...at, force: true });
    expect(refused({})).toEqual({ code: 'ServiceNotActiveException', message: 'Service was not ACTIVE.' });
  });

  it('checks what it is sent as CreateService does, and changes nothing when it refuses', () => {
    create(world, revision);
    const before = theService(world);
    const wrong = { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-x'] } }, desiredCount: 9 };
    expect(refused(wrong)).toMatchObject({ code: 'InvalidParameterException' });
    expect(refused({ taskDefinition: 'other' })).toMatchObject({ message: 'TaskDefinition not found.' });
    expect(theService(world)).toEqual(before);
  });
});
