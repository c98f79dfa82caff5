import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { endpointServices, reachesInternet } from '../../ec2/network.ts';
import { roleExists } from '../../iam/roles.ts';
import { logGroupExists } from '../../logs/groups.ts';
import { secretExists } from '../../secrets.ts';
import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import type { ServiceShape, TaskRecord } from '../state.ts';

/** What keeps a task from starting, as its stoppedReason says it; undefined: nothing. */
export function obstacle(
  world: World,
  where: Where,
  task: TaskRecord,
  definition: TaskDefinition,
  shape: ServiceShape,
): string | undefined {
  return (
    missingRole(world, where, task, definition) ??
    noWayOut(world, where, task, shape) ??
    firstOf(definition, (container) => missingSecret(world, where, container)) ??
    firstOf(definition, (container) => missingLogGroup(world, where, container))
  );
}

function firstOf(
  { containerDefinitions = [] }: TaskDefinition,
  find: (container: ContainerDefinition) => string | undefined,
): string | undefined {
  for (const container of containerDefinitions) {
    const found = find(container);
    if (found !== undefined) return found;
  }
  return undefined;
}

function missingRole(world: World, where: Where, { overrides }: TaskRecord, definition: TaskDefinition) {
  const roles = [
    overrides.executionRoleArn ?? definition.executionRoleArn,
    overrides.taskRoleArn ?? definition.taskRoleArn,
  ];
  const missing = roles.find((role) => role !== undefined && !roleExists(world, where.account, role));
  return missing === undefined
    ? undefined
    : `ECS was unable to assume the role '${missing}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`;
}

/** Without a public address and a NAT gateway ECR needs endpoints: its own two, and S3, where the layers are. Other registries need the internet. */
function noWayOut(
  world: World,
  where: Where,
  { subnet, containers }: TaskRecord,
  { networkConfiguration }: ServiceShape,
): string | undefined {
  const open = reachesInternet(
    world,
    where,
    subnet,
    networkConfiguration?.awsvpcConfiguration?.assignPublicIp === 'ENABLED',
  );
  if (open) return undefined;
  const endpoints = endpointServices(world, where, subnet);
  const foreign = containers.find(({ image }) => !/\.dkr\.ecr\./.test(image));
  if (foreign !== undefined) return unreachable(foreign.image);
  if (!endpoints.includes('ecr.api'))
    return 'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr": dial tcp: i/o timeout';
  return ['ecr.dkr', 's3'].every((service) => endpoints.includes(service))
    ? undefined
    : unreachable(containers[0]?.image ?? '');
}

function unreachable(image: string): string {
  return `CannotPullContainerError: ref pull has been retried 5 time(s): failed to resolve reference "${image}": failed to do request: dial tcp: i/o timeout`;
}

function missingSecret(world: World, where: Where, container: ContainerDefinition): string | undefined {
  const named = [...(container.secrets ?? []), ...(container.logConfiguration?.secretOptions ?? [])];
  const missing = named.find(({ valueFrom = '' }) => !secretExists(world, where, valueFrom))?.valueFrom;
  if (missing === undefined) return undefined;
  const cause = missing.includes(':secretsmanager:')
    ? "unable to retrieve secret from asm: service call has been retried 1 time(s): ResourceNotFoundException: Secrets Manager can't find the specified secret."
    : `unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: ${missing}`;
  return `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ${cause}`;
}

function missingLogGroup(world: World, where: Where, { logConfiguration }: ContainerDefinition): string | undefined {
  if (logConfiguration?.logDriver !== 'awslogs') return undefined;
  const { 'awslogs-group': group = '', 'awslogs-create-group': create } = logConfiguration.options ?? {};
  if (create === 'true' || logGroupExists(world, where, group)) return undefined;
  return 'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1';
}
