import type {
  ContainerDefinition,
  LogConfiguration,
  MountPoint,
  RegisterTaskDefinitionCommandInput,
  Volume,
} from '@aws-sdk/client-ecs';
import type { DesiredLogGroup } from '../desired.ts';
import { ecsServiceName, executionRoleArn, logGroupName, taskRoleArn } from '../names.ts';
import type { Document } from '../schema/document.ts';
import type { ServiceDocument } from '../schema/service.ts';
import type { Given } from './image.ts';
import { merge } from './overlay.ts';
import { lowerTags, ownTags } from './tags.ts';

type ImageOf = (document: Pick<Document, 'account' | 'region'>, reference: string) => string;

/** RegisterTaskDefinition's words (aws-facts §2.2, §3). */
export function taskDefinitionOf(given: Given, imageOf: ImageOf): RegisterTaskDefinitionCommandInput {
  const { service } = given;
  const file = fileOf(service);
  const base = file === undefined ? shortForm(given, imageOf) : fromFile(given, file, imageOf);
  const overlay =
    service.taskDefinition !== undefined &&
    !('file' in service.taskDefinition) &&
    !('inlined' in service.taskDefinition)
      ? service.taskDefinition
      : undefined;
  return overlay === undefined ? base : (merge(base, overlay) as RegisterTaskDefinitionCommandInput);
}

/** A file reference is inlined before a document is stored: `{ file, container, inlined: {…} }`. */
function fileOf({ taskDefinition }: ServiceDocument): RegisterTaskDefinitionCommandInput | undefined {
  if (taskDefinition === undefined || !('inlined' in taskDefinition)) return undefined;
  return taskDefinition.inlined as RegisterTaskDefinitionCommandInput;
}

function common(given: Given) {
  const { document, name, service } = given;
  const { execution, task } = service.roles ?? {};
  return {
    family: ecsServiceName(document.app, name),
    networkMode: 'awsvpc' as const,
    requiresCompatibilities: ['FARGATE' as const],
    executionRoleArn: execution ?? executionRoleArn(document.account, document.app),
    ...(task === 'none' ? {} : { taskRoleArn: task ?? taskRoleArn(document.account, document.app, name) }),
    tags: lowerTags(ownTags(given)),
  };
}

function shortForm(given: Given, imageOf: ImageOf): RegisterTaskDefinitionCommandInput {
  const { service } = given;
  const volumes = Object.entries(service.volumes ?? {}).map(([volume, declared]) => volumeOf(volume, declared));
  return {
    ...common(given),
    cpu: String(service.cpu ?? 256),
    memory: String(service.memory ?? 512),
    runtimePlatform: {
      cpuArchitecture: service.architecture === 'arm64' ? 'ARM64' : 'X86_64',
      operatingSystemFamily: 'LINUX',
    },
    containerDefinitions: [mainContainer(given, imageOf), ...sidecars(given, imageOf)],
    ...(volumes.length === 0 ? {} : { volumes }),
  };
}

/** The file's definition with the service's image, roles and sizes where the document gives them. */
function fromFile(
  given: Given,
  file: RegisterTaskDefinitionCommandInput,
  imageOf: ImageOf,
): RegisterTaskDefinitionCommandInput {
  const { document, service, container } = given;
  const { family, executionRoleArn: execution, taskRoleArn: task, tags } = common(given);
  const own = file.containerDefinitions?.find((each) => each.name === container) ?? file.containerDefinitions?.[0];
  const containers = (file.containerDefinitions ?? []).map((each) =>
    each === own ? { ...each, ...fileContainer(given, each, imageOf) } : each,
  );
  const roles = service.roles ?? {};
  return {
    ...file,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    family,
    containerDefinitions: containers,
    executionRoleArn: roles.execution ?? file.executionRoleArn ?? execution,
    ...(roles.task === 'none' ? {} : { taskRoleArn: roles.task ?? file.taskRoleArn ?? task }),
    ...(service.cpu === undefined ? {} : { cpu: String(service.cpu) }),
    ...(service.memory === undefined ? {} : { memory: String(service.memory) }),
    tags: lowerTags(
      new Map([
        ...(file.tags ?? []).map(({ key = '', value = '' }): [string, string] => [key, value]),
        ...tags.map(({ key, value }): [string, string] => [key, value]),
        ...Object.entries(document.tags ?? {}),
      ]),
    ),
  };
}

function fileContainer(
  { document, service }: Given,
  container: ContainerDefinition,
  imageOf: ImageOf,
): Partial<ContainerDefinition> {
  const environment = merge(
    container.environment ?? [],
    pairs(service.environment),
    'environment',
  ) as ContainerDefinition['environment'];
  return {
    ...(service.image === undefined ? {} : { image: imageOf(document, service.image) }),
    ...(service.environment === undefined ? {} : { environment }),
  };
}

function pairs(values: Readonly<Record<string, string>> | undefined): { name: string; value: string }[] {
  return Object.entries(values ?? {}).map(([name, value]) => ({ name, value }));
}

function secretPairs(values: Readonly<Record<string, string>> | undefined): { name: string; valueFrom: string }[] {
  return Object.entries(values ?? {}).map(([name, valueFrom]) => ({ name, valueFrom }));
}

