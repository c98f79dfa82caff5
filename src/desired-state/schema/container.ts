import { z } from 'zod';
import { containerHealthCheck } from './health-check.ts';
import { image } from './image.ts';
import { described, listOf, matching, ruled, text, whole } from './rule.ts';
import { accessPointId, fileSystemId, name, port, retention, secretReference } from './scalars.ts';

const portName = matching(/^(?!-)[a-z0-9_-]{1,64}(?<!-)$/, {
  code: 'name',
  allowed: 'at most 64 lower-case letters, digits, hyphens, underscores',
});

const portEntry = z.strictObject({
  port: described(port, { description: 'Container port.', examples: [8080] }),
  name: described(portName.optional(), {
    description: "The port's name; keeps its target group when the number changes.",
    examples: ['http'],
  }),
  protocol: described(z.enum(['tcp', 'udp']).optional(), {
    description: 'Protocol of the port.',
    standard: 'tcp',
    examples: ['udp'],
  }),
  appProtocol: described(z.enum(['http', 'http2', 'grpc']).optional(), {
    description: 'Application protocol, for Service Connect.',
    examples: ['http'],
  }),
});

const plainPort = port.transform((value) => ({ port: value, protocol: 'tcp' as const }));

export const ports = z.union([
  plainPort.transform((value) => [value]),
  listOf(z.union([plainPort, portEntry]), 1, Number.POSITIVE_INFINITY),
]);

/** `2000`, or `2000/udp`. */
const sidecarPort = z.union([
  plainPort,
  matching(/^\d{1,5}\/(?:tcp|udp)$/, { code: 'port', allowed: '2000, or 2000/udp' }).transform((value) => {
    const [number, protocol] = value.split('/');
    return { port: Number(number), protocol: protocol === 'udp' ? ('udp' as const) : ('tcp' as const) };
  }),
]);

/** ECS refuses a blank one; no process can have one with = or NUL in its name. */
const variable = ruled(
  z.string(),
  { code: 'name', allowed: 'the name of a variable: not blank, no = and no NUL' },
  (value) => /^(?=.*\S)[^=\0]+$/s.test(value),
);

export const environment = z.record(variable, text);
export const secrets = z.record(variable, secretReference);
export const words = z.array(text);

/** A further container of the task. */
const sidecar = z.strictObject({
  image: described(image, {
    description: "The container's image.",
    examples: ['public.ecr.aws/xray/aws-xray-daemon:3.3.7'],
  }),
  port: described(sidecarPort.optional(), { description: "The container's port.", examples: ['2000/udp'] }),
  essential: described(z.boolean().optional(), {
    description: 'The task stops with it.',
    standard: 'true',
    examples: [false],
  }),
  cpu: described(whole(0, 16_384).optional(), {
    description: "CPU units of the task's that it may count on.",
    standard: '0',
    limit: "all containers together at most the task's",
    examples: [64],
  }),
  memory: described(whole(4, 122_880).optional(), {
    description: 'MiB at which it is stopped.',
    limit: "at most the task's",
    examples: [256],
  }),
  memoryReservation: described(whole(4, 122_880).optional(), {
    description: 'MiB that are kept for it.',
    examples: [128],
  }),
  command: described(words.optional(), { description: "Replaces the image's command.", examples: [['--quiet']] }),
  entryPoint: described(words.optional(), { description: "Replaces the image's entry point.", examples: [['/agent']] }),
  environment: described(environment.optional(), {
    description: 'Environment variables.',
    examples: [{ LOG_LEVEL: 'info' }],
  }),
  secrets: described(secrets.optional(), {
    description: 'Variables from SSM or Secrets Manager, by name or ARN.',
    examples: [{ API_TOKEN: '/shop/api-token' }],
  }),
  dependsOn: described(z.record(z.string(), z.enum(['START', 'COMPLETE', 'SUCCESS', 'HEALTHY'])).optional(), {
    description: 'Containers that must have come so far first.',
    examples: [{ web: 'START' }],
  }),
  healthCheck: described(containerHealthCheck.optional(), { description: "The container's own check." }),
});

export const sidecars = z.record(name, sidecar);

const absolutePath = matching(/^\/[^\0]*$/, { code: 'path', allowed: 'an absolute path' });

export const volumeName = matching(/^[A-Za-z0-9_-]{1,255}$/, {
  code: 'name',
  allowed: '1 to 255 letters, digits, hyphens, underscores',
});

/** An EFS file system in the service's own container (aws-facts §3, EFS). */
export const volume = z.strictObject({
  efs: described(fileSystemId, { description: 'The file system.', examples: ['fs-0c1d2e3f4a5b6c7d8'] }),
  accessPoint: described(accessPointId.optional(), {
    description: 'Access point to enter by; it has a root of its own.',
    examples: ['fsap-0a1b2c3d4e5f60718'],
  }),
  mount: described(absolutePath, { description: 'Where it is in the container.', examples: ['/data'] }),
  readOnly: described(z.boolean().optional(), {
    description: 'The container may not write to it.',
    standard: 'false',
    examples: [true],
  }),
  root: described(absolutePath.optional(), {
    description: 'Folder of the file system that is mounted; not with an access point.',
    standard: '/',
    examples: ['/uploads'],
  }),
  iam: described(z.boolean().optional(), {
    description: 'The task role decides who may mount it.',
    standard: 'false',
    examples: [true],
  }),
});

const firelens = z.strictObject({
  image: described(image.optional(), {
    description: "The log router's image.",
    standard: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:stable',
    examples: ['shared/router:1.0'],
  }),
  type: described(z.enum(['fluentbit', 'fluentd']).optional(), {
    description: 'What the router runs.',
    standard: 'fluentbit',
    examples: ['fluentd'],
  }),
  options: described(z.record(z.string(), text).optional(), {
    description: "The router's output, in its own words.",
    examples: [{ Name: 'cloudwatch_logs' }],
  }),
});

export const logGroup = matching(/^[.\-_/#A-Za-z0-9]{1,512}$/, {
  code: 'log-group',
  allowed: '1 to 512 of letters, digits, . - _ / #',
});

export const logs = z.strictObject({
  retention: described(retention.optional(), {
    description: 'Days that logs are kept, or forever.',
    standard: '30',
    limit: 'only the days that CloudWatch Logs knows',
    examples: [14, 'forever'],
  }),
  group: described(logGroup.optional(), {
    description: 'Another log group.',
    standard: '/ecs/APP/SERVICE',
    limit: '512 characters',
    examples: ['/shop/web'],
  }),
  firelens: described(firelens.optional(), { description: 'Logs go through a log router instead of awslogs.' }),
});
