import { type Cause, type Members, mapsIn, type Note } from './cause.ts';
import { containerCauses } from './container-rules.ts';
import { cpuUnits, fargateSizes, memoryMib } from './fargate-sizes.ts';
import { looksSecret } from './schema/scalars.ts';

/** What can never run on Fargate, all of it at once (aws-facts §3, §8 RegisterTaskDefinition). */
export function fargateCauses(definition: Members): Cause[] {
  return [
    ...compatibility(definition),
    ...network(definition),
    ...size(definition),
    ...taskFields(definition),
    ...volumes(definition),
    ...containers(definition),
    ...order(definition),
    ...length(definition),
  ];
}

function compatibility({ requiresCompatibilities }: Members): Cause[] {
  if (!Array.isArray(requiresCompatibilities) || requiresCompatibilities.length === 0) return [];
  if (requiresCompatibilities.includes('FARGATE')) return [];
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

/** Only what the file itself says: sizes that the document gives are judged with the document. */
function size({ cpu, memory }: Members): Cause[] {
  if (cpu === undefined) return [];
  const units = cpuUnits(String(cpu));
  const allowed = units === undefined ? undefined : fargateSizes.get(units);
  if (allowed === undefined)
    return [
      {
        code: 'cpu-value',
        path: 'cpu',
        sentence: `cpu ${String(cpu)} is no size of Fargate: ${[...fargateSizes.keys()].join(', ')}`,
      },
    ];
  const mib = memory === undefined ? undefined : memoryMib(String(memory));
  if (memory === undefined || (mib !== undefined && allowed.memory.includes(mib))) return [];
  return [
    { code: 'cpu-memory-pair', path: 'memory', sentence: `memory ${String(memory)}: ${units} allows ${allowed.rule}` },
  ];
}

function taskFields(definition: Members): Cause[] {
  const causes: Cause[] = [];
  const refuse = (path: string, sentence: string, code = 'not-on-fargate') => causes.push({ code, path, sentence });
  const disk = (definition.ephemeralStorage as Members | undefined)?.sizeInGiB;
  if (disk !== undefined && !(typeof disk === 'number' && disk >= 21 && disk <= 200))
    refuse('ephemeralStorage.sizeInGiB', `sizeInGiB ${String(disk)}: 21 to 200`, 'ephemeral-storage');
  if (definition.ipcMode !== undefined) refuse('ipcMode', 'ipcMode is impossible on Fargate');
  if (definition.pidMode !== undefined && definition.pidMode !== 'task')
    refuse('pidMode', `pidMode ${String(definition.pidMode)} is impossible on Fargate: only task`);
  for (const field of ['placementConstraints', 'inferenceAccelerators'])
    if (mapsIn(definition[field]).length > 0) refuse(field, `${field} is impossible on Fargate`);
  return causes;
}

function volumes(definition: Members): Cause[] {
  return mapsIn(definition.volumes).flatMap((volume, index) => {
    const path = `volumes.${index}`;
    const host = volume.host as Members | undefined;
    if (host?.sourcePath !== undefined || volume.dockerVolumeConfiguration !== undefined)
      return [
        {
          code: 'host-volume',
          path,
          sentence: `volume ${String(volume.name)} is on the host: impossible on Fargate`,
        },
      ];
    return efs(volume, path);
  });
}

function efs({ name, efsVolumeConfiguration }: Members, path: string): Cause[] {
  if (efsVolumeConfiguration === undefined) return [];
  const { rootDirectory, transitEncryption, authorizationConfig } = efsVolumeConfiguration as Members;
  const { accessPointId, iam } = (authorizationConfig ?? {}) as Members;
  const causes: Cause[] = [];
  if (accessPointId !== undefined && rootDirectory !== undefined && rootDirectory !== '/')
    causes.push({
      code: 'efs-root',
      path: `${path}.efsVolumeConfiguration.rootDirectory`,
      sentence: `volume ${String(name)}: with an access point rootDirectory must be / or absent`,
    });
  if ((accessPointId !== undefined || iam === 'ENABLED') && transitEncryption !== 'ENABLED')
    causes.push({
      code: 'efs-encryption',
      path: `${path}.efsVolumeConfiguration.transitEncryption`,
      sentence: `volume ${String(name)}: an access point or IAM needs transitEncryption ENABLED`,
    });
  return causes;
}

/** Containers that wait for each other never start; an essential one can't be waited for to end. */
function order({ containerDefinitions }: Members): Cause[] {
  const all = mapsIn(containerDefinitions);
  const after = new Map(all.map(({ name, dependsOn }) => [String(name), mapsIn(dependsOn)]));
  const essential = new Set(all.filter((each) => each.essential !== false).map(({ name }) => name));
  return all.flatMap(({ name }, index) => {
    const path = `containerDefinitions.${index}.dependsOn`;
    const ends = (after.get(String(name)) ?? []).filter(
      ({ containerName, condition }) =>
        (condition === 'COMPLETE' || condition === 'SUCCESS') && essential.has(containerName),
    );
    return [
      ...(waitsForItself(String(name), after)
        ? [{ code: 'dependency-circle', path, sentence: `container ${String(name)} waits for itself in the end` }]
        : []),
      ...ends.map(({ containerName, condition }) => ({
        code: 'waits-for-essential',
        path,
        sentence: `${String(condition)} of ${String(containerName)}: an essential container can't be waited for to end`,
      })),
    ];
  });
}

function waitsForItself(start: string, after: ReadonlyMap<string, readonly Members[]>): boolean {
  const seen = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const { containerName } of after.get(name) ?? []) {
      if (containerName === start) return true;
      if (!seen.has(String(containerName))) open.push(String(containerName));
      seen.add(String(containerName));
    }
  return false;
}

