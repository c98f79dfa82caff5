import { z } from 'zod';
import { image } from './image.ts';
import { described, oneOrMany, ruled, whole } from './rule.ts';
import {
  cpu,
  healthStatusSet,
  hostPattern,
  memory,
  name,
  overlay,
  pathPattern,
  port,
  requestPath,
  retention,
  secretReference,
  statusSet,
  tags,
  text,
} from './scalars.ts';

/** One service of a document. Field names are the document's; AWS' own words go into the overlays. */

const healthCheck = z.strictObject({
  path: described(requestPath.optional(), {
    description: 'Path that the load balancer asks.',
    default: '/',
    examples: ['/health'],
  }),
  status: described(healthStatusSet.optional(), {
    description: 'Statuses that count as healthy.',
    default: '200',
    limit: '200 to 499',
    examples: [200, '200-299'],
  }),
  interval: described(
    ruled(
      z.number(),
      { code: 'out-of-range', allowed: '5 to 300, and above the timeout' },
      (value) => value >= 5 && value <= 300,
    ).optional(),
    { description: 'Seconds between two checks.', default: '30' },
  ),
  timeout: described(whole(2, 120).optional(), {
    description: 'Seconds until a check counts as failed.',
    default: '5',
  }),
  healthyThreshold: described(whole(2, 10).optional(), {
    description: 'Successes in a row that make a target healthy again.',
    default: '5',
  }),
  unhealthyThreshold: described(whole(2, 10).optional(), {
    description: 'Failures in a row that make a target unhealthy.',
    default: '2',
  }),
  port: described(z.union([port, z.literal('traffic-port')]).optional(), {
    description: "Port of the check, where it is not the target's own.",
    default: 'traffic-port',
  }),
  protocol: described(z.enum(['HTTP', 'HTTPS']).optional(), { description: 'Protocol of the check.', default: 'HTTP' }),
});

const containerHealthCheck = z.strictObject({
  command: described(z.union([z.string().transform((line) => ['CMD-SHELL', line]), z.array(z.string()).min(1)]), {
    description: 'Command in the container: a shell line, or a list beginning with CMD or CMD-SHELL.',
  }),
  interval: whole(5, 300).optional(),
  timeout: whole(2, 60).optional(),
  retries: whole(1, 10).optional(),
  startPeriod: whole(0, 300).optional(),
});

const route = z.strictObject({
  path: described(oneOrMany(pathPattern).optional(), {
    description: 'Path patterns; * and ? are wildcards.',
    limit: '128 characters, 5 values a rule',
    examples: ['/api/*'],
  }),
  host: described(oneOrMany(hostPattern).optional(), { description: 'Host names.', examples: ['shop.example.com'] }),
  header: described(z.record(z.string(), oneOrMany(z.string())).optional(), {
    description: 'Header values by header name.',
    examples: [{ 'X-Canary': 'yes' }],
  }),
  method: described(
    oneOrMany(
      ruled(z.string(), { code: 'method', allowed: 'capital letters, as GET' }, (value) =>
        /^[A-Z_-]{1,40}$/.test(value),
      ),
    ).optional(),
    { description: 'Request methods.' },
  ),
  query: described(z.record(z.string(), z.string()).optional(), { description: 'Query values by key.' }),
  sourceIp: described(oneOrMany(z.string()).optional(), { description: 'Source addresses in CIDR form.' }),
  priority: described(whole(1, 50_000).optional(), {
    description: "Place in the listener's order.",
    default: 'chosen: narrower routes first',
    limit: '1 to 50000, unique on a listener',
  }),
  port: described(port.optional(), {
    description: 'Container port that the route leads to.',
    default: 'the first port',
  }),
});

const schedule = z.strictObject({
  name: described(z.string(), { description: 'Name of the scheduled action.' }),
  cron: z.string().optional(),
  rate: z.string().optional(),
  at: z.string().optional(),
  timezone: described(z.string().optional(), { description: 'IANA time zone.', default: 'UTC' }),
  min: whole(0, 5_000).optional(),
  max: whole(0, 5_000).optional(),
});

