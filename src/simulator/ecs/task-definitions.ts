import {
  type Attribute,
  type ContainerDefinition,
  DeleteTaskDefinitions$,
  type DeleteTaskDefinitionsCommandInput,
  type DeleteTaskDefinitionsCommandOutput,
  DeregisterTaskDefinition$,
  type DeregisterTaskDefinitionCommandInput,
  type DeregisterTaskDefinitionCommandOutput,
  DescribeTaskDefinition$,
  type DescribeTaskDefinitionCommandInput,
  type DescribeTaskDefinitionCommandOutput,
  ListTaskDefinitionFamilies$,
  type ListTaskDefinitionFamiliesCommandInput,
  type ListTaskDefinitionFamiliesCommandOutput,
  ListTaskDefinitions$,
  type ListTaskDefinitionsCommandInput,
  type ListTaskDefinitionsCommandOutput,
  RegisterTaskDefinition$,
  type RegisterTaskDefinitionCommandInput,
  type RegisterTaskDefinitionCommandOutput,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { refuseOthers } from '../not-implemented.ts';
import type { Operation } from '../operation.ts';
import type { Caller } from '../world.ts';
import { buckets, clientError, findRevision, invalid, revisionArn, tagList, tagMap } from './names.ts';
import { paged } from './paging.ts';
import { checkRegistration, mebibytes, units } from './register-checks.ts';
import { ecsState } from './state.ts';

type Answer<Output> = Omit<Output, '$metadata'>;

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

export const registerTaskDefinition: Operation<
  RegisterTaskDefinitionCommandInput,
  Answer<RegisterTaskDefinitionCommandOutput>
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
    checkRegistration(input);
    const state = world.state(ecsState, caller);
    const family = input.family ?? '';
    const revisions = state.families.get(family) ?? [];
    const definition = described(caller, input, revisions.length + 1, world.clock.now());
    const tags = tagMap(input.tags);
    revisions.push({ definition, tags });
    state.families.set(family, revisions);
    return { taskDefinition: structuredClone(definition), tags: tagList(tags) };
  },
};

/** With the defaults that Describe adds (aws-facts §2.2). Every call makes a new revision. */
function described(
  caller: Caller,
  input: RegisterTaskDefinitionCommandInput,
  revision: number,
  now: number,
): TaskDefinition {
  const { tags, containerDefinitions, family, cpu, memory, ...rest } = structuredClone(input);
  const awsvpc = input.networkMode === 'awsvpc';
  return {
    ...rest,
    taskDefinitionArn: revisionArn(caller, family ?? '', revision),
    family,
    revision,
    status: 'ACTIVE',
    ...(cpu === undefined ? {} : { cpu: units(cpu) }),
    ...(memory === undefined ? {} : { memory: mebibytes(memory) }),
    containerDefinitions: (containerDefinitions ?? []).map((container) =>
      containerWithDefaults(container, input.networkMode),
    ),
    volumes: input.volumes === undefined ? [] : structuredClone(input.volumes),
    placementConstraints: structuredClone(input.placementConstraints ?? []),
    compatibilities: awsvpc ? ['EC2', 'FARGATE'] : ['EXTERNAL', 'EC2'],
    requiresAttributes: attributes(input),
    registeredAt: new Date(now),
    registeredBy: caller.principal,
  };
}

function containerWithDefaults(container: ContainerDefinition, networkMode: string | undefined): ContainerDefinition {
  const host = networkMode === 'awsvpc' || networkMode === 'host';
  const { healthCheck, portMappings = [], environment = [], ...rest } = container;
  return {
    ...rest,
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    environment: environment.map((variable) => ({ ...variable })),
    mountPoints: container.mountPoints ?? [],
    volumesFrom: container.volumesFrom ?? [],
    systemControls: container.systemControls ?? [],
    portMappings: portMappings.map((mapping) => ({
      ...mapping,
      protocol: mapping.protocol ?? 'tcp',
      ...(mapping.containerPort === undefined
        ? {}
        : { hostPort: mapping.hostPort ?? (host ? mapping.containerPort : 0) }),
    })),
    ...(healthCheck === undefined ? {} : { healthCheck: { interval: 30, timeout: 5, retries: 3, ...healthCheck } }),
    ...(container.logConfiguration === undefined
      ? {}
      : { logConfiguration: { secretOptions: [], ...container.logConfiguration } }),
  };
}

