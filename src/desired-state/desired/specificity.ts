import type { ServiceDocument } from '../schema/service.ts';

type Route = NonNullable<ServiceDocument['routes']>[number];

/** ALB takes at most five values a rule (aws-facts §4.3). */
const MOST_VALUES = 5;

/**
 * How narrow a route is; greater = narrower. Header, method, query and source conditions first (fewer values are
 * narrower), then the host, then the path: literal characters count most, and an exact text goes before a wildcard.
 * Whatever a route covers is at least as narrow as the route itself.
 * `/*` → 4; `/api/*` → 20; `/api/admin` → 41; the host `a.io` with `/*` → 17,004; `/api/*` with a header → 5,000,020.
 */
export function specificityOf(route: Partial<Route>): number {
  const { path, host, method, sourceIp, header = {}, query = {} } = route;
  const lists = [method, sourceIp, ...Object.values(header)].filter((values) => values !== undefined);
  const further = [...lists.map(({ length }) => length), ...Object.keys(query).map(() => 1)];
  const weight = further.reduce((sum, values) => sum + MOST_VALUES + 1 - Math.min(values, MOST_VALUES), 0);
  return weight * 1_000_000 + broadest(host) * 1_000 + broadest(path);
}

function broadest(patterns: readonly string[] | undefined): number {
  return patterns === undefined ? 0 : Math.min(...patterns.map(narrowness));
}

/** At most 128 characters (§4.3), so never 1,000. */
function narrowness(pattern: string): number {
  const wildcards = pattern.match(/[*?]/g) ?? [];
  const single = wildcards.filter((wildcard) => wildcard === '?').length;
  return (pattern.length - wildcards.length) * 4 + single * 2 + (wildcards.length === 0 ? 1 : 0);
}
