import { z } from 'zod';
import { described, distinct, listOf, ruled, whole } from './rule.ts';
import {
  accountId,
  clusterName,
  isDate,
  listenerArn,
  name,
  regionName,
  securityGroupId,
  subnetId,
  tags,
} from './scalars.ts';
import { defaults, service } from './service.ts';

const day = ruled(z.string(), { code: 'date', allowed: 'a date as 2026-02-01' }, isDate);

const tombstone = z.strictObject({
  service: described(name, { description: 'The service to remove.', examples: ['batch'] }),
  since: described(day.optional(), { description: 'Date of the decision.', examples: ['2026-02-01'] }),
  reason: described(z.string().optional(), {
    description: 'Why; kept in the history.',
    examples: ['replaced by reports'],
  }),
  data: described(z.literal('delete').optional(), {
    description: 'Repository and log group go, too.',
    standard: 'they stay',
    examples: ['delete'],
  }),
  force: described(z.boolean().optional(), {
    description: 'Running tasks are stopped at once instead of drained.',
    standard: 'false',
    examples: [true],
  }),
});

const network = z.strictObject({
  subnets: described(distinct(listOf(subnetId, 1, 16)), {
    description: 'Subnets of one VPC, in at least two zones.',
    limit: 'at most 16',
    examples: [['subnet-0a11aa22bb33cc44d', 'subnet-0f55ee66dd77cc88b']],
  }),
  securityGroups: described(distinct(listOf(securityGroupId, 1, 5)), {
    description: 'Security groups of the tasks.',
    limit: 'at most 5',
    examples: [['sg-0123456789abcdef0']],
  }),
  publicIp: described(z.boolean().optional(), {
    description: 'Tasks get public addresses.',
    standard: 'false',
    examples: [false],
  }),
});

const loadBalancer = z.strictObject({
  listener: described(listenerArn, {
    description: 'ARN of the listener that gets the rules.',
    examples: [
      'arn:aws:elasticloadbalancing:eu-central-1:210987654321:listener/app/todo/50dc6c495c0c9188/f2f7dc8efc522ab2',
    ],
  }),
});

const clusterCapacityProviders = z.strictObject({
  providers: described(z.array(z.string()), {
    description: 'Capacity providers of the cluster: all of them, for AWS replaces the set.',
    examples: [['FARGATE', 'FARGATE_SPOT']],
  }),
  strategy: described(z.record(z.string(), whole(0, 1_000)).optional(), {
    description: "The cluster's default weights, by provider.",
    limit: '0 to 1000',
    examples: [{ FARGATE: 1 }],
  }),
});

/** The desired state of one app, as its users write it. This schema is the one source: types, JSON Schema, reference. */
export const documentSchema = z.strictObject({
  app: described(name, { description: "The app's name: the unit of locking and history.", examples: ['todo'] }),
  account: described(accountId, { description: 'AWS account, twelve digits in quotes.', examples: ['210987654321'] }),
  region: described(regionName, {
    description: 'AWS region; nothing is written in another one.',
    examples: ['eu-central-1'],
  }),
  cluster: described(clusterName, {
    description: 'Name of the ECS cluster; it must exist.',
    limit: '255 characters',
    examples: ['todo'],
  }),
  mode: described(z.enum(['enforce', 'observe']).optional(), {
    description: 'observe: plan and log, write nothing.',
    standard: 'enforce',
    examples: ['observe'],
  }),
  manage: described(z.enum(['image', 'service', 'all']).optional(), {
    description: 'How much of each service is ours, unless the service says so itself.',
    standard: 'all; image for what is adopted',
    examples: ['image'],
  }),
  unmanaged: described(z.array(z.string()).optional(), {
    description: 'Difference paths that are left alone in all services.',
    examples: [['healthCheckGracePeriodSeconds']],
  }),
  network: described(network, { description: 'Where tasks run.' }),
  loadBalancer: described(loadBalancer.optional(), { description: 'Needed where a service has routes.' }),
  clusterCapacityProviders: described(clusterCapacityProviders.optional(), {
    description: 'Capacity providers of the cluster itself.',
    standard: 'left alone',
  }),
  tags: described(tags.optional(), {
    description: 'Tags of everything that the app is made of.',
    limit: 'aws: is reserved',
    examples: [{ team: 'commerce' }],
  }),
  defaults: described(defaults.optional(), {
    description: 'Fields for all services that do not say otherwise; maps are merged field by field.',
  }),
  services: described(z.record(name, service), { description: 'The services, by name.' }),
  removed: described(z.array(tombstone).optional(), {
    description: 'Tombstones: the only thing that leads to deletion.',
  }),
});

export type Document = z.output<typeof documentSchema>;
