import { nearestWord } from '../nearest-word.ts';
import type { Found } from '../problem.ts';
import { retentionDays } from '../schema/scalars.ts';
import { listOf, mapOf, memberPlace, numberOf, type Raw, type RawService, servicesOf, textOf } from './outline.ts';
import { hasFile } from './overlays.ts';
import { around } from './size.ts';

/** What fields of one service say together, and services of each other. */
export function serviceRules(document: Raw): Found[] {
  const all = servicesOf(document);
  const names = new Set(Object.keys(mapOf(document.services)));
  return [
    ...all.flatMap((service) => [
      ...required(service),
      ...reservedName(service),
      ...healthCheck(service),
      ...retention(service),
      ...order(service, names),
    ]),
    ...circles(all),
    ...tombstones(document, names),
  ];
}

/** Of a file that could not be read its own problem says enough. */
function required(service: RawService): Found[] {
  const { name, own, fields } = service;
  const file = hasFile(service);
  const read = mapOf(fields.taskDefinition).inlined !== undefined;
  const missing = (field: string, why = ''): Found => ({
    code: 'missing-field',
    path: ['services', name, field],
    allowed: `${field} is required${why}`,
  });
  const sizes = file && !read ? [] : ['cpu', 'memory'].filter((field) => fields[field] === undefined);
  const hasPort = fields.port !== undefined || fields.ports !== undefined;
  return [
    ...(own.image === undefined && !file ? [missing('image')] : []),
    ...sizes.map((field) => missing(field, file ? ': the file has none' : '')),
    ...(listOf(own.routes).length > 0 && !hasPort ? [missing('port', ' where a service has routes')] : []),
  ];
}

/** The task role of a service with this name would be the app's execution role. */
function reservedName({ name }: RawService): Found[] {
  if (name !== 'execution') return [];
  return [
    {
      code: 'name',
      path: ['services', name],
      atKey: true,
      allowed: "not execution: the app's execution role has this name",
    },
  ];
}

function healthCheck(service: RawService): Found[] {
  const check = mapOf(service.fields.healthCheck);
  return [...timing(service, check), ...grpcStatus(service, check, memberPlace(service, 'healthCheck', 'status'))];
}

/** Said of the interval where it is written, else of the timeout that does not fit into the usual one. */
function timing(service: RawService, check: Raw): Found[] {
  const interval = numberOf(check.interval) ?? 30;
  const timeout = numberOf(check.timeout) ?? 5;
  if (interval < 5 || interval > 300 || timeout > 120 || interval > timeout) return [];
  const code = 'out-of-range';
  if (check.interval !== undefined)
    return [
      {
        code,
        path: memberPlace(service, 'healthCheck', 'interval'),
        value: interval,
        allowed: `above the timeout, which is ${timeout}; at most 300`,
      },
    ];
  const path = memberPlace(service, 'healthCheck', 'timeout');
  return [{ code, path, value: timeout, allowed: 'below the interval, which is 30 unless declared' }];
}

/** GRPC's statuses are 0 to 99, HTTP's 200 to 499 (aws-facts §4.1, Matcher). */
function grpcStatus({ fields }: RawService, { status }: Raw, path: readonly string[]): Found[] {
  if (!(typeof status === 'string' || typeof status === 'number')) return [];
  const isGrpc = fields.protocolVersion === 'GRPC';
  const numbers = String(status).match(/\d+/g)?.map(Number) ?? [];
  if (isGrpc ? numbers.every((each) => each <= 99) : numbers.every((each) => each >= 200 && each <= 499)) return [];
  const allowed = isGrpc ? '0 to 99 for GRPC: 0, or 0,12, or 0-99' : '200 to 499: 200, or 200,302, or 200-299';
  return [{ code: 'status', path, value: status, allowed }];
}

function retention(service: RawService): Found[] {
  const days = mapOf(service.fields.logs).retention;
  if (typeof days !== 'number' || retentionDays.some((allowed) => allowed === days)) return [];
  return [
    {
      code: 'retention',
      path: memberPlace(service, 'logs', 'retention'),
      value: days,
      allowed: `days that CloudWatch Logs knows: ${retentionDays.slice(0, 12).join(', ')} …`,
      nearest: around(days, retentionDays),
    },
  ];
}

function order({ name, own }: RawService, names: ReadonlySet<string>): Found[] {
  return listOf(own.after).flatMap((other, index): Found[] => {
    if (typeof other !== 'string' || names.has(other)) return [];
    const nearest = nearestWord(other, [...names]);
    return [
      {
        code: 'unknown-service',
        path: ['services', name, 'after', index],
        value: other,
        allowed: `there is no service ${other}`,
        ...(nearest === undefined ? {} : { nearest }),
      },
    ];
  });
}

/** Services that wait for each other would wait for ever; said once, of the first in the document. */
function circles(all: readonly RawService[]): Found[] {
  const after = new Map(all.map(({ name, own }) => [name, listOf(own.after).map(String)]));
  const said = new Set<string>();
  return all.flatMap(({ name }) => {
    const circle = circleFrom(name, after);
    if (circle === undefined || circle.some((each) => said.has(each))) return [];
    for (const each of circle) said.add(each);
    const path = ['services', name, 'after'];
    return [{ code: 'after-circle', path, allowed: `${[...circle, name].join(' waits for ')}` }];
  });
}

function circleFrom(start: string, after: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const seen = new Set<string>();
  const walk = (name: string, way: readonly string[]): string[] | undefined => {
    for (const next of after.get(name) ?? []) {
      if (next === start) return [...way, name];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk(next, [...way, name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(start, []);
}

function tombstones(document: Raw, names: ReadonlySet<string>): Found[] {
  const seen = new Map<string, number>();
  return listOf(document.removed).flatMap((entry, index) => {
    const service = textOf(mapOf(entry).service);
    if (service === undefined) return [];
    const said = (code: string, allowed: string) => ({
      code,
      path: ['removed', index, 'service'],
      value: service,
      allowed,
    });
    const first = seen.get(service);
    seen.set(service, first ?? index);
    return [
      ...(names.has(service)
        ? [said('removed-and-declared', `${service} is declared under services, too: one or the other`)]
        : []),
      ...(first === undefined ? [] : [said('removed-twice', `removed[${first}] is that of ${service}, too`)]),
    ];
  });
}