const percent = described(
  ruled(z.number(), { code: 'out-of-range', allowed: '1 to 100' }, (value) => value >= 1 && value <= 100),
  { description: 'Target value in per cent.', limit: '1 to 100 makes sense for a service' },
);

const scaling = z.strictObject({
  min: described(whole(0, 5_000), { description: 'Fewest tasks.' }),
  max: described(whole(0, 5_000), { description: 'Most tasks.' }),
  cpu: percent.optional(),
  memory: percent.optional(),
  requestsPerTarget: described(z.number().positive().optional(), {
    description: 'Requests a minute and target to aim at.',
  }),
  metric: described(
    z
      .strictObject({
        namespace: z.string(),
        name: z.string(),
        statistic: z.enum(['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum']).optional(),
        unit: z.string().optional(),
        dimensions: z.record(z.string(), z.string()).optional(),
        target: z.number().positive(),
      })
      .optional(),
    { description: 'A metric of your own to aim at.' },
  ),
  schedules: described(z.array(schedule).optional(), { description: 'Bounds that change by the clock.' }),
  scaleOutCooldown: described(whole(0, 86_400).optional(), {
    description: 'Seconds between two steps out.',
    default: '300',
  }),
  scaleInCooldown: described(whole(0, 86_400).optional(), {
    description: 'Seconds between two steps in.',
    default: '300',
  }),
});

