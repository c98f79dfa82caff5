import { z } from 'zod';
import { described, whole } from './rule.ts';
import { accountId, clusterName, listenerArn, name, regionName, securityGroupId, subnetId, tags } from './scalars.ts';
import { defaults, service } from './service.ts';

const tombstone = z.strictObject({
  service: described(name, { description: 'The service to remove: the only thing that leads to deletion.' }),
  since: described(
    z
      .union([z.string(), z.date()])
      .transform((value) => (typeof value === 'string' ? value : value.toISOString().slice(0, 10)))
      .optional(),
    { description: 'Date of the decision.' },
  ),
  reason: z.string().optional(),
  data: described(z.literal('delete').optional(), { description: 'Repository and log group go, too.' }),
  force: described(z.boolean().optional(), { description: 'Running tasks are stopped at once.', default: 'false' }),
});

/** The desired state of one app, as its users write it. This schema is the one source: types, JSON Schema, reference. */
export const documentSchema = z.strictObject({
  app: described(name, { description: "The app's name: the unit of locking and history.", examples: ['todo'] }),
  account: described(accountId, { description: 'AWS account, twelve digits in quotes.', examples: ['210987654321'] }),
  region: described(regionName, { description: 'AWS region.', examples: ['eu-central-1'] }),
  cluster: described(clusterName, { description: 'Name of the ECS cluster; it must exist.' }),
  mode: described(z.enum(['enforce', 'observe']).optional(), {
    description: 'observe: plan and log, write nothing.',
    default: 'enforce',
  }),
  manage: described(z.enum(['image', 'service', 'all']).optional(), {
    description: 'How much of each service is ours.',
    default: 'all; image for what is adopted',
  }),
  unmanaged: described(z.array(z.string()).optional(), {
    description: 'Difference paths that are left alone in all services.',
  }),
  network: described(
    z.strictObject({
      subnets: described(z.array(subnetId).min(1).max(16), {
        description: 'Subnets of one VPC, in at least two zones.',
        limit: 'at most 16',
      }),
      securityGroups: described(z.array(securityGroupId).min(1).max(5), {
        description: 'Security groups of the tasks.',
        limit: 'at most 5',
      }),
      publicIp: described(z.boolean().optional(), { description: 'Tasks get public addresses.', default: 'false' }),
    }),
    { description: 'Where tasks run.' },
  ),
  loadBalancer: described(
    z
      .strictObject({ listener: described(listenerArn, { description: 'ARN of the listener that gets the rules.' }) })
      .optional(),
    { description: 'Needed where a service has routes.' },
  ),
  clusterCapacityProviders: described(
    z
      .strictObject({ providers: z.array(z.string()), strategy: z.record(z.string(), whole(0, 1_000)).optional() })
      .optional(),
    { description: 'Capacity providers of the cluster itself; absent: left alone.' },
  ),
  tags: described(tags.optional(), { description: 'Tags of everything that the app is made of.' }),
  defaults: described(defaults.optional(), { description: 'Fields for all services that do not say otherwise.' }),
  services: described(z.record(name, service), { description: 'The services, by name.' }),
  removed: described(z.array(tombstone).optional(), { description: 'Tombstones.' }),
});

export type Document = z.output<typeof documentSchema>;
