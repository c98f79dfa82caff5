import { LOG_ROUTER } from '../desired/container.ts';
import type { Found } from '../problem.ts';
import { looksSecret } from '../schema/scalars.ts';
import { listOf, mapOf, memberPlace, placeOf, type Raw, type RawService, servicesOf, textOf } from './outline.ts';

/** Containers of one task: their names, ports, variables and secrets. */
export function containers(document: Raw): Found[] {
  return [
    ...secretsInPlain(mapOf(mapOf(document.defaults).environment), ['defaults', 'environment']),
    ...servicesOf(document).flatMap((service) => [
      ...variables(service),
      ...sidecarNames(service),
      ...ports(service),
      ...routedPorts(service),
      ...volumeRoots(service),
      ...mounts(service),
      ...waitsForHealth(service),
    ]),
  ];
}

function variables(service: RawService): Found[] {
  const { name, own, fields } = service;
  const sidecars = Object.entries(mapOf(own.sidecars)).map(([sidecar, value]): [Raw, readonly string[]] => [
    mapOf(value),
    ['services', name, 'sidecars', sidecar],
  ]);
  const twice = (path: readonly string[]): Found => ({
    code: 'duplicate-name',
    path,
    atKey: true,
    allowed: 'environment has a variable of this name, too',
  });
  const both = (container: Raw) =>
    Object.keys(mapOf(container.secrets)).filter((variable) => Object.hasOwn(mapOf(container.environment), variable));
  return [
    ...secretsInPlain(mapOf(own.environment), ['services', name, 'environment']),
    ...both(fields).map((variable) => twice(memberPlace(service, 'secrets', variable))),
    ...sidecars.flatMap(([sidecar, at]) => [
      ...secretsInPlain(mapOf(sidecar.environment), [...at, 'environment']),
      ...both(sidecar).map((variable) => twice([...at, 'secrets', variable])),
    ]),
  ];
}

/** A warning by the name or the form; the value is in no output (R44). */
function secretsInPlain(environment: Raw, path: readonly string[]): Found[] {
  return Object.entries(environment).flatMap(([variable, value]) =>
    looksSecret(variable, textOf(value) ?? '')
      ? [
          {
            code: 'plain-secret',
            path: [...path, variable],
            warning: true,
            allowed: 'a warning: belongs into secrets, or into the task role',
          },
        ]
      : [],
  );
}

function sidecarNames({ name, own, fields }: RawService): Found[] {
  const router = mapOf(fields.logs).firelens !== undefined;
  return Object.keys(mapOf(own.sidecars)).flatMap((sidecar) => {
    const isRouter = router && sidecar === LOG_ROUTER;
    if (sidecar !== name && !isRouter) return [];
    return [
      {
        code: 'duplicate-name',
        path: ['services', name, 'sidecars', sidecar],
        atKey: true,
        allowed: isRouter ? 'the log router has this name' : "the service's own container has this name",
      },
    ];
  });
}

/** Containers of one task share one network: a port can be had once. */
function ports(service: RawService): Found[] {
  const { name, fields, own } = service;
  const taken = new Map<string, string>();
  const found: Found[] = [];
  const take = (port: unknown, who: string, path: readonly (string | number)[]) => {
    const { port: inner, protocol = 'tcp' } = mapOf(port);
    const number = textOf(port) ?? textOf(inner);
    if (number === undefined) return;
    const key = number.includes('/') ? number : `${number}/${String(protocol)}`;
    const first = taken.get(key);
    if (first === undefined) taken.set(key, who);
    else
      found.push({
        code: 'port-conflict',
        path,
        value: port,
        allowed: `port ${key} is taken by ${first}; containers of a task share one network`,
      });
  };
  if (fields.port !== undefined && fields.ports !== undefined)
    found.push({
      code: 'port-and-ports',
      path: placeOf(service, 'ports'),
      allowed: 'one or the other: port, or ports',
    });
  else take(fields.port, 'the service', placeOf(service, 'port'));
  const names = new Set<unknown>();
  for (const [index, port] of listOf(fields.ports).entries()) {
    const path = [...placeOf(service, 'ports'), index];
    take(port, 'the service', path);
    const portName = mapOf(port).name;
    if (portName !== undefined && names.has(portName))
      found.push({
        code: 'duplicate-name',
        path: [...path, 'name'],
        value: portName,
        allowed: 'each name of a port once',
      });
    names.add(portName);
  }
  for (const [sidecar, value] of Object.entries(mapOf(own.sidecars)))
    take(mapOf(value).port, `sidecar ${sidecar}`, ['services', name, 'sidecars', sidecar, 'port']);
  return found;
}

/** A route leads to a port that the service has. */
function routedPorts({ name, own, fields }: RawService): Found[] {
  const known = [fields.port, ...listOf(fields.ports)].map((port) => textOf(port) ?? textOf(mapOf(port).port));
  return listOf(own.routes).flatMap((route, index) => {
    const port = textOf(mapOf(route).port);
    if (port === undefined || known.includes(port)) return [];
    return [
      {
        code: 'unknown-port',
        path: ['services', name, 'routes', index, 'port'],
        value: Number(port),
        allowed: `a port of the service: ${known.filter((each) => each !== undefined).join(', ')}`,
      },
    ];
  });
}

/** An access point has a root of its own (aws-facts §3, EFS). */
function volumeRoots({ name, own }: RawService): Found[] {
  return Object.entries(mapOf(own.volumes)).flatMap(([volume, value]) => {
    const { accessPoint, root } = mapOf(value);
    if (accessPoint === undefined || root === undefined || root === '/') return [];
    const path = ['services', name, 'volumes', volume, 'root'];
    return [{ code: 'efs-root', path, value: root, allowed: 'not with an access point: that has a root of its own' }];
  });
}

/** Two file systems at one place: the second would hide the first. */
function mounts({ name, own }: RawService): Found[] {
  const taken = new Map<string, string>();
  return Object.entries(mapOf(own.volumes)).flatMap(([volume, value]): Found[] => {
    const mount = textOf(mapOf(value).mount);
    if (mount === undefined) return [];
    const first = taken.get(mount);
    taken.set(mount, first ?? volume);
    if (first === undefined) return [];
    const path = ['services', name, 'volumes', volume, 'mount'];
    return [{ code: 'duplicate-mount', path, value: mount, allowed: `the volume ${first} is mounted there` }];
  });
}

/** A container that has no check of its own never becomes HEALTHY (AWS: «ContainerDependency»). */
function waitsForHealth({ name, own, fields }: RawService): Found[] {
  const sidecars = mapOf(own.sidecars);
  return Object.entries(sidecars).flatMap(([sidecar, value]) =>
    Object.entries(mapOf(mapOf(value).dependsOn)).flatMap(([other, condition]): Found[] => {
      const check = other === name ? fields.containerHealthCheck : mapOf(sidecars[other]).healthCheck;
      const known = other === name || other in sidecars;
      if (condition !== 'HEALTHY' || !known || check !== undefined || own.taskDefinition !== undefined) return [];
      const path = ['services', name, 'sidecars', sidecar, 'dependsOn', other];
      const where = other === name ? 'containerHealthCheck' : `sidecars.${other}.healthCheck`;
      return [{ code: 'no-health-check', path, value: condition, allowed: `only with ${where}: else it never is` }];
    }),
  );
}
