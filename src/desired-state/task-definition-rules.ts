import { cpuUnits, fargateSizes, memoryMib } from './fargate-sizes.ts';
import { looksSecret } from './schema/scalars.ts';
import type { GivenBeside } from './task-definition-file.ts';

export interface Cause {
  readonly code: string;
  readonly path: string;
  readonly sentence: string;
}

export interface Note {
  readonly code: string;
  readonly sentence: string;
}

type Members = Readonly<Record<string, unknown>>;

/** Log drivers on Fargate (aws-facts §3). */
const drivers = ['awslogs', 'splunk', 'awsfirelens'];

/** What can never run on Fargate, all of it at once (aws-facts §3, §8 RegisterTaskDefinition). */
export function fargateCauses(definition: Members, given: GivenBeside): Cause[] {
  const containers = list(definition.containerDefinitions);
  return [
    ...compatibility(definition),
    ...network(definition),
    ...size(definition, given),
    ...volumes(definition),
    ...(containers.length === 0
      ? [{ code: 'no-container', path: 'containerDefinitions', sentence: 'there is no container' }]
      : []),
    ...containers.flatMap((container, index) => containerCauses(container, `containerDefinitions[${index}]`, given)),
  ];
}

function list(value: unknown): Members[] {
  return Array.isArray(value) ? value.filter((item): item is Members => typeof item === 'object' && item !== null) : [];
}

function compatibility({ requiresCompatibilities }: Members): Cause[] {
  if (
    !Array.isArray(requiresCompatibilities) ||
    requiresCompatibilities.length === 0 ||
    requiresCompatibilities.includes('FARGATE')
  )
    return [];
  return [
    {
      code: 'not-fargate',
      path: 'requiresCompatibilities',
      sentence: `requiresCompatibilities is ${requiresCompatibilities.join(', ')} only: it is made for instances, not for Fargate`,
    },
  ];
}

function network({ networkMode }: Members): Cause[] {
  if (networkMode === undefined || networkMode === 'awsvpc') return [];
  return [
    {
      code: 'network-mode',
      path: 'networkMode',
      sentence: `networkMode ${String(networkMode)} is impossible on Fargate: only awsvpc`,
    },
  ];
}

function size({ cpu, memory }: Members, given: GivenBeside): Cause[] {
  if (given.sizeGiven || cpu === undefined || memory === undefined) return [];
  const units = cpuUnits(String(cpu));
  const mib = memoryMib(String(memory));
  const allowed = units === undefined ? undefined : fargateSizes.get(units);
  if (allowed === undefined)
    return [
      {
        code: 'cpu-value',
        path: 'cpu',
        sentence: `cpu ${String(cpu)} is no size of Fargate: ${[...fargateSizes.keys()].join(', ')}`,
      },
    ];
  return mib !== undefined && allowed.memory.includes(mib)
    ? []
    : [
        {
          code: 'cpu-memory-pair',
          path: 'memory',
          sentence: `memory ${String(memory)}: ${units} allows ${allowed.rule}`,
        },
      ];
}

function volumes(definition: Members): Cause[] {
  return list(definition.volumes).flatMap((volume, index) => {
    const host = volume.host as Members | undefined;
    if (host?.sourcePath === undefined && volume.dockerVolumeConfiguration === undefined) return [];
    return [
      {
        code: 'host-volume',
        path: `volumes[${index}]`,
        sentence: `volume ${String(volume.name)} is on the host: impossible on Fargate`,
      },
    ];
  });
}

function containerCauses(container: Members, path: string, given: GivenBeside): Cause[] {
  const causes: Cause[] = [];
  const { image, name } = container;
  if ((typeof image !== 'string' || image.trim() === '') && !given.imageGiven)
    causes.push({
      code: 'no-image',
      path: `${path}.image`,
      sentence: `container ${String(name)} has no image: allowed only where the service names its image`,
    });
  for (const [index, mapping] of list(container.portMappings).entries()) {
    if (mapping.hostPort === undefined || mapping.hostPort === mapping.containerPort) continue;
    causes.push({
      code: 'host-port',
      path: `${path}.portMappings[${index}].hostPort`,
      sentence: `hostPort ${String(mapping.hostPort)} is for instances: under awsvpc it must be absent or equal to containerPort`,
    });
  }
  const driver = (container.logConfiguration as Members | undefined)?.logDriver;
  if (driver !== undefined && !drivers.includes(String(driver)))
    causes.push({
      code: 'log-driver',
      path: `${path}.logConfiguration.logDriver`,
      sentence: `log driver ${String(driver)} is not one of ${drivers.join(', ')}`,
    });
  if (container.privileged === true)
    causes.push({
      code: 'privileged',
      path: `${path}.privileged`,
      sentence: 'privileged containers are impossible on Fargate',
    });
  for (const field of ['links', 'dnsServers', 'dockerSecurityOptions']) {
    if (Array.isArray(container[field]) && (container[field] as unknown[]).length > 0)
      causes.push({ code: 'not-on-fargate', path: `${path}.${field}`, sentence: `${field} is impossible on Fargate` });
  }
  return causes;
}

/** Secrets in plain environment: named by the variable, never by its value. */
export function plainSecrets(definition: Members): Note[] {
  return list(definition.containerDefinitions).flatMap((container) =>
    list(container.environment).flatMap(({ name, value }) =>
      typeof name === 'string' && typeof value === 'string' && looksSecret(name, value)
        ? [
            {
              code: 'plain-secret',
              sentence: `${String(container.name)}: the variable ${name} holds a secret in plain text; it belongs into secrets`,
            },
          ]
        : [],
    ),
  );
}
