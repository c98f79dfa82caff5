import { nearestWord } from '../nearest-word.ts';
import type { Found } from '../problem.ts';
import { floor } from './floor.ts';
import { listOf, mapOf, memberPlace, numberOf, placeOf, type Raw, type RawService, servicesOf } from './outline.ts';

/** Numbers of tasks: count or scaling, stateful, schedules, and whether a deployment can move at all. */
export function counts(document: Raw): Found[] {
  const services = servicesOf(document);
  const declared = [...services.map(({ name, own }) => ({ own, at: ['services', name] })), defaultsOf(document)];
  return [...declared.flatMap(oneWay), ...services.flatMap(ofService)];
}

function defaultsOf(document: Raw) {
  return { own: mapOf(document.defaults), at: ['defaults'] };
}

function ofService(service: RawService): Found[] {
  return [
    ...bounds(service),
    ...withoutTarget(service),
    ...stateful(service),
    ...floor(service),
    ...stuck(service),
    ...schedules(service),
    ...byRequests(service),
    ...providers(service),
  ];
}

function oneWay({ own, at }: { readonly own: Raw; readonly at: readonly string[] }): Found[] {
  if (own.count === undefined || own.scaling === undefined) return [];
  return [
    {
      code: 'count-and-scaling',
      path: [...at, 'count'],
      value: own.count,
      allowed: 'one or the other: count, or scaling',
    },
  ];
}

function bounds(service: RawService): Found[] {
  const { min, max } = mapOf(service.fields.scaling);
  const [low, high] = [numberOf(min), numberOf(max)];
  if (low === undefined || high === undefined || low <= high) return [];
  return [{ code: 'min-above-max', path: placeOf(service, 'scaling'), allowed: `min ${low} is above max ${high}` }];
}

function stateful(service: RawService): Found[] {
  const { name, own, fields } = service;
  if (fields.stateful !== true) return [];
  const path = placeOf(service, 'stateful');
  const many = own.scaling !== undefined || (numberOf(own.count) ?? 1) > 1;
  const shape = mapOf(mapOf(own.service).deploymentConfiguration);
  return [
    ...(many
      ? [
          {
            code: 'stateful-and-scaling',
            path,
            allowed: 'stateful holds the service to one task; with more, items of one task are missing in the others',
          },
        ]
      : []),
    ...((numberOf(shape.maximumPercent) ?? 100) > 100
      ? [
          {
            code: 'stateful-and-overlay',
            path: ['services', name, 'service', 'deploymentConfiguration', 'maximumPercent'],
            value: shape.maximumPercent,
            allowed: '100: two stateful tasks never run at once',
          },
        ]
      : []),
  ];
}

/** Neither one more task may start nor one may stop: ECS would wait for ever. */
function stuck(service: RawService): Found[] {
  const { fields } = service;
  const { minimumHealthyPercent, maximumPercent } = mapOf(fields.deployment);
  const count = numberOf(mapOf(fields.scaling).min) ?? numberOf(fields.count) ?? 1;
  const keep = Math.ceil((count * (numberOf(minimumHealthyPercent) ?? 100)) / 100);
  const most = Math.floor((count * (numberOf(maximumPercent) ?? 200)) / 100);
  const percents = [minimumHealthyPercent, maximumPercent].map((each) => numberOf(each) ?? 100);
  // Percentages out of their bounds have been said as such.
  if (percents.some((each) => each < 0 || each > 200) || (numberOf(minimumHealthyPercent) ?? 0) > 100) return [];
  if (fields.stateful === true || count < 1 || keep < count || most > count || (numberOf(maximumPercent) ?? 100) < 100)
    return [];
  return [
    {
      code: 'deployment-stuck',
      path: placeOf(service, 'deployment'),
      allowed: `with ${count} ${count === 1 ? 'task' : 'tasks'} these percentages let ECS neither start nor stop one; lower minimumHealthyPercent or raise maximumPercent`,
    },
  ];
}

/** Bounds alone: nothing ever moves the count between them. */
function withoutTarget(service: RawService): Found[] {
  const scaling = mapOf(service.fields.scaling);
  const targets = ['cpu', 'memory', 'requestsPerTarget', 'metric', 'schedules'];
  const { min, max } = scaling;
  if (min === undefined || max === undefined || min === max || targets.some((target) => target in scaling)) return [];
  // A typo is said as such.
  if (Object.keys(scaling).some((key) => nearestWord(key, targets) !== undefined)) return [];
  return [
    {
      code: 'scaling-without-target',
      path: placeOf(service, 'scaling'),
      warning: true,
      allowed: `a warning: nothing moves the count; give one of ${targets.join(', ')}`,
    },
  ];
}

function schedules(service: RawService): Found[] {
  const at = [...placeOf(service, 'scaling'), 'schedules'];
  const seen = new Set<unknown>();
  return listOf(mapOf(service.fields.scaling).schedules).flatMap((each, index) => {
    const { name, cron, rate, at: once, min, max } = mapOf(each);
    const ways = [cron, rate, once].filter((way) => way !== undefined).length;
    const [low, high] = [numberOf(min), numberOf(max)];
    const said = (code: string, allowed: string): Found => ({ code, path: [...at, index], allowed });
    const found = [
      ...(ways === 1 ? [] : [said('schedule', 'exactly one of cron, rate, at')]),
      ...(min === undefined && max === undefined ? [said('schedule', 'min, max, or both')] : []),
      ...(low !== undefined && high !== undefined && low > high
        ? [said('min-above-max', `min ${low} is above max ${high}`)]
        : []),
      ...(name !== undefined && seen.has(name)
        ? [said('duplicate-name', `two schedules are called ${String(name)}`)]
        : []),
    ];
    seen.add(name);
    return found;
  });
}

function byRequests(service: RawService): Found[] {
  const { fields, own } = service;
  if (mapOf(fields.scaling).requestsPerTarget === undefined || listOf(own.routes).length > 0) return [];
  return [
    {
      code: 'no-routes',
      path: memberPlace(service, 'scaling', 'requestsPerTarget'),
      allowed: 'only where the service has routes: a load balancer counts the requests',
    },
  ];
}

/** aws-facts §2.1, strategy item: not all weights 0, one base, no mix with instances. */
function providers(service: RawService): Found[] {
  const path = placeOf(service, 'capacityProviders');
  const known = ['FARGATE', 'FARGATE_SPOT'];
  const declared = Object.entries(mapOf(service.fields.capacityProviders)).map(([name, value]) => ({
    name,
    weight: numberOf(value) ?? numberOf(mapOf(value).weight) ?? 0,
    base: numberOf(mapOf(value).base) ?? 0,
  }));
  if (declared.length === 0) return [];
  const said = (allowed: string): Found => ({ code: 'capacity-provider', path, allowed });
  const foreign = declared.filter(({ name }) => !known.includes(name));
  return [
    ...foreign.map(({ name }): Found => {
      const nearest = nearestWord(name, known);
      return {
        ...said('only FARGATE and FARGATE_SPOT run Fargate tasks'),
        path: [...path, name],
        atKey: true,
        ...(nearest === undefined ? {} : { nearest }),
      };
    }),
    ...(declared.every(({ weight }) => weight === 0) ? [said('at least one weight above 0')] : []),
    ...(declared.filter(({ base }) => base > 0).length > 1 ? [said('only one of them may have a base')] : []),
  ];
}
