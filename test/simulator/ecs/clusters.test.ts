import { beforeEach, describe, expect, it } from 'vitest';
import { putClusterCapacityProviders } from '../../../src/simulator/ecs/capacity-providers.ts';
import { createCluster, deleteCluster, describeClusters, listClusters } from '../../../src/simulator/ecs/clusters.ts';
import { deleteService } from '../../../src/simulator/ecs/delete-service.ts';
import { updateClusterSettings } from '../../../src/simulator/ecs/update-cluster.ts';
import type { World } from '../../../src/simulator/world.ts';
import { caller, refusal } from '../elbv2/load-balanced-world.ts';
import { arns, at, completed, create, ecsWorld, register, tasks, until } from './ecs-world.ts';

let world: World;
beforeEach(() => {
  ({ world } = ecsWorld());
});
const cluster = at.cluster;
const describeIt = (include: ('SETTINGS' | 'TAGS')[] = []) =>
  describeClusters.run(world, caller, { clusters: [cluster], include }).clusters?.[0];

describe('clusters (§2.1)', () => {
  it('are made once: the same name again answers what is there', () => {
    const tags = [{ key: 'app', value: 'todo' }];
    createCluster.run(world, caller, { clusterName: 'other', tags });
    const again = createCluster.run(world, caller, { clusterName: 'other', tags: [] });
    expect(again.cluster).toMatchObject({ clusterArn: `${arns}:cluster/other`, status: 'ACTIVE', tags });
    expect(listClusters.run(world, caller, {}).clusterArns).toEqual([`${arns}:cluster/todo`, `${arns}:cluster/other`]);
  });

  it('are called default without a name', () => {
    expect(createCluster.run(world, caller, {}).cluster?.clusterName).toBe('default');
    expect(describeClusters.run(world, caller, {}).clusters).toMatchObject([{ clusterName: 'default' }]);
  });

  it('count services and tasks, and name unknown ones as failures', () => {
    create(world, register(world, 'good'));
    until(world, () => completed(world));
    expect(describeIt()).toMatchObject({ activeServicesCount: 1, runningTasksCount: 2, pendingTasksCount: 0 });
    expect(describeClusters.run(world, caller, { clusters: ['other'] })).toEqual({
      clusters: [],
      failures: [{ arn: `${arns}:cluster/other`, reason: 'MISSING' }],
    });
  });

  it('show settings and tags on request alone, and merge settings by name', () => {
    const settings = [{ name: 'containerInsights' as const, value: 'enhanced' }];
    updateClusterSettings.run(world, caller, { cluster, settings });
    expect(describeIt()).toMatchObject({ settings: [], tags: [] });
    expect(describeIt(['SETTINGS'])?.settings).toEqual(settings);
    updateClusterSettings.run(world, caller, { cluster, settings: [{ name: 'containerInsights', value: 'disabled' }] });
    expect(describeIt(['SETTINGS'])?.settings).toEqual([{ name: 'containerInsights', value: 'disabled' }]);
  });

  it('have their providers replaced, not merged, and only by those that exist', () => {
    const put = (capacityProviders: string[], capacityProvider?: string) =>
      putClusterCapacityProviders.run(world, caller, {
        cluster,
        capacityProviders,
        defaultCapacityProviderStrategy: capacityProvider === undefined ? [] : [{ capacityProvider, weight: 1 }],
      });
    put(['FARGATE', 'FARGATE_SPOT'], 'FARGATE_SPOT');
    put(['FARGATE']);
    expect(describeIt()).toMatchObject({ capacityProviders: ['FARGATE'], defaultCapacityProviderStrategy: [] });
    expect(refusal(() => put(['mine']))).toMatchObject({ code: 'InvalidParameterException' });
    expect(refusal(() => put(['FARGATE'], 'FARGATE_SPOT'))).toEqual({
      code: 'InvalidParameterException',
      message: "The specified capacity provider 'FARGATE_SPOT' was not found. Specify a valid name and try again.",
    });
  });

  it('are deleted when neither services nor tasks are left, and linger as INACTIVE', () => {
    const remove = () => refusal(() => deleteCluster.run(world, caller, { cluster }));
    create(world, register(world, 'good'));
    until(world, () => completed(world));
    expect(remove()).toMatchObject({ code: 'ClusterContainsServicesException' });
    deleteService.run(world, caller, { ...at, force: true });
    expect(remove()).toMatchObject({ code: 'ClusterContainsTasksException' });
    const gone = () => tasks(world, 'STOPPED').filter(({ lastStatus }) => lastStatus === 'STOPPED');
    until(world, () => gone().length === 2);
    expect(remove()).toBe('no error');
    expect(describeIt()?.status).toBe('INACTIVE');
    expect(listClusters.run(world, caller, {}).clusterArns).toEqual([]);
    expect(remove()).toEqual({ code: 'ClusterNotFoundException', message: 'Cluster not found.' });
  });
});
