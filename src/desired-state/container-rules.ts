import { type Cause, type Members, mapsIn } from './cause.ts';

/** Log drivers on Fargate, and what awslogs needs there (aws-facts §3). */
const drivers = ['awslogs', 'splunk', 'awsfirelens'];
const awslogsOptions = ['awslogs-group', 'awslogs-region', 'awslogs-stream-prefix'];

/** Lists and fields of a container that are for instances only (aws-facts §3, «not supported»). */
const listsForInstances = ['links', 'dnsServers', 'dnsSearchDomains', 'dockerSecurityOptions'];
const fieldsForInstances = ['hostname', 'disableNetworking'];
const linuxForInstances = ['devices', 'sharedMemorySize', 'maxSwap', 'swappiness'];

/** What of one container can never run on Fargate. */
export function containerCauses(definition: Members, index: number): Cause[] {
  const all = mapsIn(definition.containerDefinitions);
  const container = all[index] ?? {};
  const path = `containerDefinitions.${index}`;
  return [
    ...image(container, path),
    ...nameOnce(all, index, path),
    ...ports(container, path),
    ...logs(container, path),
    ...instancesOnly(container, path),
    ...linux(container, path),
    ...limits(container, path),
    ...memory(container, path),
    ...variables(container, path),
    ...references(definition, container, path),
  ];
}

function image({ image: reference, name }: Members, path: string): Cause[] {
  if (typeof reference === 'string' && reference.trim() !== '') return [];
  return [
    {
      code: 'no-image',
      path: `${path}.image`,
      sentence: `container ${String(name)} has no image: allowed only where the service names its image`,
    },
  ];
}

function nameOnce(all: readonly Members[], index: number, path: string): Cause[] {
  const name = all[index]?.name;
  if (name === undefined) return [{ code: 'no-name', path: `${path}.name`, sentence: 'a container has no name' }];
  return all.slice(0, index).some((other) => other.name === name)
    ? [{ code: 'duplicate-name', path: `${path}.name`, sentence: `two containers are called ${String(name)}` }]
    : [];
}

function ports({ portMappings }: Members, path: string): Cause[] {
  return mapsIn(portMappings).flatMap(({ hostPort, containerPort }, index) =>
    hostPort === undefined || hostPort === containerPort
      ? []
      : [
          {
            code: 'host-port',
            path: `${path}.portMappings.${index}.hostPort`,
            sentence: `hostPort ${String(hostPort)} is for instances: under awsvpc it must be absent or equal to containerPort`,
          },
        ],
  );
}

function logs({ logConfiguration }: Members, path: string): Cause[] {
  if (typeof logConfiguration !== 'object' || logConfiguration === null) return [];
  const { logDriver, options } = logConfiguration as Members;
  const at = `${path}.logConfiguration`;
  if (!drivers.includes(String(logDriver)))
    return [
      {
        code: 'log-driver',
        path: `${at}.logDriver`,
        sentence: `log driver ${String(logDriver)} is not one of ${drivers.join(', ')}`,
      },
    ];
  const missing = awslogsOptions.filter((option) => !(option in ((options as Members | undefined) ?? {})));
  return logDriver === 'awslogs' && missing.length > 0
    ? [{ code: 'log-options', path: `${at}.options`, sentence: `awslogs on Fargate needs ${missing.join(', ')}` }]
    : [];
}

function instancesOnly(container: Members, path: string): Cause[] {
  const lists = listsForInstances.filter((field) => Array.isArray(container[field]) && container[field].length > 0);
  const fields = fieldsForInstances.filter((field) => container[field] !== undefined && container[field] !== false);
  const gpus = mapsIn(container.resourceRequirements).length > 0 ? ['resourceRequirements'] : [];
  const causes = [...lists, ...fields, ...gpus].map((field) => ({
    code: 'not-on-fargate',
    path: `${path}.${field}`,
    sentence: `${field} is impossible on Fargate`,
  }));
  return container.privileged === true
    ? [
        ...causes,
        { code: 'privileged', path: `${path}.privileged`, sentence: 'privileged containers are impossible on Fargate' },
      ]
    : causes;
}

