import { z } from 'zod';
import { environment, logGroup, logs, ports, secrets, sidecars, volume, volumeName, words } from './container.ts';
import { capacityProviders, deployment, repository, roles, smokeTest } from './deployment.ts';
import { containerHealthCheck, healthCheck } from './health-check.ts';
import { image } from './image.ts';
import { route } from './route.ts';
import { described, matching, ruled, text, whole } from './rule.ts';
import { cpu, memory, overlay, port, tags } from './scalars.ts';
import { scaling } from './scaling.ts';

/** One service of a document. Field names are the document's; AWS' own words go into the overlays. */

/** A whole task definition beside the document, or AWS' words on top of the short form. */
const taskDefinition = z.union([
  z.strictObject({
    file: described(z.string(), {
      description: 'A task definition file beside the document; it is read and inlined when the document is stored.',
      examples: ['task-definition.json'],
    }),
    container: described(z.string().optional(), {
      description: "Container that gets the service's image, ports and environment.",
      standard: 'the one named like the service, or the only one',
      examples: ['api'],
    }),
    inlined: described(overlay.optional(), {
      description: "The file's content, put in by whoever stores the document.",
    }),
  }),
  overlay,
]);

/** Names that the load balancer's own cookies have. */
export function isReservedCookie(name: string): boolean {
  return /^AWSALB/.test(name);
}

const cookie = ruled(
  matching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}$/, { code: 'cookie', allowed: 'the name of a cookie' }),
  { code: 'cookie', allowed: 'not AWSALB, AWSALBAPP, AWSALBTG in front: these are the load balancer’s own' },
  (name) => !isReservedCookie(name),
);

const stickiness = z.union([
  z.boolean(),
  z.strictObject({
    seconds: described(whole(1, 604_800).optional(), {
      description: 'How long a client stays with a task.',
      standard: '86400',
      limit: '1 to 604800',
      examples: [3600],
    }),
    cookie: described(cookie.optional(), {
      description: "The application's own cookie to go by.",
      standard: "the load balancer's",
      examples: ['session'],
    }),
  }),
]);

