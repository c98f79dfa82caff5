import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

interface Point {
  readonly at: number;
  readonly value: number;
}

const metricsKey = stateKey('cloudwatch:metrics', () => new Map<string, Point[]>());

/** How long points are kept here: longer than any alarm looks back. */
const KEPT_MS = 2 * 86_400_000;

/** One metric is a namespace, a name and exactly these dimensions. */
function metricId(metric: Pick<Datum, 'namespace' | 'name' | 'dimensions'>): string {
  const dimensions = Object.entries(metric.dimensions).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([metric.namespace, metric.name, dimensions]);
}

export function addDatum(world: World, where: Where, datum: Datum): void {
  const metrics = world.state(metricsKey, where);
  const id = metricId(datum);
  const oldest = world.clock.now() - KEPT_MS;
  const kept = (metrics.get(id) ?? []).filter(({ at }) => at >= oldest);
  metrics.set(id, [...kept, ...datum.values.map((value) => ({ at: datum.at, value }))]);
}

/** The values of a metric from one moment to another, the second not with it. */
export function valuesBetween(
  world: World,
  where: Where,
  metric: Pick<Datum, 'namespace' | 'name' | 'dimensions'>,
  from: number,
  to: number,
): number[] {
  const points = world.state(metricsKey, where).get(metricId(metric)) ?? [];
  return points.filter(({ at }) => at >= from && at < to).map(({ value }) => value);
}