function mainContainer(given: Given, imageOf: ImageOf): ContainerDefinition {
  const { document, service, container } = given;
  const ports = service.ports ?? (service.port === undefined ? [] : [{ port: service.port, protocol: 'tcp' as const }]);
  const secrets = secretPairs(service.secrets);
  const mountPoints = Object.entries(service.volumes ?? {}).map(
    ([volume, { mount, readOnly }]): MountPoint => ({
      sourceVolume: volume,
      containerPath: mount,
      readOnly: readOnly ?? false,
    }),
  );
  return {
    name: container,
    image: imageOf(document, service.image ?? ''),
    essential: true,
    environment: pairs(service.environment),
    logConfiguration: logsOf(given, container),
    ...(ports.length === 0 ? {} : { portMappings: ports.map((mapping) => portMapping(mapping)) }),
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(service.command === undefined ? {} : { command: service.command }),
    ...(service.entryPoint === undefined ? {} : { entryPoint: service.entryPoint }),
    ...(service.stopTimeout === undefined ? {} : { stopTimeout: service.stopTimeout }),
    ...(service.containerHealthCheck === undefined ? {} : { healthCheck: healthCheckOf(service.containerHealthCheck) }),
    ...(mountPoints.length === 0 ? {} : { mountPoints }),
  };
}

type Port = NonNullable<ServiceDocument['ports']>[number];

function portMapping(mapping: Port) {
  const { port, protocol = 'tcp' } = mapping;
  const name = 'name' in mapping ? mapping.name : undefined;
  const appProtocol = 'appProtocol' in mapping ? mapping.appProtocol : undefined;
  return {
    containerPort: port,
    protocol,
    ...(name === undefined ? {} : { name }),
    ...(appProtocol === undefined ? {} : { appProtocol }),
  };
}

function healthCheckOf(check: NonNullable<ServiceDocument['containerHealthCheck']>) {
  const { command, interval, timeout, retries, startPeriod } = check;
  return {
    command,
    ...(interval === undefined ? {} : { interval }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(retries === undefined ? {} : { retries }),
    ...(startPeriod === undefined ? {} : { startPeriod }),
  };
}

const LOG_ROUTER = 'log-router';

function sidecars(given: Given, imageOf: ImageOf): ContainerDefinition[] {
  const { document, service } = given;
  const containers = Object.entries(service.sidecars ?? {}).map(([name, sidecar]): ContainerDefinition => {
    const { port, command, entryPoint, cpu, memory, memoryReservation, dependsOn, healthCheck } = sidecar;
    const secrets = secretPairs(sidecar.secrets);
    return {
      name,
      image: imageOf(document, sidecar.image),
      essential: sidecar.essential ?? true,
      environment: pairs(sidecar.environment),
      logConfiguration: logsOf(given, name),
      ...(port === undefined ? {} : { portMappings: [{ containerPort: port.port, protocol: port.protocol }] }),
      ...(secrets.length === 0 ? {} : { secrets }),
      ...(command === undefined ? {} : { command }),
      ...(entryPoint === undefined ? {} : { entryPoint }),
      ...(cpu === undefined ? {} : { cpu }),
      ...(memory === undefined ? {} : { memory }),
      ...(memoryReservation === undefined ? {} : { memoryReservation }),
      ...(dependsOn === undefined
        ? {}
        : { dependsOn: Object.entries(dependsOn).map(([containerName, condition]) => ({ containerName, condition })) }),
      ...(healthCheck === undefined ? {} : { healthCheck: healthCheckOf(healthCheck) }),
    };
  });
  const router = service.logs?.firelens;
  if (router === undefined) return containers;
  return [
    ...containers,
    {
      name: LOG_ROUTER,
      image: router.image ?? 'public.ecr.aws/aws-observability/aws-for-fluent-bit:stable',
      essential: true,
      firelensConfiguration: { type: router.type ?? 'fluentbit' },
      logConfiguration: awslogs(given, LOG_ROUTER),
    },
  ];
}

function logsOf(given: Given, container: string): LogConfiguration {
  const router = given.service.logs?.firelens;
  if (router === undefined) return awslogs(given, container);
  return { logDriver: 'awsfirelens', ...(router.options === undefined ? {} : { options: router.options }) };
}

function awslogs({ document, name, service }: Given, container: string): LogConfiguration {
  return {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': service.logs?.group ?? logGroupName(document.app, name),
      'awslogs-region': document.region,
      'awslogs-stream-prefix': container,
    },
  };
}

function volumeOf(
  name: string,
  { efs, accessPoint, root, iam }: NonNullable<ServiceDocument['volumes']>[string],
): Volume {
  const encrypted = accessPoint !== undefined || iam === true;
  return {
    name,
    efsVolumeConfiguration: {
      fileSystemId: efs,
      rootDirectory: accessPoint === undefined ? (root ?? '/') : '/',
      transitEncryption: 'ENABLED',
      ...(encrypted
        ? {
            authorizationConfig: {
              ...(accessPoint === undefined ? {} : { accessPointId: accessPoint }),
              iam: iam === true ? 'ENABLED' : 'DISABLED',
            },
          }
        : {}),
    },
  };
}

/** Ours, unless a whole task definition file says where its logs go: those groups are made, too, where they are awslogs'. */
export function logGroupsOf(given: Given): DesiredLogGroup[] {
  const { document, name, service } = given;
  const file = fileOf(service);
  const groups =
    file === undefined
      ? [service.logs?.group ?? logGroupName(document.app, name)]
      : (file.containerDefinitions ?? [])
          .flatMap(({ logConfiguration }) =>
            logConfiguration?.logDriver === 'awslogs' ? [logConfiguration.options?.['awslogs-group'] ?? ''] : [],
          )
          .filter((group) => group !== '');
  const retention = service.logs?.retention ?? 30;
  return [...new Set(groups)].map((logGroupName) => ({
    input: { logGroupName, tags: Object.fromEntries(ownTags(given)) },
    ...(retention === 'forever' ? {} : { retentionInDays: retention }),
  }));
}
