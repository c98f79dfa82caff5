import type { ContainerDefinition, RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { AwsError } from '../operation.ts';
import { clientError } from './names.ts';

type Input = RegisterTaskDefinitionCommandInput;

/** Fargate's pairs, written apart from the reconciler's table: 74 in all (aws-facts §3). */
function isFargatePair(cpu: number, memory: number): boolean {
  const within = (from: number, to: number, by: number) => memory >= from && memory <= to && (memory - from) % by === 0;
  switch (cpu) {
    case 256:
      return memory === 512 || memory === 1024 || memory === 2048;
    case 512:
      return within(1024, 4096, 1024);
    case 1024:
      return within(2048, 8192, 1024);
    case 2048:
      return within(4096, 16384, 1024);
    case 4096:
      return within(8192, 30720, 1024);
    case 8192:
      return within(16384, 61440, 4096);
    case 16384:
      return within(32768, 122880, 8192);
    default:
      return false;
  }
}

/** What AWS refuses, with its own sentences (aws-facts §8). */
export function checkRegistration(input: Input): void {
  const containers = input.containerDefinitions ?? [];
  if (containers.length === 0) throw clientError('Container list cannot be empty.');
  if (containers.length > 10) throw clientError('Too many containers. The maximum is 10.');
  if (input.tags !== undefined && input.tags.length === 0) throw clientError('Tags can not be empty.');
  if (Buffer.byteLength(JSON.stringify(input)) > 64 * 1024)
    throw clientError('Actual length of the task definition exceeds the maximum of 64 KiB.');
  for (const container of containers) checkContainer(container, containers, input);
  if (containers.every(({ essential }) => essential === false))
    throw clientError('Task definition does not have any essential container.');
  if (isFargate(input)) checkFargate(input, containers);
}

function checkContainer(container: ContainerDefinition, all: readonly ContainerDefinition[], input: Input): void {
  if ((container.name ?? '') === '') throw clientError('Container.name should not be null or empty.');
  if ((container.image ?? '') === '') throw clientError('Container.image should not be null or empty.');
  for (const mapping of container.portMappings ?? []) {
    if (mapping.containerPort !== undefined && mapping.containerPortRange !== undefined)
      throw clientError('cannot specify both single port and port range');
    if (
      input.networkMode === 'awsvpc' &&
      mapping.hostPort !== undefined &&
      mapping.hostPort !== mapping.containerPort
    ) {
      throw clientError('When networkMode=awsvpc, the host ports and container ports in port mappings must match.');
    }
  }
  if (input.networkMode === 'awsvpc' && container.disableNetworking === true)
    throw clientError('Disable Networking is not supported on container when networkMode=awsvpc');
  for (const { containerName, condition } of container.dependsOn ?? []) {
    const other = all.find(({ name }) => name === containerName);
    if (other === undefined)
      throw clientError(`Cannot depend on container + '${containerName}' because it does not exist`);
    if (condition === 'HEALTHY' && other.healthCheck === undefined)
      throw clientError('A dependency container with HEALTHY condition must have health check configured');
    if ((condition === 'SUCCESS' || condition === 'COMPLETE') && other.essential !== false)
      throw clientError('A dependency container with SUCCESS or COMPLETE condition cannot be an essential container');
  }
  if ((container.secrets ?? []).length > 0 && input.executionRoleArn === undefined)
    throw clientError(
      "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    );
  checkHealthCheck(container);
  if (
    !isFargate(input) &&
    input.memory === undefined &&
    container.memory === undefined &&
    container.memoryReservation === undefined
  )
    throw clientError(
      `Invalid setting for container '${container.name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    );
  checkAwslogs(container, isFargate(input));
}

function isFargate({ requiresCompatibilities = [] }: Input): boolean {
  return requiresCompatibilities.includes('FARGATE');
}

function checkHealthCheck({ healthCheck }: ContainerDefinition): void {
  if (healthCheck === undefined) return;
  const { command = [], interval = 30, timeout = 5, retries = 3, startPeriod = 0 } = healthCheck;
  if (command[0] !== 'CMD' && command[0] !== 'CMD-SHELL' && command[0] !== 'NONE')
    throw clientError('Health check command must begin with CMD, CMD-SHELL or NONE.');
  const bounds: [string, number, number, number][] = [
    ['interval', interval, 5, 300],
    ['timeout', timeout, 2, 60],
    ['retries', retries, 1, 10],
    ['startPeriod', startPeriod, 0, 300],
  ];
  for (const [name, value, low, high] of bounds)
    if (value < low || value > high) throw clientError(`Health check ${name} must be between ${low} and ${high}.`);
}

/** Fargate needs all three (aws-facts §3). */
function checkAwslogs({ logConfiguration }: ContainerDefinition, fargate: boolean): void {
  if (logConfiguration?.logDriver !== 'awslogs') return;
  const needed = fargate ? ['awslogs-group', 'awslogs-region', 'awslogs-stream-prefix'] : ['awslogs-group'];
  const missing = needed.filter((option) => (logConfiguration.options?.[option] ?? '') === '');
  if (missing.length > 0) throw clientError(`Log driver awslogs requires options: ${missing.join(', ')}`);
}

const ROLE_NEEDED = 'Fargate requires task definition to have execution role ARN to support';

function checkFargate(input: Input, containers: readonly ContainerDefinition[]): void {
  if (input.networkMode !== 'awsvpc') throw clientError('Fargate only supports network mode ‘awsvpc’.');
  if (input.cpu === undefined) throw clientError("Fargate requires that 'cpu' be defined at the task level.");
  if (input.memory === undefined) throw clientError("Fargate requires that 'memory' be defined at the task level.");
  const cpu = Number(units(input.cpu));
  const memory = Number(mebibytes(input.memory));
  if (!isFargatePair(cpu, memory))
    throw clientError(
      `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`,
    );
  if (containers.reduce((sum, container) => sum + (container.cpu ?? 0), 0) > cpu)
    throw clientError('The container cpu sum cannot exceed the task cpu.');
  if (
    containers.some((container) => (container.memory ?? 0) > memory) ||
    containers.reduce((sum, { memoryReservation = 0 }) => sum + memoryReservation, 0) > memory
  )
    throw clientError('Container memory cannot exceed the task memory.');
  if ((input.placementConstraints ?? []).length > 0)
    throw clientError('Fargate compatible task definitions do not support placement constraints.');
  if (input.ipcMode !== undefined) throw clientError('Fargate compatible task definitions do not support ipcMode.');
  if (input.pidMode !== undefined && input.pidMode !== 'task')
    throw clientError(`Fargate compatible task definitions do not support pidMode ${input.pidMode}.`);
  const disk = input.ephemeralStorage?.sizeInGiB;
  if (disk !== undefined && disk < 21) throw clientError('EphemeralStorage size should be at least 21.');
  if (disk !== undefined && disk > 200) throw clientError('EphemeralStorage size should be at most 200.');
  for (const volume of input.volumes ?? []) {
    if (volume.host?.sourcePath !== undefined)
      throw clientError('Fargate compatible task definitions do not support sourcePath');
    if (volume.dockerVolumeConfiguration !== undefined)
      throw clientError('Fargate compatible task definitions do not support dockerVolumeConfiguration');
  }
  for (const container of containers) checkFargateContainer(container, input);
}

function checkFargateContainer(container: ContainerDefinition, input: Input): void {
  const driver = container.logConfiguration?.logDriver;
  if (container.privileged === true)
    throw clientError("Fargate requires that the 'privileged' setting be 'false' or not set.");
  if ((container.links ?? []).length > 0)
    throw clientError('Fargate compatible task definitions do not support links.');
  if (driver !== undefined && !['awslogs', 'splunk', 'awsfirelens'].includes(driver))
    throw clientError(`Fargate compatible task definitions do not support log driver ${driver}.`);
  if (input.executionRoleArn === undefined && driver === 'awslogs')
    throw clientError(`${ROLE_NEEDED} log driver awslogs.`);
  if (input.executionRoleArn === undefined && /\.dkr\.ecr\./.test(container.image ?? ''))
    throw clientError(`${ROLE_NEEDED} ECR images.`);
  for (const [name, given] of unsupported(container))
    if (given) throw clientError(`Fargate compatible task definitions do not support ${name}.`);
  if ((container.stopTimeout ?? 0) > 120)
    throw clientError(
      'Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.',
    );
  const added = container.linuxParameters?.capabilities?.add ?? [];
  if (added.some((capability) => capability !== 'SYS_PTRACE'))
    throw clientError('Fargate supports adding SYS_PTRACE only.');
}

/** aws-facts §3, «not supported»; the sentence follows AWS' own about sourcePath. */
function unsupported({ linuxParameters = {}, ...container }: ContainerDefinition): [string, boolean][] {
  const { devices = [], sharedMemorySize, maxSwap, swappiness } = linuxParameters;
  return [
    ['hostname', container.hostname !== undefined],
    ['dnsServers', (container.dnsServers ?? []).length > 0],
    ['dnsSearchDomains', (container.dnsSearchDomains ?? []).length > 0],
    ['dockerSecurityOptions', (container.dockerSecurityOptions ?? []).length > 0],
    ['resourceRequirements', (container.resourceRequirements ?? []).length > 0],
    ['devices', devices.length > 0],
    ['sharedMemorySize', sharedMemorySize !== undefined],
    ['maxSwap', maxSwap !== undefined],
    ['swappiness', swappiness !== undefined],
  ];
}

/** `1 vCPU` → `1024` */
export function units(cpu: string): string {
  const words = /^\s*(\d*\.?\d+)\s*vcpus?\s*$/i.exec(cpu);
  if (words !== null) return String(Number(words[1]) * 1024);
  if (!/^\d+$/.test(cpu.trim())) throw new AwsError('ClientException', `Invalid 'cpu' setting for task.`);
  return cpu.trim();
}

/** `2 GB` → `2048` */
export function mebibytes(memory: string): string {
  const words = /^\s*(\d*\.?\d+)\s*gb\s*$/i.exec(memory);
  if (words !== null) return String(Number(words[1]) * 1024);
  if (!/^\d+$/.test(memory.trim())) throw new AwsError('ClientException', `Invalid 'memory' setting for task.`);
  return memory.trim();
}
