import {
  type Attribute,
  type ContainerDefinition,
  RegisterTaskDefinition$,
  type RegisterTaskDefinitionCommandInput,
  type RegisterTaskDefinitionCommandOutput,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { refuseOthers } from '../not-implemented.ts';
import type { Caller } from '../world.ts';
import { buckets } from './buckets.ts';
import { mebibytes, units } from './cpu-and-memory.ts';
import type { EcsOperation } from './ecs-operation.ts';
import { clientError, revisionArn } from './names.ts';
import { checkRegistration } from './register-checks.ts';
import { ecsState } from './state.ts';
import { tagList, tagMap } from './tags.ts';

const known = [
  'family',
  'taskRoleArn',
  'executionRoleArn',
  'networkMode',
  'containerDefinitions',
  'volumes',
  'placementConstraints',
  'requiresCompatibilities',
  'cpu',
  'memory',
  'tags',
  'pidMode',
  'ipcMode',
  'proxyConfiguration',
  'ephemeralStorage',
  'runtimePlatform',
  'enableFaultInjection',
];

/** Every call makes a new revision, also with equal input. */
export const registerTaskDefinition: EcsOperation<
  RegisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionCommandOutput
> = {
  name: 'ecs:RegisterTaskDefinition',
  schema: RegisterTaskDefinition$,
  effect: 'write',
  buckets: buckets.definitionModify,
  facts: ['§2.2', '§3', '§8'],
  limits: [
    {
      path: 'family',
      required: true,
      pattern: /^[A-Za-z0-9_-]{1,255}$/,
      code: 'ClientException',
      message: 'Family contains invalid characters or is too long.',
    },
  ],
  run(world, caller, input) {
    refuseOthers('ecs:RegisterTaskDefinition', input, known);
    if (input.tags?.length === 0) throw clientError('Tags can not be empty.');
    checkRegistration(input);
    const { families } = world.state(ecsState, caller);
    const family = input.family ?? '';
    const revisions = families.get(family) ?? [];
    const definition = described(caller, input, revisions.length + 1, world.clock.now());
    const tags = tagMap(input.tags);
    revisions.push({ definition, tags });
    families.set(family, revisions);
    return { taskDefinition: structuredClone(definition), tags: tagList(tags) };
  },
};

/** With the defaults that Describe adds, and what only it knows. */
function described(
  caller: Caller,
  input: RegisterTaskDefinitionCommandInput,
  revision: number,
  now: number,
): TaskDefinition {
  const { tags, containerDefinitions = [], family = '', cpu, memory, ...rest } = structuredClone(input);
  const roles = { taskRoleArn: rest.taskRoleArn, executionRoleArn: rest.executionRoleArn };
  return {
    ...rest,
    ...Object.fromEntries(
      Object.entries(roles).flatMap(([name, role]) => (role === undefined ? [] : [[name, roleArn(caller, role)]])),
    ),
    taskDefinitionArn: revisionArn(caller, family, revision),
    family,
    revision,
    status: 'ACTIVE',
    ...(cpu === undefined ? {} : { cpu: units(cpu) }),
    ...(memory === undefined ? {} : { memory: mebibytes(memory) }),
    containerDefinitions: containerDefinitions.map((container) => withDefaults(container, input.networkMode)),
    volumes: rest.volumes ?? [],
    placementConstraints: rest.placementConstraints ?? [],
    compatibilities: input.networkMode === 'awsvpc' ? ['EC2', 'FARGATE'] : ['EXTERNAL', 'EC2'],
    requiresAttributes: attributes(input),
    registeredAt: new Date(now),
    registeredBy: caller.principal,
  };
}

/** A bare role name becomes an ARN. */
function roleArn({ account }: Caller, role: string): string {
  return role.startsWith('arn:') ? role : `arn:aws:iam::${account}:role/${role}`;
}

function withDefaults(container: ContainerDefinition, networkMode: string | undefined): ContainerDefinition {
  const ownHost = networkMode === 'awsvpc' || networkMode === 'host';
  const { healthCheck, portMappings = [], environment = [], logConfiguration, ...rest } = container;
  return {
    ...rest,
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    // An empty value is kept, a missing one is dropped.
    environment: environment.filter(({ value }) => value !== undefined && value !== null),
    mountPoints: container.mountPoints ?? [],
    volumesFrom: container.volumesFrom ?? [],
    systemControls: container.systemControls ?? [],
    portMappings: portMappings.map((mapping) => ({
      ...mapping,
      protocol: mapping.protocol ?? 'tcp',
      // A range of ports has no hostPort.
      ...(mapping.containerPort === undefined
        ? {}
        : { hostPort: mapping.hostPort ?? (ownHost ? mapping.containerPort : 0) }),
    })),
    ...(healthCheck === undefined ? {} : { healthCheck: { interval: 30, timeout: 5, retries: 3, ...healthCheck } }),
    ...(logConfiguration === undefined ? {} : { logConfiguration: { secretOptions: [], ...logConfiguration } }),
  };
}

function attributes(input: RegisterTaskDefinitionCommandInput): Attribute[] {
  const { containerDefinitions = [], networkMode, taskRoleArn } = input;
  const names = ['com.amazonaws.ecs.capability.docker-remote-api.1.18'];
  if (networkMode === 'awsvpc') names.push('ecs.capability.task-eni');
  if (taskRoleArn !== undefined) names.push('com.amazonaws.ecs.capability.task-iam-role');
  if (containerDefinitions.some(({ image = '' }) => /\.dkr\.ecr\./.test(image)))
    names.push('com.amazonaws.ecs.capability.ecr-auth', 'ecs.capability.execution-role-ecr-pull');
  if (containerDefinitions.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs'))
    names.push('com.amazonaws.ecs.capability.logging-driver.awslogs', 'ecs.capability.execution-role-awslogs');
  if (containerDefinitions.some(({ healthCheck }) => healthCheck !== undefined))
    names.push('ecs.capability.container-health-check');
  return names.map((name) => ({ name }));
}
