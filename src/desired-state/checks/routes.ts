import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { conditionsOf } from '../desired/rule.ts';
import { specificityOf } from '../desired/specificity.ts';
import { DEFAULT_BAND } from '../priority-band.ts';
import type { Found } from '../problem.ts';
import { listOf, mapOf, numberOf, type Raw, servicesOf, textOf } from './outline.ts';
import { type Part, partCovers, partsOf } from './route-cover.ts';

/** A route as far as it can be read. */
export interface PlacedRoute {
  readonly at: readonly (string | number)[];
  /** As messages name it: `services.api.routes[0]`. */
  readonly owner: string;
  readonly conditions: readonly RuleCondition[];
  readonly parts: readonly Part[];
  readonly priority: number | undefined;
  readonly specificity: number;
  /** Not even a misspelt condition. */
  readonly isEmpty: boolean;
}

function placedRoutes(document: Raw): PlacedRoute[] {
  return servicesOf(document).flatMap(({ name, own }) =>
    listOf(own.routes).map((value, index): PlacedRoute => {
      const shape = shapeOf(mapOf(value));
      const conditions = conditionsOf(shape);
      return {
        at: ['services', name, 'routes', index],
        owner: `services.${name}.routes[${index}]`,
        conditions,
        parts: partsOf(conditions),
        priority: numberOf(mapOf(value).priority),
        specificity: specificityOf(shape),
        isEmpty: Object.keys(mapOf(value)).every((field) => field === 'priority' || field === 'port'),
      };
    }),
  );
}

type Shape = Parameters<typeof conditionsOf>[0];

function shapeOf(route: Raw): Shape {
  const texts = (field: string) =>
    listOf(route[field])
      .map(textOf)
      .filter((value) => value !== undefined);
  const lists = ['path', 'host', 'method', 'sourceIp'].filter((field) => texts(field).length > 0);
  const header = Object.entries(mapOf(route.header)).map(([name, values]) => [name, listOf(values).map(String)]);
  const query = Object.entries(mapOf(route.query)).map(([key, value]) => [key, String(value)]);
  return {
    ...Object.fromEntries(lists.map((field) => [field, texts(field)])),
    ...(header.length === 0 ? {} : { header: Object.fromEntries(header) }),
    ...(query.length === 0 ? {} : { query: Object.fromEntries(query) }),
  };
}

/** Inside the app: the same route twice, a narrower one behind a broader one, one priority twice, a rule that ALB refuses. */
export function routes(document: Raw): Found[] {
  const placed = placedRoutes(document);
  return [
    ...duplicatePriorities(placed),
    ...placed.flatMap((route, index) => overlap(route, placed, index)),
    ...placed.flatMap(ruleLimits),
    ...withoutListener(document, placed),
  ];
}

function duplicatePriorities(placed: readonly PlacedRoute[]): Found[] {
  return placed.flatMap((route, index) => {
    const first = placed.slice(0, index).find(({ priority }) => priority !== undefined && priority === route.priority);
    if (first === undefined) return [];
    return [
      {
        code: 'duplicate-priority',
        path: [...route.at, 'priority'],
        value: route.priority,
        allowed: `${route.priority} is taken by ${first.owner}`,
      },
    ];
  });
}

function overlap(route: PlacedRoute, placed: readonly PlacedRoute[], index: number): Found[] {
  if (route.conditions.length === 0) return [];
  const same = placed.slice(0, index).find((other) => takesSame(other, route));
  if (same !== undefined) return [{ code: 'path-overlap', path: route.at, allowed: `the same path as ${same.owner}` }];
  const before = placed.find((other) => other !== route && shadows(other, route));
  return before === undefined ? [] : [{ code: 'path-overlap', path: route.at, allowed: shadowText(before) }];
}

/** The same requests, or some of them: these go to one of the two alone. With two declared priorities that may be meant. */
export function takesSame(one: PlacedRoute, other: PlacedRoute): boolean {
  if (one.conditions.length === 0) return false;
  const isSame = (part: Part) => one.parts.some((each) => partCovers(each, part) === 'same');
  return bothDeclared(one, other)
    ? one.parts.length === other.parts.length && other.parts.every(isSame)
    : other.parts.some(isSame);
}

/** `broad` comes first and leaves nothing to `narrow`, or nothing to one of its values. */
export function shadows(broad: PlacedRoute, narrow: PlacedRoute): boolean {
  if (broad.conditions.length === 0 || !comesFirst(broad, narrow)) return false;
  const covered = narrow.parts.map((part) => broad.parts.map((each) => partCovers(each, part)));
  const isTaken = (found: readonly unknown[]) => found.some((each) => each !== undefined);
  // Two equal ones are said as such, of the later one.
  if (covered.flat().every((each) => each !== 'more')) return false;
  return bothDeclared(broad, narrow) ? covered.every(isTaken) : covered.some((found) => found.includes('more'));
}

function bothDeclared(one: PlacedRoute, other: PlacedRoute): boolean {
  return one.priority !== undefined && other.priority !== undefined;
}

/**
 * By declared priorities; of two chosen ones the narrower route comes first, and of equally narrow ones either may. A
 * chosen one lies in the band, behind whatever is declared before it.
 */
function comesFirst(one: PlacedRoute, other: PlacedRoute): boolean {
  if (one.priority !== undefined && other.priority !== undefined) return one.priority < other.priority;
  if (one.priority !== undefined) return one.priority < DEFAULT_BAND.from;
  if (other.priority !== undefined) return other.priority > DEFAULT_BAND.to;
  return one.specificity >= other.specificity;
}

export function shadowText({ conditions, priority, owner }: PlacedRoute): string {
  const paths = conditions.find(({ Field }) => Field === 'path-pattern')?.PathPatternConfig?.Values ?? [owner];
  return priority === undefined
    ? `${paths.join(' or ')} of ${owner} takes the same requests; give both a priority`
    : `${paths.join(' or ')} at priority ${priority} takes every request before; put the narrower path first`;
}

const MOST_VALUES = 5;
const MOST_WILDCARDS = 5;

/** At least one condition; at most five values and five wildcards over all of them (aws-facts §4.3). */
function ruleLimits({ at, conditions, isEmpty }: PlacedRoute): Found[] {
  const values = conditions.flatMap((condition) => [
    ...(condition.PathPatternConfig?.Values ?? []),
    ...(condition.HostHeaderConfig?.Values ?? []),
    ...(condition.HttpHeaderConfig?.Values ?? []),
    ...(condition.HttpRequestMethodConfig?.Values ?? []),
    ...(condition.SourceIpConfig?.Values ?? []),
    ...(condition.QueryStringConfig?.Values ?? []).map(({ Value = '' }) => Value),
  ]);
  const wildcards = values.join('').match(/[*?]/g)?.length ?? 0;
  const found = (allowed: string): Found[] => [{ code: 'rule-limit', path: at, allowed }];
  if (isEmpty) return found('at least one of path, host, header, method, query, sourceIp');
  if (values.length > MOST_VALUES) return found(`${values.length} values: a rule has at most ${MOST_VALUES} over all`);
  return wildcards > MOST_WILDCARDS ? found(`${wildcards} wildcards: a rule has at most ${MOST_WILDCARDS}`) : [];
}

function withoutListener(document: Raw, [first]: readonly PlacedRoute[]): Found[] {
  if (first === undefined || document.loadBalancer !== undefined) return [];
  const allowed = `loadBalancer is required: ${first.owner} needs its listener`;
  return [{ code: 'missing-field', path: ['loadBalancer'], allowed }];
}
