import { z } from 'zod';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { addDatum } from './metrics.ts';

/** CloudWatch Logs user guide, «Embedded metric format specification». */
const line = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** A log line that is metrics is one datum for each set of dimensions; any other is nothing. */
export function addEmbedded(world: World, where: Where, text: string): void {
  const parsed = line.safeParse(parse(text));
  if (!parsed.success) return;
  const { _aws: about, ...members } = parsed.data;
  for (const { Namespace: namespace, Dimensions, Metrics } of about.CloudWatchMetrics)
    for (const { Name: name } of Metrics) {
      const values = [members[name]].flat().map(Number);
      for (const names of Dimensions) {
        const dimensions = Object.fromEntries(names.map((dimension) => [dimension, String(members[dimension])]));
        addDatum(world, where, { namespace, name, dimensions, values, at: about.Timestamp });
      }
    }
}

function parse(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
