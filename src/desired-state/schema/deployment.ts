import { z } from 'zod';
import { described, matching, ruled, whole } from './rule.ts';
import { hostName, overlay, requestPath, roleArn, statusSet, taskRole } from './scalars.ts';

/** How ECS replaces tasks (aws-facts §2.3, deploymentConfiguration). */
export const deployment = z.strictObject({
  minimumHealthyPercent: described(whole(0, 100).optional(), {
    description: 'Share of the count that stays healthy during a deployment.',
    standard: '100; 0 for stateful services',
    examples: [50],
  }),
  maximumPercent: described(whole(100, 200).optional(), {
    description: 'Share of the count that may run during a deployment.',
    standard: '200; 100 for stateful services',
    limit: '100 to 200',
    examples: [150],
  }),
  circuitBreaker: described(z.boolean().optional(), {
    description: 'ECS gives a deployment that does not come up, and goes back by itself.',
    standard: 'true',
    examples: [true],
  }),
  alarms: described(z.array(z.string()).optional(), {
    description: 'CloudWatch alarms that end a deployment, by name.',
    examples: [['shop-api-5xx']],
  }),
  gracePeriod: described(whole(0, 2_147_483_647).optional(), {
    description: 'Seconds in which failing health checks do not stop a new task.',
    standard: '0',
    examples: [60],
  }),
  timeout: described(whole(60, 86_400).optional(), {
    description: 'Seconds that a rollout may take until it counts as failed.',
    standard: '1800',
    examples: [900],
  }),
});

/** Weights and bases (aws-facts §2.1, strategy item). */
export const capacityProviders = ruled(
  z.record(
    z.string(),
    z.union([
      whole(0, 1_000).transform((weight) => ({ weight, base: undefined })),
      z.strictObject({
        weight: described(whole(0, 1_000).optional(), {
          description: 'Share of the tasks above all bases.',
          standard: '0',
          limit: '0 to 1000',
          examples: [4],
        }),
        base: described(whole(0, 100_000).optional(), {
          description: 'Tasks that run here first.',
          standard: '0',
          limit: '0 to 100000; only one may have a base',
          examples: [1],
        }),
      }),
    ]),
  ),
  { code: 'capacity-provider', allowed: 'at least one of FARGATE, FARGATE_SPOT' },
  (all) => Object.keys(all).length > 0,
);

/** A request through the load balancer that ends each rollout. */
export const smokeTest = z.strictObject({
  path: described(requestPath.optional(), {
    description: 'Path that is asked.',
    standard: "the health check's path",
    examples: ['/api/health'],
  }),
  status: described(statusSet.optional(), {
    description: 'Statuses that pass.',
    standard: '200',
    examples: [200],
  }),
  text: described(
    ruled(
      z.string(),
      { code: 'text', allowed: '1 to 1000 characters' },
      ({ length }) => length > 0 && length <= 1_000,
    ).optional(),
    { description: 'Literal text that the answer must contain.', examples: ['ok'] },
  ),
  host: described(hostName.optional(), {
    description: 'Host header of the request.',
    standard: "the load balancer's own name",
    examples: ['shop.example.com'],
  }),
});

const kmsKey = matching(/^[\w:/-]{1,2048}$/, { code: 'key', allowed: 'ARN, ID or alias of a KMS key' });
const tagFilter = matching(/^[0-9a-zA-Z._*-]{1,128}$/, {
  code: 'tag-filter',
  allowed: 'at most 128 letters, digits, . _ * -',
});

/** The ECR repository, made and kept as declared (aws-facts §6). */
export const repository = z.strictObject({
  scanOnPush: described(z.boolean().optional(), {
    description: 'Each pushed image is scanned.',
    standard: 'true',
    examples: [true],
  }),
  immutable: described(
    z
      .union([
        z.boolean(),
        z.strictObject({
          except: described(
            ruled(
              z.array(tagFilter),
              { code: 'out-of-range', allowed: '1 to 5 of them' },
              ({ length }) => length >= 1 && length <= 5,
            ),
            { description: 'Tags that may still move; * is a wildcard.', limit: '1 to 5', examples: [['latest']] },
          ),
        }),
      ])
      .optional(),
    { description: 'A tag never moves to another image, or only those excepted do.', standard: 'false' },
  ),
  lifecycle: described(
    z
      .union([
        z.strictObject({
          keep: described(whole(1, 100_000), { description: 'The newest so many images stay.', examples: [50] }),
        }),
        z.strictObject({
          rules: described(z.array(overlay), { description: "ECR's own lifecycle rules.", limit: 'at most 50' }),
        }),
      ])
      .optional(),
    { description: 'Which images are kept.', standard: 'all', examples: [{ keep: 50 }] },
  ),
  encryption: described(
    z
      .union([
        z.literal('AES256'),
        z.strictObject({
          kms: described(kmsKey, { description: 'The KMS key.', examples: ['alias/images'] }),
        }),
      ])
      .optional(),
    { description: 'How images are encrypted; only at creation.', standard: 'AES256', examples: ['AES256'] },
  ),
});

/** Derived on the app's role path by default; a missing one is a finding. */
export const roles = z.strictObject({
  execution: described(roleArn.optional(), {
    description: 'Role that pulls images, reads secrets and opens logs.',
    standard: 'role/ecs-steward/APP/APP-execution',
    examples: ['arn:aws:iam::210987654321:role/ecs-steward/todo/todo-execution'],
  }),
  task: described(taskRole.optional(), {
    description: 'Role of the program itself; none for no role.',
    standard: 'role/ecs-steward/APP/APP-SERVICE',
    examples: ['none'],
  }),
});