/** AWS' quota of a task definition, in bytes. */
const LONGEST = 64 * 1024;

function length(definition: Members): Cause[] {
  const bytes = Buffer.byteLength(JSON.stringify(definition));
  if (bytes <= LONGEST) return [];
  const sentence = `the task definition has ${Math.ceil(bytes / 1024)} KiB: AWS takes at most 64; long values belong into a file or a parameter`;
  return [{ code: 'definition-size', path: '', sentence }];
}

const MOST_CONTAINERS = 10;

function containers(definition: Members): Cause[] {
  const all = mapsIn(definition.containerDefinitions);
  const path = 'containerDefinitions';
  if (all.length === 0) return [{ code: 'no-container', path, sentence: 'there is no container' }];
  const causes: Cause[] = [];
  if (all.length > MOST_CONTAINERS)
    causes.push({ code: 'container-count', path, sentence: `${all.length} containers: at most ${MOST_CONTAINERS}` });
  if (all.every(({ essential }) => essential === false))
    causes.push({ code: 'no-essential', path, sentence: 'at least one container must be essential' });
  return [...causes, ...sums(definition, all), ...all.flatMap((_each, index) => containerCauses(definition, index))];
}

/** Containers share the task's size (aws-facts §3, container sums). */
function sums({ cpu, memory }: Members, all: readonly Members[]): Cause[] {
  const units = cpu === undefined ? undefined : cpuUnits(String(cpu));
  const mib = memory === undefined ? undefined : memoryMib(String(memory));
  const largest = Math.max(...all.map((each) => Number(each.memory) || 0));
  const path = 'containerDefinitions';
  const causes: Cause[] = [];
  if (units !== undefined && sum(all, 'cpu') > units)
    causes.push({
      code: 'cpu-sum',
      path,
      sentence: `the containers' cpu is ${sum(all, 'cpu')} together, the task has ${units}`,
    });
  if (mib !== undefined && largest > mib)
    causes.push({ code: 'memory-sum', path, sentence: `a container wants ${largest} MiB, the task has ${mib}` });
  return causes;
}

function sum(all: readonly Members[], field: string): number {
  return all.reduce((total, each) => total + (Number(each[field]) || 0), 0);
}

/** A note, no cause: definitions with larger reservations than their task are described as ACTIVE by AWS. */
export function reservations({ memory, containerDefinitions }: Members): Note[] {
  const mib = memory === undefined ? undefined : memoryMib(String(memory));
  const reserved = sum(mapsIn(containerDefinitions), 'memoryReservation');
  return mib === undefined || reserved <= mib
    ? []
    : [{ code: 'memory-sum', sentence: `the containers reserve ${reserved} MiB together, the task has ${mib}` }];
}

/** Secrets in plain environment: named by the variable, never by its value (R44). */
export function plainSecrets(definition: Members): Note[] {
  return mapsIn(definition.containerDefinitions).flatMap((container) =>
    mapsIn(container.environment).flatMap(({ name, value }) =>
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
