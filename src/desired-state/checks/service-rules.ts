import type { Found } from '../problem.ts';
import { looksSecret, retentionDays } from '../schema/scalars.ts';
import { listOf, mapOf, numberOf, placeOf, type Raw, type RawService, servicesOf, textOf } from './outline.ts';
import { around } from './size.ts';

/** What fields of one service say together. */
export function serviceRules(document: Raw): Found[] {
  const all = servicesOf(document);
  const names = new Set(all.map(({ name }) => name));
  return all
    .flatMap((service) => [
      ...required(service),
      ...counts(service),
      ...healthCheck(service),
      ...secretsInPlain(service),
      ...retention(service),
      ...sidecars(service),
      ...order(service, names),
      ...ports(service),
    ])
    .concat(tombstones(document, names));
}

function required({ name, own, fields }: RawService): Found[] {
  const at = ['services', name];
  const file = mapOf(own.taskDefinition).file !== undefined || mapOf(own.taskDefinition).inlined !== undefined;
  const misspelt = Object.keys(own).some((key) => key !== 'image' && [...key].sort().join('') === 'aegim');
  return [
    ...(own.image === undefined && !file && !misspelt
      ? [{ code: 'missing-field', path: [...at, 'image'], allowed: 'image is required' }]
      : []),
    ...(fields.cpu === undefined && !file
      ? [{ code: 'missing-field', path: [...at, 'cpu'], allowed: 'cpu is required' }]
      : []),
    ...(fields.memory === undefined && !file
      ? [{ code: 'missing-field', path: [...at, 'memory'], allowed: 'memory is required' }]
      : []),
    ...(listOf(own.routes).length > 0 && fields.port === undefined && fields.ports === undefined
      ? [{ code: 'missing-field', path: [...at, 'port'], allowed: 'port is required where a service has routes' }]
      : []),
  ];
}

function counts(service: RawService): Found[] {
  const { name, own, fields } = service;
  const scaling = mapOf(fields.scaling);
  const min = numberOf(scaling.min);
  const max = numberOf(scaling.max);
  const found: Found[] = [];
  if (own.count !== undefined && own.scaling !== undefined)
    found.push({
      code: 'count-and-scaling',
      path: ['services', name, 'count'],
      value: own.count,
      allowed: 'one or the other: count, or scaling',
    });
  if (min !== undefined && max !== undefined && min > max)
    found.push({ code: 'min-above-max', path: placeOf(service, 'scaling'), allowed: `min ${min} is above max ${max}` });
  if (own.stateful === true && (own.scaling !== undefined || (numberOf(own.count) ?? 1) > 1)) {
    found.push({
      code: 'stateful-and-scaling',
      path: ['services', name, 'stateful'],
      allowed: 'stateful holds the service to one task; with more, items of one task are missing in the others',
    });
  }
  return found;
}

function healthCheck(service: RawService): Found[] {
  const check = mapOf(service.fields.healthCheck);
  const interval = numberOf(check.interval) ?? 30;
  const timeout = numberOf(check.timeout) ?? 5;
  if (interval > timeout || interval < 5) return [];
  return [
    {
      code: 'out-of-range',
      path: [...placeOf(service, 'healthCheck'), 'interval'],
      value: interval,
      allowed: '5 to 300, and above the timeout',
    },
  ];
}

/** A warning by the name or the form; the value is in no output (R44). */
function secretsInPlain({ name, own }: RawService): Found[] {
  return Object.entries(mapOf(own.environment)).flatMap(([variable, value]) =>
    looksSecret(variable, textOf(value) ?? '')
      ? [
          {
            code: 'plain-secret',
            path: ['services', name, 'environment', variable],
            warning: true,
            allowed: 'a warning: belongs into secrets, or into the task role',
          },
        ]
      : [],
  );
}

function retention(service: RawService): Found[] {
  const days = mapOf(service.fields.logs).retention;
  if (typeof days !== 'number' || retentionDays.some((allowed) => allowed === days)) return [];
  return [
    {
      code: 'retention',
      path: [...placeOf(service, 'logs'), 'retention'],
      value: days,
      allowed: `days that CloudWatch Logs knows: ${retentionDays.slice(0, 12).join(', ')} …`,
      nearest: around(days, retentionDays),
    },
  ];
}

function sidecars({ name, own }: RawService): Found[] {
  return Object.keys(mapOf(own.sidecars)).flatMap((sidecar) =>
    sidecar === name || sidecar === 'log-router'
      ? [
          {
            code: 'duplicate-name',
            path: ['services', name, 'sidecars', sidecar],
            atKey: true,
            allowed: sidecar === name ? "the service's own container has this name" : 'the log router has this name',
          },
        ]
      : [],
  );
}

function order({ name, own }: RawService, names: ReadonlySet<string>): Found[] {
  return listOf(own.after).flatMap((other, index) =>
    typeof other === 'string' && !names.has(other)
      ? [
          {
            code: 'unknown-service',
            path: ['services', name, 'after', index],
            value: other,
            allowed: `there is no service ${other}`,
          },
        ]
      : [],
  );
}

/** Containers of one task share one network: a port can be had once. */
function ports({ name, fields, own }: RawService): Found[] {
  const taken = new Map<string, string>();
  const found: Found[] = [];
  const take = (port: unknown, who: string, path: readonly (string | number)[]) => {
    const number = textOf(port) ?? textOf(mapOf(port).port);
    if (number === undefined) return;
    const key = number.includes('/') ? number : `${number}/tcp`;
    const first = taken.get(key);
    if (first !== undefined)
      found.push({
        code: 'port-conflict',
        path,
        value: port,
        allowed: `port ${key} is taken by ${first}; containers of a task share one network`,
      });
    else taken.set(key, who);
  };
  take(fields.port, 'the service', ['services', name, 'port']);
  for (const [index, port] of (fields.port === undefined ? listOf(fields.ports) : []).entries())
    take(port, 'the service', ['services', name, 'ports', index]);
  for (const [sidecar, value] of Object.entries(mapOf(own.sidecars)))
    take(mapOf(value).port, `sidecar ${sidecar}`, ['services', name, 'sidecars', sidecar, 'port']);
  return found;
}

function tombstones(document: Raw, names: ReadonlySet<string>): Found[] {
  return listOf(document.removed).flatMap((entry, index) => {
    const service = textOf(mapOf(entry).service);
    return service !== undefined && names.has(service)
      ? [
          {
            code: 'removed-and-declared',
            path: ['removed', index, 'service'],
            value: service,
            allowed: `${service} is declared under services, too: one or the other`,
          },
        ]
      : [];
  });
}