function attributes({ containerDefinitions = [], networkMode }: RegisterTaskDefinitionCommandInput): Attribute[] {
  const names = new Set<string>(['com.amazonaws.ecs.capability.docker-remote-api.1.18']);
  if (networkMode === 'awsvpc') names.add('ecs.capability.task-eni');
  if (containerDefinitions.some(({ image }) => /\.dkr\.ecr\./.test(image ?? '')))
    names.add('com.amazonaws.ecs.capability.ecr-auth').add('ecs.capability.execution-role-ecr-pull');
  if (containerDefinitions.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs'))
    names.add('ecs.capability.execution-role-awslogs');
  return [...names].map((name) => ({ name }));
}

export const describeTaskDefinition: Operation<
  DescribeTaskDefinitionCommandInput,
  Answer<DescribeTaskDefinitionCommandOutput>
> = {
  name: 'ecs:DescribeTaskDefinition',
  schema: DescribeTaskDefinition$,
  effect: 'read',
  buckets: buckets.definitionRead,
  facts: ['§2.2', '§8'],
  limits: [],
  run(world, caller, input) {
    const record = findRevision(world.state(ecsState, caller), input.taskDefinition ?? '');
    if (record === undefined) throw clientError('Unable to describe task definition.');
    return {
      taskDefinition: structuredClone(record.definition),
      ...((input.include ?? []).includes('TAGS') ? { tags: tagList(record.tags) } : {}),
    };
  },
};

export const deregisterTaskDefinition: Operation<
  DeregisterTaskDefinitionCommandInput,
  Answer<DeregisterTaskDefinitionCommandOutput>
> = {
  name: 'ecs:DeregisterTaskDefinition',
  schema: DeregisterTaskDefinition$,
  effect: 'write',
  buckets: buckets.definitionModify,
  facts: ['§2.2', '§8', '§10'],
  limits: [],
  run(world, caller, input) {
    const name = input.taskDefinition ?? '';
    if (!/:\d+$/.test(name)) throw clientError('Revision is missing.');
    const record = findRevision(world.state(ecsState, caller), name);
    if (record === undefined) throw clientError('The specified task definition does not exist.');
    // A second time changes nothing: the ten minutes count from the first.
    if (record.definition.status === 'ACTIVE') {
      record.definition = { ...record.definition, status: 'INACTIVE', deregisteredAt: new Date(world.clock.now()) };
      record.deregisteredAt = world.clock.now();
    }
    return { taskDefinition: structuredClone(record.definition) };
  },
};

export const deleteTaskDefinitions: Operation<
  DeleteTaskDefinitionsCommandInput,
  Answer<DeleteTaskDefinitionsCommandOutput>
> = {
  name: 'ecs:DeleteTaskDefinitions',
  schema: DeleteTaskDefinitions$,
  effect: 'write',
  buckets: buckets.definitionDelete,
  facts: ['§2.2', '§8'],
  limits: [
    {
      path: 'taskDefinitions',
      max: 10,
      code: 'InvalidParameterException',
      message: 'Size of TaskDefinition references list cannot exceed 10',
    },
  ],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const done: TaskDefinition[] = [];
    const failures = (input.taskDefinitions ?? []).flatMap((name) => {
      const record = findRevision(state, name);
      if (record === undefined) return [{ arn: name, reason: 'The specified task definition does not exist.' }];
      if (record.definition.status === 'ACTIVE')
        return [
          {
            arn: name,
            reason:
              'The specified task definition is still in ACTIVE status. Please deregister the target and try again.',
          },
        ];
      record.definition = {
        ...record.definition,
        status: 'DELETE_IN_PROGRESS',
        deleteRequestedAt: new Date(world.clock.now()),
      };
      done.push(structuredClone(record.definition));
      return [];
    });
    return { taskDefinitions: done, failures };
  },
};

export const listTaskDefinitions: Operation<
  ListTaskDefinitionsCommandInput,
  Answer<ListTaskDefinitionsCommandOutput>
> = {
  name: 'ecs:ListTaskDefinitions',
  schema: ListTaskDefinitions$,
  effect: 'read',
  buckets: buckets.definitionRead,
  facts: ['§2.2'],
  limits: [],
  run(world, caller, input) {
    const { familyPrefix, status = 'ACTIVE', sort = 'ASC' } = input;
    const families = [...world.state(ecsState, caller).families]
      .filter(([family]) => familyPrefix === undefined || family === familyPrefix)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const arns = families.flatMap(([, revisions]) =>
      revisions
        .filter(({ definition }) => definition.status === status)
        .map(({ definition }) => definition.taskDefinitionArn ?? ''),
    );
    const { page, nextToken } = paged(
      sort === 'DESC' ? arns.reverse() : arns,
      input.maxResults ?? 100,
      input.nextToken,
    );
    return { taskDefinitionArns: page, ...(nextToken === undefined ? {} : { nextToken }) };
  },
};

export const listTaskDefinitionFamilies: Operation<
  ListTaskDefinitionFamiliesCommandInput,
  Answer<ListTaskDefinitionFamiliesCommandOutput>
> = {
  name: 'ecs:ListTaskDefinitionFamilies',
  schema: ListTaskDefinitionFamilies$,
  effect: 'read',
  buckets: buckets.definitionRead,
  facts: ['§2.2'],
  limits: [],
  run(world, caller, input) {
    if (
      input.status !== undefined &&
      input.status !== 'ACTIVE' &&
      input.status !== 'ALL' &&
      input.status !== 'INACTIVE'
    )
      throw invalid('status is not valid');
    const families = [...world.state(ecsState, caller).families].filter(([family, revisions]) => {
      const active = revisions.some(({ definition }) => definition.status === 'ACTIVE');
      return (
        family.startsWith(input.familyPrefix ?? '') &&
        (input.status === undefined || input.status === 'ALL' || (input.status === 'ACTIVE') === active)
      );
    });
    const { page, nextToken } = paged(
      families.map(([family]) => family).sort(),
      input.maxResults ?? 100,
      input.nextToken,
    );
    return { families: page, ...(nextToken === undefined ? {} : { nextToken }) };
  },
};