const ecsName = matching(/^[A-Za-z0-9_-]{1,255}$/, {
  code: 'name',
  allowed: '1 to 255 letters, digits, hyphens, underscores',
  nearest: lastOfArn,
});
const groupName = matching(/^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/, {
  code: 'name',
  allowed: '1 to 32 letters, digits, hyphens; no hyphen at either end',
  nearest: (value) => /:targetgroup\/([A-Za-z0-9-]+)\//.exec(value)?.[1],
});
const repositoryName = matching(/^(?=.{2,256}$)[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/, {
  code: 'name',
  allowed: '2 to 256 lower-case letters, digits, hyphens, underscores, dots, slashes',
});

function lastOfArn(value: string): string | undefined {
  return value.startsWith('arn:') ? /[^/:]+$/.exec(value)?.[0] : undefined;
}

const adoptable = z.strictObject({
  service: described(ecsName.optional(), {
    description: 'Name of an ECS service.',
    examples: ['legacy-portal-service'],
  }),
  targetGroup: described(groupName.optional(), {
    description: 'Name of a target group.',
    examples: ['legacy-portal-tg'],
  }),
  rule: described(z.string().optional(), {
    description: "ARN of a rule of the document's listener; for the first route.",
  }),
  repository: described(repositoryName.optional(), {
    description: 'Name of an ECR repository.',
    examples: ['legacy/portal'],
  }),
  logGroup: described(logGroup.optional(), { description: 'Name of a log group.', examples: ['/ecs/legacy'] }),
});

const adopt = ruled(
  adoptable,
  { code: 'nothing-adopted', allowed: `at least one of ${Object.keys(adoptable.shape).join(', ')}` },
  (adopted) => Object.keys(adopted).length > 0,
);

const runs = {
  image: described(image.optional(), {
    description:
      "Image to follow (REPOSITORY:TAG) or pinned (REPOSITORY@sha256:…); without a registry it is in the ECR of the document's account and region.",
    standard: "the file's, where taskDefinition names a file; the tag latest",
    examples: ['todo/backend:latest', 'public.ecr.aws/nginx/nginx:1.27'],
  }),
  cpu: described(cpu.optional(), {
    description: 'CPU units, or vCPU in words; needed unless a task definition file has it.',
    limit: "Fargate's sizes: 256 to 16384",
    examples: [256, '1 vCPU'],
  }),
  memory: described(memory.optional(), {
    description: 'MiB, or GB in words; needed unless a task definition file has it.',
    limit: "Fargate's sizes, by cpu",
    examples: [512, '2 GB'],
  }),
  architecture: described(z.enum(['x86_64', 'arm64']).optional(), {
    description: 'Processor architecture.',
    standard: 'x86_64',
    examples: ['arm64'],
  }),
  port: described(port.optional(), {
    description: 'Container port; needed where the service has routes.',
    examples: [8080],
  }),
  ports: described(ports.optional(), {
    description: 'Several container ports, with names and protocols; instead of port.',
    examples: [[8080, { port: 9090, name: 'metrics' }]],
  }),
  command: described(words.optional(), {
    description: "Replaces the image's command.",
    examples: [['node', 'worker.js']],
  }),
  entryPoint: described(words.optional(), {
    description: "Replaces the image's entry point.",
    examples: [['/bin/entry']],
  }),
  stopTimeout: described(whole(2, 120, '2 to 120 on Fargate').optional(), {
    description: 'Seconds between SIGTERM and SIGKILL.',
    standard: '30',
    limit: '2 to 120 on Fargate',
    examples: [120],
  }),
  environment: described(environment.optional(), {
    description: 'Environment variables; secrets belong into secrets.',
    examples: [{ LOG_LEVEL: 'info' }],
  }),
  secrets: described(secrets.optional(), {
    description: 'Variables from SSM or Secrets Manager, by name or ARN.',
    examples: [{ DB_PASSWORD: '/todo/db-password' }],
  }),
  containerHealthCheck: described(containerHealthCheck.optional(), { description: "The container's own check." }),
  sidecars: described(sidecars.optional(), { description: 'Further containers of the task, by name.' }),
  volumes: described(z.record(volumeName, volume).optional(), { description: 'EFS file systems, by name.' }),
  logs: described(logs.optional(), { description: 'Logs go to CloudWatch Logs by default.' }),
  roles: described(roles.optional(), { description: "Roles of the task; derived on the app's role path by default." }),
  taskDefinition: described(taskDefinition.optional(), {
    description:
      "ECS' own words on top of the short form (named lists are merged by name, null takes away), or a file.",
    examples: [{ runtimePlatform: { cpuArchitecture: 'ARM64' } }],
  }),
};

const isReached = {
  routes: described(z.array(route).optional(), { description: 'What the load balancer sends to this service.' }),
  healthCheck: described(healthCheck.optional(), { description: "The load balancer's check of each task." }),
  protocol: described(z.enum(['HTTP', 'HTTPS']).optional(), {
    description: 'Protocol between load balancer and container.',
    standard: 'HTTP',
    examples: ['HTTPS'],
  }),
  protocolVersion: described(z.enum(['HTTP1', 'HTTP2', 'GRPC']).optional(), {
    description: 'Protocol version between load balancer and container.',
    standard: 'HTTP1',
    examples: ['GRPC'],
  }),
  stickiness: described(stickiness.optional(), {
    description: 'Requests of one client go to one task.',
    standard: 'false',
    examples: [true],
  }),
  deregistrationDelay: described(whole(0, 3_600).optional(), {
    description: 'Seconds that open requests get when a task leaves.',
    standard: "30, for AWS' own 300 would hold each rollout up",
    limit: '0 to 3600',
    examples: [60],
  }),
  targetGroupAttributes: described(z.record(z.string(), text).optional(), {
    description: "Further attributes of the target group, in AWS' words.",
    examples: [{ 'slow_start.duration_seconds': 60 }],
  }),
  smokeTest: described(smokeTest.optional(), {
    description: 'A request through the load balancer that ends each rollout.',
    standard: 'none',
  }),
};

const isHeld = {
  count: described(whole(0, 5_000).optional(), {
    description: 'Number of tasks, where no scaling is declared.',
    standard: '1',
    limit: '5000 a service',
    examples: [2],
  }),
  scaling: described(scaling.optional(), {
    description: "Bounds and targets of Application Auto Scaling; the count is then the scaler's.",
  }),
  stateful: described(z.boolean().optional(), {
    description: 'Keeps state in the task: one task only, and never two at once.',
    standard: 'false',
    examples: [true],
  }),
  floor: described(whole(0, 5_000).optional(), {
    description: "Never fewer healthy tasks than this by ecs-steward's doing.",
    standard: 'count (or scaling.min) × minimumHealthyPercent, rounded up; 0 for stateful services',
    examples: [1],
  }),
  capacityProviders: described(capacityProviders.optional(), {
    description: 'Weights and bases of FARGATE and FARGATE_SPOT.',
    standard: 'FARGATE alone',
    examples: [{ FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: 4 }],
  }),
  deployment: described(deployment.optional(), { description: 'How ECS replaces tasks.' }),
  after: described(z.array(z.string()).optional(), {
    description: 'Services that roll out before this one.',
    examples: [['api']],
  }),
  repository: described(repository.optional(), {
    description: 'The ECR repository is made and kept as declared; without this it is only read.',
  }),
  tags: described(tags.optional(), {
    description: 'Tags of all that the service is made of.',
    limit: 'aws: is reserved',
    examples: [{ team: 'commerce' }],
  }),
  adopt: described(adopt.optional(), { description: 'Existing things that are taken over, by name or ARN.' }),
  manage: described(z.enum(['image', 'service', 'all']).optional(), {
    description: 'How much of the service is ours: only its image, task definition and service too, or all of it.',
    standard: 'all; image for what is adopted',
    examples: ['image'],
  }),
  unmanaged: described(z.array(z.string()).optional(), {
    description: 'Fields that are left alone, as difference paths.',
    examples: [['desiredCount']],
  }),
  service: described(overlay.optional(), {
    description: "CreateService's own words on top of the short form.",
    examples: [{ enableExecuteCommand: true }],
  }),
};

export const service = z.strictObject({ ...runs, ...isReached, ...isHeld });

/** What `defaults` may give to all services: not what only one of them can have. */
const { image: _image, taskDefinition: _definition, sidecars: _sidecars, volumes: _volumes, ...runsAlike } = runs;
const { routes: _routes, ...isReachedAlike } = isReached;
const {
  adopt: _adopt,
  after: _after,
  repository: _repository,
  service: _service,
  stateful: _stateful,
  ...isHeldAlike
} = isHeld;
export const defaults = z.strictObject({ ...runsAlike, ...isReachedAlike, ...isHeldAlike });

export type ServiceDocument = z.output<typeof service>;
