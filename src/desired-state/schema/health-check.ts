import { z } from 'zod';
import { described, listOf, whole } from './rule.ts';
import { healthStatusSet, port, requestPath } from './scalars.ts';

/** The load balancer's check of each task (aws-facts §4.1). */
export const healthCheck = z.strictObject({
  path: described(requestPath.optional(), {
    description: 'Path that the load balancer asks.',
    standard: '/',
    limit: '1 to 1024 characters',
    examples: ['/health'],
  }),
  status: described(healthStatusSet.optional(), {
    description: 'Statuses that count as healthy.',
    standard: '200 (GRPC: 12)',
    limit: '200 to 499 (GRPC: 0 to 99)',
    examples: [200, '200-299'],
  }),
  interval: described(whole(5, 300, '5 to 300, and above the timeout').optional(), {
    description: 'Seconds between two checks.',
    standard: '30',
    limit: '5 to 300',
    examples: [10],
  }),
  timeout: described(whole(2, 120).optional(), {
    description: 'Seconds until a check counts as failed.',
    standard: '5',
    limit: '2 to 120, below the interval',
    examples: [5],
  }),
  healthyThreshold: described(whole(2, 10).optional(), {
    description: 'Successes in a row that make a target healthy again.',
    standard: '5',
    limit: '2 to 10',
    examples: [2],
  }),
  unhealthyThreshold: described(whole(2, 10).optional(), {
    description: 'Failures in a row that make a target unhealthy.',
    standard: '2',
    limit: '2 to 10',
    examples: [3],
  }),
  port: described(z.union([port, z.literal('traffic-port')]).optional(), {
    description: "Port of the check, where it is not the target's own.",
    standard: 'traffic-port',
    examples: [8081],
  }),
  protocol: described(z.enum(['HTTP', 'HTTPS']).optional(), {
    description: 'Protocol of the check.',
    standard: "the service's protocol",
    examples: ['HTTPS'],
  }),
});

/** The container's own check, run inside it (aws-facts §2.2, healthCheck). */
export const containerHealthCheck = z.strictObject({
  command: described(
    z.union([z.string().transform((line) => ['CMD-SHELL', line]), listOf(z.string(), 1, Number.POSITIVE_INFINITY)]),
    {
      description: 'Command in the container: a shell line, or a list that begins with CMD or CMD-SHELL.',
      examples: ['curl -f http://localhost:8080/health || exit 1'],
    },
  ),
  interval: described(whole(5, 300).optional(), {
    description: 'Seconds between two runs.',
    standard: '30',
    limit: '5 to 300',
    examples: [10],
  }),
  timeout: described(whole(2, 60).optional(), {
    description: 'Seconds until a run counts as failed.',
    standard: '5',
    limit: '2 to 60',
    examples: [3],
  }),
  retries: described(whole(1, 10).optional(), {
    description: 'Failures in a row that make the container unhealthy.',
    standard: '3',
    limit: '1 to 10',
    examples: [3],
  }),
  startPeriod: described(whole(0, 300).optional(), {
    description: 'Seconds after the start in which failures do not count.',
    standard: '0',
    limit: '0 to 300',
    examples: [60],
  }),
});