function linux({ linuxParameters }: Members, path: string): Cause[] {
  const parameters = (linuxParameters ?? {}) as Members;
  const added = (parameters.capabilities as Members | undefined)?.add;
  const refused = Array.isArray(added) ? added.filter((capability) => capability !== 'SYS_PTRACE') : [];
  const at = `${path}.linuxParameters`;
  const fields = linuxForInstances.filter((field) => {
    const value = parameters[field];
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  });
  return [
    ...fields.map((field) => ({
      code: 'not-on-fargate',
      path: `${at}.${field}`,
      sentence: `linuxParameters.${field} is impossible on Fargate`,
    })),
    ...(refused.length === 0
      ? []
      : [
          {
            code: 'capability',
            path: `${at}.capabilities.add`,
            sentence: `capability ${refused.join(', ')} is impossible on Fargate: only SYS_PTRACE`,
          },
        ]),
  ];
}

const MOST_SECONDS = 120;

function limits(container: Members, path: string): Cause[] {
  const times = ['startTimeout', 'stopTimeout'].filter((field) => Number(container[field] ?? 0) > MOST_SECONDS);
  const command = (container.healthCheck as Members | undefined)?.command;
  const causes = times.map((field) => ({
    code: 'out-of-range',
    path: `${path}.${field}`,
    sentence: `${field} is at most ${MOST_SECONDS} s on Fargate`,
  }));
  return Array.isArray(command) && !['CMD', 'CMD-SHELL', 'NONE'].includes(String(command[0]))
    ? [
        ...causes,
        {
          code: 'health-check',
          path: `${path}.healthCheck.command`,
          sentence: 'a health check begins with CMD or CMD-SHELL',
        },
      ]
    : causes;
}

function memory({ memory: hard, memoryReservation: soft }: Members, path: string): Cause[] {
  if (typeof hard !== 'number' || typeof soft !== 'number' || soft <= hard) return [];
  return [
    {
      code: 'memory-reservation',
      path: `${path}.memoryReservation`,
      sentence: `memoryReservation ${soft} is above memory ${hard}`,
    },
  ];
}

/** A name is that of one secret, or of a variable. */
function variables({ environment, secrets }: Members, path: string): Cause[] {
  const plain = new Set(mapsIn(environment).map(({ name }) => name));
  const names = mapsIn(secrets).map(({ name }) => name);
  const said = (code: string, sentence: string): Cause => ({ code, path: `${path}.secrets`, sentence });
  return [...new Set(names)].flatMap((name) => [
    ...(names.indexOf(name) === names.lastIndexOf(name)
      ? []
      : [said('duplicate-secret', `two secrets are called ${String(name)}`)]),
    ...(plain.has(name) ? [said('variable-and-secret', `${String(name)} is a variable and a secret, too`)] : []),
  ]);
}

/** Names that must be there: containers that are waited for, volumes that are mounted. */
function references(definition: Members, { dependsOn, mountPoints }: Members, path: string): Cause[] {
  const containers = new Set(mapsIn(definition.containerDefinitions).map(({ name }) => name));
  const volumes = new Set(mapsIn(definition.volumes).map(({ name }) => name));
  return [
    ...mapsIn(dependsOn)
      .filter(({ containerName }) => !containers.has(containerName))
      .map(({ containerName }) => ({
        code: 'unknown-container',
        path: `${path}.dependsOn`,
        sentence: `there is no container ${String(containerName)}`,
      })),
    ...mapsIn(mountPoints)
      .filter(({ sourceVolume }) => !volumes.has(sourceVolume))
      .map(({ sourceVolume }) => ({
        code: 'unknown-volume',
        path: `${path}.mountPoints`,
        sentence: `there is no volume ${String(sourceVolume)}`,
      })),
  ];
}