const logs = z.strictObject({
  retention: described(retention.optional(), {
    description: 'Days that logs are kept, or forever.',
    default: '30',
    examples: [14],
  }),
  group: described(
    ruled(z.string(), { code: 'log-group', allowed: '1 to 512 of letters, digits, . - _ / #' }, (value) =>
      /^[.\-_/#A-Za-z0-9]{1,512}$/.test(value),
    ).optional(),
    { description: 'Another log group; it is used as it is when it was there before.', default: '/ecs/APP/SERVICE' },
  ),
  firelens: described(
    z
      .strictObject({
        image: z.string().optional(),
        type: z.enum(['fluentbit', 'fluentd']).optional(),
        options: z.record(z.string(), text).optional(),
      })
      .optional(),
    { description: 'Logs go through a log router with these options instead of awslogs.' },
  ),
});

const ports = z.union([
  port.transform((value) => [{ port: value, protocol: 'tcp' as const }]),
  z
    .array(
      z.union([
        port.transform((value) => ({ port: value, protocol: 'tcp' as const })),
        z.strictObject({
          port,
          name: z.string().optional(),
          protocol: z.enum(['tcp', 'udp']).optional(),
          appProtocol: z.enum(['http', 'http2', 'grpc']).optional(),
        }),
      ]),
    )
    .min(1),
]);

/** `2000`, or `2000/udp`. */
const sidecarPort = z.union([
  port.transform((value) => ({ port: value, protocol: 'tcp' as const })),
  z
    .string()
    .regex(/^\d{1,5}\/(?:tcp|udp)$/)
    .transform((value) => {
      const [number, protocol] = value.split('/');
      return { port: Number(number), protocol: protocol === 'udp' ? ('udp' as const) : ('tcp' as const) };
    }),
]);

const sidecar = z.strictObject({
  image,
  port: sidecarPort.optional(),
  essential: described(z.boolean().optional(), { description: 'The task stops with it.', default: 'true' }),
  cpu: whole(0, 16_384).optional(),
  memory: whole(4, 122_880).optional(),
  memoryReservation: whole(4, 122_880).optional(),
  command: z.array(text).optional(),
  entryPoint: z.array(text).optional(),
  environment: z.record(z.string(), text).optional(),
  secrets: z.record(z.string(), secretReference).optional(),
  dependsOn: z.record(z.string(), z.enum(['START', 'COMPLETE', 'SUCCESS', 'HEALTHY'])).optional(),
  healthCheck: containerHealthCheck.optional(),
});

const volume = z.strictObject({
  efs: ruled(z.string(), { code: 'file-system-id', allowed: 'fs- and hexadecimal digits' }, (value) =>
    /^fs-[0-9a-f]{8,40}$/.test(value),
  ),
  accessPoint: ruled(z.string(), { code: 'access-point-id', allowed: 'fsap- and hexadecimal digits' }, (value) =>
    /^fsap-[0-9a-f]{8,40}$/.test(value),
  ).optional(),
  mount: ruled(z.string(), { code: 'path', allowed: 'an absolute path in the container' }, (value) =>
    value.startsWith('/'),
  ),
  readOnly: z.boolean().optional(),
  root: z.string().optional(),
  iam: z.boolean().optional(),
});

const deployment = z.strictObject({
  minimumHealthyPercent: described(whole(0, 100).optional(), {
    description: 'Share of the count that stays healthy during a deployment.',
    default: '100',
  }),
  maximumPercent: described(whole(100, 200).optional(), {
    description: 'Share of the count that may run during a deployment.',
    default: '200',
  }),
  circuitBreaker: described(z.boolean().optional(), {
    description: 'ECS gives a deployment up by itself, and goes back.',
    default: 'true',
  }),
  alarms: described(z.array(z.string()).optional(), { description: 'CloudWatch alarms that end a deployment.' }),
  gracePeriod: described(whole(0, 2_147_483_647).optional(), {
    description: 'Seconds in which failing health checks do not kill a new task.',
    default: '0',
  }),
  timeout: described(whole(60, 86_400).optional(), {
    description: 'Seconds that a rollout may take until it counts as failed.',
    default: '1800',
  }),
});

const capacityProviders = z.record(
  z.string(),
  z.union([
    whole(0, 1_000).transform((weight) => ({ weight, base: undefined })),
    z.strictObject({ weight: whole(0, 1_000).optional(), base: whole(0, 100_000).optional() }),
  ]),
);

const repository = z.strictObject({
  scanOnPush: z.boolean().optional(),
  immutable: z.union([z.boolean(), z.strictObject({ except: z.array(z.string()).min(1).max(5) })]).optional(),
  lifecycle: described(
    z.union([z.strictObject({ keep: whole(1, 100_000) }), z.strictObject({ rules: z.array(overlay) })]).optional(),
    { description: "How many images are kept, or ECR's own rules." },
  ),
  encryption: z.union([z.literal('AES256'), z.strictObject({ kms: z.string() })]).optional(),
});

const roleArn = ruled(z.string(), { code: 'role', allowed: 'the ARN of a role' }, (value) =>
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(value),
);

/** A whole task definition beside the document, or AWS' words on top of the short form. */
const taskDefinition = z.union([
  z.strictObject({
    file: z.string(),
    container: described(z.string().optional(), {
      description: "Container that gets the service's image, port and environment.",
      default: 'the only one, or the one named like the service',
    }),
    inlined: overlay.optional(),
  }),
  overlay,
]);

export const serviceFields = {
  image: described(image.optional(), {
    description: 'Image to follow (REPOSITORY:TAG) or pinned (REPOSITORY@sha256:…).',
    examples: ['todo/backend:latest'],
  }),
  cpu: described(cpu.optional(), {
    description: 'CPU units, or vCPU in words.',
    limit: "Fargate's sizes",
    examples: [256, '1 vCPU'],
  }),
  memory: described(memory.optional(), {
    description: 'MiB, or GB in words.',
    limit: "Fargate's sizes",
    examples: [512, '2 GB'],
  }),
  architecture: described(z.enum(['x86_64', 'arm64']).optional(), {
    description: 'Processor architecture.',
    default: 'x86_64',
  }),
  port: described(port.optional(), { description: 'Container port.', examples: [8080] }),
  ports: described(ports.optional(), { description: 'Several container ports, with names and protocols.' }),
  command: z.array(text).optional(),
  entryPoint: z.array(text).optional(),
  stopTimeout: described(whole(2, 120, '2 to 120 on Fargate').optional(), {
    description: 'Seconds between SIGTERM and SIGKILL.',
    default: '30',
  }),
  environment: described(z.record(z.string(), text).optional(), {
    description: 'Environment variables; secrets belong into secrets.',
  }),
  secrets: described(z.record(z.string(), secretReference).optional(), {
    description: 'Variables from SSM or Secrets Manager, by name or ARN.',
  }),
  healthCheck: described(healthCheck.optional(), { description: "The load balancer's health check." }),
  containerHealthCheck: described(containerHealthCheck.optional(), {
    description: "The container's own health check.",
  }),
  routes: described(z.array(route).optional(), { description: 'What the load balancer sends to this service.' }),
  protocol: described(z.enum(['HTTP', 'HTTPS']).optional(), {
    description: 'Protocol between load balancer and container.',
    default: 'HTTP',
  }),
  protocolVersion: described(z.enum(['HTTP1', 'HTTP2', 'GRPC']).optional(), {
    description: 'Protocol version between load balancer and container.',
    default: 'HTTP1',
  }),
  stickiness: described(
    z
      .union([z.boolean(), z.strictObject({ seconds: whole(1, 604_800).optional(), cookie: z.string().optional() })])
      .optional(),
    { description: 'Requests of one client go to one task.', default: 'false' },
  ),
  deregistrationDelay: described(whole(0, 3_600).optional(), {
    description: 'Seconds that open requests get when a task leaves.',
    default: '30',
  }),
  targetGroupAttributes: described(z.record(z.string(), text).optional(), {
    description: "Further attributes of the target group, in AWS' words.",
  }),
  count: described(whole(0, 5_000).optional(), {
    description: 'Number of tasks, where no scaling is declared.',
    default: '1',
  }),
  scaling: described(scaling.optional(), {
    description: "Bounds and targets of Application Auto Scaling; the count is then the scaler's.",
  }),
  floor: described(whole(0, 5_000).optional(), {
    description: "Never fewer healthy tasks than this by ecs-steward's doing.",
    default: 'the count (or scaling.min) times minimumHealthyPercent',
  }),
  sidecars: described(z.record(name, sidecar).optional(), { description: 'Further containers of the task.' }),
  volumes: described(z.record(z.string(), volume).optional(), { description: 'EFS file systems.' }),
  logs: described(logs.optional(), { description: 'Logs go to CloudWatch Logs by default.' }),
  capacityProviders: described(capacityProviders.optional(), {
    description: 'Weights and bases of FARGATE and FARGATE_SPOT.',
  }),
  deployment: described(deployment.optional(), { description: 'How ECS replaces tasks.' }),
  stateful: described(z.boolean().optional(), {
    description: 'Keeps state in the task: one task only, and never two at once.',
    default: 'false',
  }),
  smokeTest: described(
    z
      .strictObject({
        path: requestPath.optional(),
        status: statusSet.optional(),
        text: z.string().max(1_000).optional(),
        host: hostPattern.optional(),
      })
      .optional(),
    { description: 'A request through the load balancer that ends each rollout.' },
  ),
  repository: described(repository.optional(), {
    description: 'The ECR repository is made and kept as declared; without this it is only read.',
  }),
  roles: described(
    z
      .strictObject({ execution: roleArn.optional(), task: z.union([roleArn, z.literal('none')]).optional() })
      .optional(),
    { description: "Roles of the task; derived on the app's role path by default." },
  ),
  tags: described(tags.optional(), { description: 'Tags of all that the service is made of.' }),
  adopt: described(
    z
      .strictObject({
        service: z.string().optional(),
        targetGroup: z.string().optional(),
        rule: z.string().optional(),
        repository: z.string().optional(),
        logGroup: z.string().optional(),
      })
      .optional(),
    { description: 'Existing things that are taken over, by name or ARN.' },
  ),
  manage: described(z.enum(['image', 'service', 'all']).optional(), {
    description: 'How much of the service is ours.',
    default: 'all',
  }),
  unmanaged: described(z.array(z.string()).optional(), {
    description: 'Fields that are left alone, as difference paths.',
  }),
  after: described(z.array(z.string()).optional(), { description: 'Services that roll out before this one.' }),
  taskDefinition: described(taskDefinition.optional(), {
    description: "ECS' own words on top of the short form, or { file, container }.",
  }),
  service: described(overlay.optional(), { description: "CreateService's own words on top of the short form." }),
};

export const service = z.strictObject(serviceFields);

/** What `defaults` may give to all services. */
const { image: _image, adopt: _adopt, after: _after, routes: _routes, ...shared } = serviceFields;
export const defaults = z.strictObject(shared);

export type ServiceDocument = z.output<typeof service>;
