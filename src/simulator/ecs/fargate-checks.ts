import type { ContainerDefinition, RegisterTaskDefinitionCommandInput, Volume } from '@aws-sdk/client-ecs';
import { isFargatePair, mebibytes, units } from './cpu-and-memory.ts';
import { clientError } from './names.ts';

type Input = RegisterTaskDefinitionCommandInput;

/** What Fargate refuses beside what ECS does. */
export function checkFargate(input: Input, containers: readonly ContainerDefinition[]): void {
  if (input.networkMode !== 'awsvpc') throw clientError('Fargate only supports network mode ‘awsvpc’.');
  if (input.cpu === undefined) throw clientError("Fargate requires that 'cpu' be defined at the task level.");
  if (input.memory === undefined) throw clientError("Fargate requires that 'memory' be defined at the task level.");
  checkSizes(input, Number(units(input.cpu)), Number(mebibytes(input.memory)), containers);
  if ((input.placementConstraints ?? []).length > 0) throw unsupported('placement constraints');
  if (input.ipcMode !== undefined) throw unsupported('ipcMode');
  if (input.pidMode === 'host') throw unsupported('pidMode host');
  const { operatingSystemFamily = 'LINUX', cpuArchitecture } = input.runtimePlatform ?? {};
  if (operatingSystemFamily.startsWith('WINDOWS') && cpuArchitecture === 'ARM64')
    throw unsupported('Windows containers on ARM64');
  const disk = input.ephemeralStorage?.sizeInGiB;
  if (disk !== undefined && disk < 21) throw clientError('EphemeralStorage size should be at least 21.');
  if (disk !== undefined && disk > 200) throw clientError('EphemeralStorage size should be at most 200.');
  for (const volume of input.volumes ?? []) checkVolume(volume);
  checkFirelens(containers);
  for (const container of containers) checkContainer(container, input);
}

function unsupported(what: string) {
  return clientError(`Fargate compatible task definitions do not support ${what}`);
}

function checkSizes(input: Input, cpu: number, memory: number, containers: readonly ContainerDefinition[]): void {
  if (!isFargatePair(cpu, memory, input.runtimePlatform?.operatingSystemFamily))
    throw clientError(
      `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`,
    );
  const sum = (of: (container: ContainerDefinition) => number | undefined) =>
    containers.reduce((total, container) => total + (of(container) ?? 0), 0);
  if (sum((container) => container.cpu) > cpu) throw clientError('The container cpu sum cannot exceed the task cpu.');
  if (
    containers.some((container) => (container.memory ?? 0) > memory) ||
    sum((container) => container.memoryReservation) > memory
  )
    throw clientError('Container memory cannot exceed the task memory.');
}

function checkVolume({ host, dockerVolumeConfiguration, efsVolumeConfiguration: efs }: Volume): void {
  if (host?.sourcePath !== undefined) throw unsupported('sourcePath');
  if (dockerVolumeConfiguration !== undefined) throw unsupported('dockerVolumeConfiguration');
  if (efs === undefined) return;
  const { authorizationConfig, rootDirectory = '/', transitEncryption } = efs;
  const point = authorizationConfig?.accessPointId;
  if (point !== undefined && rootDirectory !== '/')
    throw clientError('rootDirectory must be "/" or omitted when an EFS access point is specified.');
  if ((point !== undefined || authorizationConfig?.iam === 'ENABLED') && transitEncryption !== 'ENABLED')
    throw clientError('Transit encryption must be enabled with an EFS access point or IAM authorization.');
}

/** Log routers: one container has the configuration, others the driver. */
function checkFirelens(containers: readonly ContainerDefinition[]): void {
  const routers = containers.filter(({ firelensConfiguration }) => firelensConfiguration !== undefined);
  const users = containers.filter(({ logConfiguration }) => logConfiguration?.logDriver === 'awsfirelens');
  if (routers.length > 1) throw clientError('Only one container can have a firelensConfiguration.');
  if (users.length > 0 && routers.length === 0)
    throw clientError('A container with log driver awsfirelens needs another one with a firelensConfiguration.');
}

const ROLE_NEEDED = 'Fargate requires task definition to have execution role ARN to support';

function checkContainer(container: ContainerDefinition, { executionRoleArn }: Input): void {
  const driver = container.logConfiguration?.logDriver;
  if (container.privileged === true)
    throw clientError("Fargate requires that the 'privileged' setting be 'false' or not set.");
  if (driver !== undefined && !['awslogs', 'splunk', 'awsfirelens'].includes(driver))
    throw unsupported(`log driver ${driver}.`);
  if (executionRoleArn === undefined && driver === 'awslogs') throw clientError(`${ROLE_NEEDED} log driver awslogs.`);
  if (executionRoleArn === undefined && /\.dkr\.ecr\./.test(container.image ?? ''))
    throw clientError(`${ROLE_NEEDED} ECR images.`);
  if (Math.max(container.stopTimeout ?? 0, container.startTimeout ?? 0) > 120)
    throw clientError(
      'Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.',
    );
  for (const [name, value] of Object.entries(notOnFargate(container)))
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) throw unsupported(name);
  const added = container.linuxParameters?.capabilities?.add ?? [];
  if (added.some((capability) => capability !== 'SYS_PTRACE'))
    throw clientError('Fargate supports adding SYS_PTRACE only.');
}

/** Members that have no meaning on Fargate, with what was sent for them. */
function notOnFargate({ linuxParameters, resourceRequirements = [], ...container }: ContainerDefinition) {
  return {
    links: container.links,
    hostname: container.hostname,
    dnsServers: container.dnsServers,
    dnsSearchDomains: container.dnsSearchDomains,
    dockerSecurityOptions: container.dockerSecurityOptions,
    devices: linuxParameters?.devices,
    sharedMemorySize: linuxParameters?.sharedMemorySize,
    maxSwap: linuxParameters?.maxSwap,
    swappiness: linuxParameters?.swappiness,
    GPU: resourceRequirements.filter(({ type }) => type === 'GPU'),
  };
}
