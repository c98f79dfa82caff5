import { z } from 'zod';
import type { Item } from './items.ts';

/** What operators ask for: carried out by the next pass. */
const requestSchema = z.looseObject({
  pk: z.string(),
  sk: z.string(),
  act: z.literal('release'),
  service: z.string(),
  candidate: z.string().optional(),
  by: z.string(),
  reason: z.string().optional(),
  done: z.string().optional(),
});

export type OperatorRequest = z.output<typeof requestSchema>;

/** Open requests that this version knows; others stay where they are. */
export function openRequests(items: readonly Item[]): OperatorRequest[] {
  return items.flatMap((item) => {
    const parsed = requestSchema.safeParse(item);
    return parsed.success && parsed.data.done === undefined ? [parsed.data] : [];
  });
}
