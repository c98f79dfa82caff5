import type { ContainerDefinition, RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { checkFargate } from './fargate-checks.ts';
import { clientError } from './names.ts';

type Input = RegisterTaskDefinitionCommandInput;

const largest = 64 * 1024;

/** What AWS refuses to register, with its own sentences, as far as these facts have them. */
export function checkRegistration(input: Input): void {
  const containers = input.containerDefinitions ?? [];
  if (containers.length === 0) throw clientError('Container list cannot be empty.');
  if (containers.length > 10) throw clientError('Too many containers. The maximum is 10.');
  if ((input.placementConstraints ?? []).length > 10) throw clientError('Too many placement constraints.');
  if (Buffer.byteLength(JSON.stringify(input)) > largest)
    throw clientError('Actual length of the task definition exceeds the maximum of 64 KiB.');
  for (const container of containers) checkContainer(container, containers, input);
  if (new Set(containers.map(({ name }) => name)).size < containers.length)
    throw clientError('Container names must be unique in a task definition.');
  if (containers.every(({ essential }) => essential === false))
    throw clientError('Task definition does not have any essential container.');
  if ((input.requiresCompatibilities ?? []).includes('FARGATE')) checkFargate(input, containers);
}

function checkContainer(container: ContainerDefinition, all: readonly ContainerDefinition[], input: Input): void {
  if ((container.name ?? '') === '') throw clientError('Container.name should not be null or empty.');
  if ((container.image ?? '') === '') throw clientError('Container.image should not be null or empty.');
  // On Fargate the task's own memory is asked for.
  const fargate = (input.requiresCompatibilities ?? []).includes('FARGATE');
  if (
    !fargate &&
    input.memory === undefined &&
    container.memory === undefined &&
    container.memoryReservation === undefined
  )
    throw clientError(
      `Invalid setting for container '${container.name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    );
  checkPorts(container, input);
  if (input.networkMode === 'awsvpc' && container.disableNetworking === true)
    throw clientError('Disable Networking is not supported on container when networkMode=awsvpc');
  checkDependencies(container, all);
  if ((container.secrets ?? []).length > 0 && input.executionRoleArn === undefined)
    throw clientError(
      "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    );
  for (const { sourceVolume } of container.mountPoints ?? [])
    if (!(input.volumes ?? []).some(({ name }) => name === sourceVolume))
      throw clientError(`Unknown volume '${sourceVolume}'.`);
  checkHealthCheck(container);
  checkAwslogs(container, input);
}

function checkPorts({ portMappings = [] }: ContainerDefinition, { networkMode }: Input): void {
  for (const { containerPort, containerPortRange, hostPort } of portMappings) {
    if (containerPort !== undefined && containerPortRange !== undefined)
      throw clientError('cannot specify both single port and port range');
    if (networkMode === 'awsvpc' && hostPort !== undefined && hostPort !== containerPort)
      throw clientError('When networkMode=awsvpc, the host ports and container ports in port mappings must match.');
  }
}

function checkDependencies({ dependsOn = [] }: ContainerDefinition, all: readonly ContainerDefinition[]): void {
  for (const { containerName, condition } of dependsOn) {
    const other = all.find(({ name }) => name === containerName);
    if (other === undefined)
      throw clientError(`Cannot depend on container + '${containerName}' because it does not exist`);
    if (condition === 'HEALTHY' && other.healthCheck === undefined)
      throw clientError('A dependency container with HEALTHY condition must have health check configured');
    if ((condition === 'SUCCESS' || condition === 'COMPLETE') && other.essential !== false)
      throw clientError('A dependency container with SUCCESS or COMPLETE condition cannot be an essential container');
  }
}

function checkHealthCheck({ healthCheck }: ContainerDefinition): void {
  if (healthCheck === undefined) return;
  const { command = [], interval = 30, timeout = 5, retries = 3, startPeriod = 0 } = healthCheck;
  // A plain list of words without CMD is refused.
  if (command[0] !== 'CMD' && command[0] !== 'CMD-SHELL' && command[0] !== 'NONE')
    throw clientError('Health check command must begin with CMD, CMD-SHELL or NONE.');
  const bounds = [
    ['interval', interval, 5, 300],
    ['timeout', timeout, 2, 60],
    ['retries', retries, 1, 10],
    ['startPeriod', startPeriod, 0, 300],
  ] as const;
  for (const [name, value, low, high] of bounds)
    if (value < low || value > high) throw clientError(`Health check ${name} must be between ${low} and ${high}.`);
}

/** Fargate needs all three. */
function checkAwslogs({ logConfiguration }: ContainerDefinition, { requiresCompatibilities = [] }: Input): void {
  if (logConfiguration?.logDriver !== 'awslogs') return;
  const { options = {} } = logConfiguration;
  const onFargate = ['awslogs-group', 'awslogs-region', 'awslogs-stream-prefix'];
  const wanted = requiresCompatibilities.includes('FARGATE') ? onFargate : ['awslogs-group'];
  const missing = wanted.filter((option) => (options[option] ?? '') === '');
  if (missing.length > 0) throw clientError(`Log driver awslogs requires options: ${missing.join(', ')}`);
  if (options['awslogs-datetime-format'] !== undefined && options['awslogs-multiline-pattern'] !== undefined)
    throw clientError('awslogs-datetime-format and awslogs-multiline-pattern can not both be specified.');
}
