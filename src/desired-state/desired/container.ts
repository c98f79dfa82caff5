import type { ContainerDefinition, PortMapping } from '@aws-sdk/client-ecs';
import type { ServiceDocument } from '../schema/service.ts';
import { containerImage, type Given } from './image.ts';
import { awslogs, logsOf } from './logs.ts';
import { mountPointsOf } from './volume.ts';

/** Only what the document says of the service's own container: put on top of a task definition file. */
export function declaredContainer({ document, service, container }: Given): Partial<ContainerDefinition> {
  const ports = service.ports ?? (service.port === undefined ? [] : [{ port: service.port }]);
  const secrets = secretPairs(service.secrets);
  const mountPoints = mountPointsOf(service);
  return {
    name: container,
    ...(service.image === undefined ? {} : { image: containerImage(document, service.image) }),
    ...(service.environment === undefined ? {} : { environment: pairs(service.environment) }),
    ...(ports.length === 0 ? {} : { portMappings: ports.map(portMapping) }),
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(service.command === undefined ? {} : { command: service.command }),
    ...(service.entryPoint === undefined ? {} : { entryPoint: service.entryPoint }),
    ...(service.stopTimeout === undefined ? {} : { stopTimeout: service.stopTimeout }),
    ...(service.containerHealthCheck === undefined ? {} : { healthCheck: healthCheckOf(service.containerHealthCheck) }),
    ...(mountPoints.length === 0 ? {} : { mountPoints }),
  };
}

/** The service's own container, whole. */
export function mainContainer(given: Given): ContainerDefinition {
  return {
    essential: true,
    environment: [],
    logConfiguration: logsOf(given, given.container),
    ...declaredContainer(given),
  };
}

function pairs(values: Readonly<Record<string, string>> | undefined): { name: string; value: string }[] {
  return Object.entries(values ?? {}).map(([name, value]) => ({ name, value }));
}

function secretPairs(values: Readonly<Record<string, string>> | undefined): { name: string; valueFrom: string }[] {
  return Object.entries(values ?? {}).map(([name, valueFrom]) => ({ name, valueFrom }));
}

type Port = NonNullable<ServiceDocument['ports']>[number] | { readonly port: number };

function portMapping(mapping: Port): PortMapping {
  const { port, protocol = 'tcp', name, appProtocol }: Partial<Extract<Port, { appProtocol?: unknown }>> = mapping;
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

export function sidecars(given: Given): ContainerDefinition[] {
  const declared = Object.entries(given.service.sidecars ?? {});
  return [...declared.map(([name, sidecar]) => sidecarOf(given, name, sidecar)), ...logRouter(given)];
}

type Sidecar = NonNullable<ServiceDocument['sidecars']>[string];

function sidecarOf(given: Given, name: string, sidecar: Sidecar): ContainerDefinition {
  const { port, command, entryPoint, cpu, memory, memoryReservation, dependsOn, healthCheck } = sidecar;
  const secrets = secretPairs(sidecar.secrets);
  const waits = Object.entries(dependsOn ?? {}).map(([containerName, condition]) => ({ containerName, condition }));
  return {
    name,
    image: containerImage(given.document, sidecar.image),
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
    ...(waits.length === 0 ? {} : { dependsOn: waits }),
    ...(healthCheck === undefined ? {} : { healthCheck: healthCheckOf(healthCheck) }),
  };
}

/** Reserved: no sidecar may have it. */
export const LOG_ROUTER = 'log-router';
const ROUTER_IMAGE = 'public.ecr.aws/aws-observability/aws-for-fluent-bit:stable';

function logRouter(given: Given): ContainerDefinition[] {
  const router = given.service.logs?.firelens;
  if (router === undefined) return [];
  return [
    {
      name: LOG_ROUTER,
      image: containerImage(given.document, router.image ?? ROUTER_IMAGE),
      essential: true,
      environment: [],
      firelensConfiguration: { type: router.type ?? 'fluentbit' },
      logConfiguration: awslogs(given, LOG_ROUTER),
    },
  ];
}
