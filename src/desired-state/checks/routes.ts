import { conditionsOf, specificityOf } from '../desired/rule.ts';
import type { Found } from '../problem.ts';
import { listOf, mapOf, numberOf, type Raw, servicesOf, textOf } from './outline.ts';

/** A route as far as it can be read. */
export interface Placed {
  readonly at: readonly (string | number)[];
  readonly owner: string;
  readonly paths: readonly string[];
  /** Everything but the path, in one form: equal text, equal further conditions. */
  readonly further: string;
  readonly priority: number | undefined;
  readonly specificity: number;
}

export function placedRoutes(document: Raw): Placed[] {
  return servicesOf(document).flatMap(({ name, own }) =>
    listOf(own.routes).map((value, index): Placed => {
      const route = mapOf(value);
      const paths = listOf(route.path)
        .map(textOf)
        .filter((path) => path !== undefined);
      const list = (field: string) => (route[field] === undefined ? {} : { [field]: listOf(route[field]).map(String) });
      const header =
        route.header === undefined
          ? {}
          : {
              header: Object.fromEntries(
                Object.entries(mapOf(route.header)).map(([key, values]) => [
                  key.toLowerCase(),
                  listOf(values).map(String),
                ]),
              ),
            };
      const query =
        route.query === undefined
          ? {}
          : { query: Object.fromEntries(Object.entries(mapOf(route.query)).map(([key, each]) => [key, String(each)])) };
      const shape = { ...list('host'), ...list('method'), ...list('sourceIp'), ...header, ...query };
      const conditions = conditionsOf(shape as Parameters<typeof conditionsOf>[0]);
      return {
        at: ['services', name, 'routes', index],
        owner: `services.${name}.routes[${index}]`,
        paths,
        further: JSON.stringify(conditions),
        priority: numberOf(route.priority),
        specificity: specificityOf({ ...shape, ...(paths.length === 0 ? {} : { path: paths }) } as Parameters<
          typeof specificityOf
        >[0]),
      };
    }),
  );
}

/** Inside the app: the same route twice, a narrower one behind a broader one by declared priorities, one priority twice. */
export function routes(document: Raw): Found[] {
  const placed = placedRoutes(document);
  return [...duplicatePriorities(placed), ...overlaps(placed), ...withoutListener(document, placed)];
}

function duplicatePriorities(placed: readonly Placed[]): Found[] {
  return placed.flatMap((route, index) => {
    const first = placed.slice(0, index).find(({ priority }) => priority !== undefined && priority === route.priority);
    return first === undefined
      ? []
      : [
          {
            code: 'duplicate-priority',
            path: [...route.at, 'priority'],
            value: route.priority,
            allowed: `${route.priority} is taken by ${first.owner}`,
          },
        ];
  });
}

function overlaps(placed: readonly Placed[]): Found[] {
  return placed.flatMap((route, index) => {
    if (route.paths.length === 0) return [];
    const same = placed
      .slice(0, index)
      .find((other) => other.further === route.further && samePaths(other.paths, route.paths));
    if (same !== undefined)
      return [{ code: 'path-overlap', path: route.at, allowed: `the same path as ${same.owner}` }];
    const before = placed.find(
      (other) =>
        other !== route &&
        other.priority !== undefined &&
        route.priority !== undefined &&
        other.priority < route.priority &&
        coversAll(other, route),
    );
    return before === undefined
      ? []
      : [
          {
            code: 'path-overlap',
            path: route.at,
            allowed: `${before.paths.join(' or ')} at priority ${before.priority} takes every request before; put the narrower path first`,
          },
        ];
  });
}

export function samePaths(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().every((path, index) => path === [...b].sort()[index]);
}

/** Without conditions of its own, or with the very same ones, and by its paths. */
export function coversAll(broad: Placed, narrow: Placed): boolean {
  const conditions = broad.further === '[]' || broad.further === narrow.further;
  return (
    conditions &&
    (broad.paths.length === 0 || narrow.paths.every((path) => broad.paths.some((pattern) => covers(pattern, path))))
  );
}

function covers(pattern: string, path: string): boolean {
  return (
    pattern === path ||
    (pattern.endsWith('*') && !/[*?]/.test(pattern.slice(0, -1)) && path.startsWith(pattern.slice(0, -1)))
  );
}

function withoutListener(document: Raw, placed: readonly Placed[]): Found[] {
  const [first] = placed;
  return first === undefined || document.loadBalancer !== undefined
    ? []
    : [
        {
          code: 'missing-field',
          path: ['loadBalancer'],
          allowed: `loadBalancer is required: ${first.owner} needs its listener`,
        },
      ];
}
