import { z } from 'zod';
import { putClusterCapacityProviders } from '../../ecs/capacity-providers.ts';
import { createCluster, deleteCluster } from '../../ecs/clusters.ts';
import { call, generatedName, resourceType, tags, unlessGone } from '../resource-type.ts';

const schema = z.strictObject({
  ClusterName: z.string().optional(),
  CapacityProviders: z.array(z.string()).optional(),
  Tags: tags,
});

export const cluster = resourceType({
  type: 'AWS::ECS::Cluster',
  schema,
  replacedBy: ['ClusterName', 'Tags'],
  seconds: 10,
  async create(
    site,
    { ClusterName: clusterName = generatedName(site), CapacityProviders: capacityProviders, Tags = [] },
  ) {
    const own = Tags.map(({ Key: key, Value: value }) => ({ key, value }));
    const { cluster: made } = await call(site, createCluster, { clusterName, capacityProviders, tags: own });
    return { id: clusterName, attributes: { Arn: made?.clusterArn } };
  },
  async update(site, physical, { CapacityProviders = [] }) {
    const order = { cluster: physical.id, capacityProviders: CapacityProviders, defaultCapacityProviderStrategy: [] };
    await call(site, putClusterCapacityProviders, order);
    return physical;
  },
  delete: (site, { id }) => unlessGone(call(site, deleteCluster, { cluster: id }), 'ClusterNotFoundException'),
});
