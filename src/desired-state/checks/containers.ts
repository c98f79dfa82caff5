import { LOG_ROUTER } from '../desired/container.ts';
import type { Found } from '../problem.ts';
import { looksSecret } from '../schema/scalars.ts';
import { listOf, mapOf, placeOf, type Raw, type RawService, servicesOf, textOf } from './outline.ts';

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
    ]),
  ];
}

function variables({ name, own }: RawService): Found[] {
  const sidecars = Object.entries(mapOf(own.sidecars)).map(([sidecar, value]): [Raw, readonly string[]] => [
    mapOf(value),
    ['services', name, 'sidecars', sidecar],
  ]);
  return [[own, ['services', name]] as [Raw, readonly string[]], ...sidecars].flatMap(([container, at]) => {
    const environment = mapOf(container.environment);
    return [
      ...secretsInPlain(environment, [...at, 'environment']),
      ...Object.keys(mapOf(container.secrets))
        .filter((variable) => variable in environment)
        .map((variable) => ({
          code: 'duplicate-name',
          path: [...at, 'secrets', variable],
          atKey: true,
          allowed: 'environment has a variable of this name, too',
        })),
    ];
  });
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
  for (const [index, port] of listOf(fields.ports).entries())
    take(port, 'the service', [...placeOf(service, 'ports'), index]);
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
