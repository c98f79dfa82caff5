import { z } from 'zod';
import type { PlaceId } from '../../records/spokes.ts';
import { LONGEST_NAME } from './event-source.ts';

/** EventBridge's envelope (aws-facts §11). */
const envelope = z.object({
  'detail-type': z.string().max(256),
  source: z.string().max(256),
  account: z.string().max(12),
  region: z.string().max(32),
  resources: z.array(z.string().max(LONGEST_NAME)).max(50).default([]),
});

export interface Envelope<Detail> {
  /** Where it happened: EventBridge writes that, not whoever sends; it stays so when an event is forwarded. */
  readonly origin: PlaceId;
  readonly resources: readonly string[];
  readonly detail: Detail;
}

/** The event if it is of this type and from AWS itself. A `source` is only AWS' with its `aws.` prefix. */
export function fromAws<Schema extends z.ZodType>(
  event: unknown,
  types: readonly string[],
  sources: readonly string[],
  detail: Schema,
): Envelope<z.output<Schema>> | undefined {
  const outer = envelope.safeParse(event);
  if (!outer.success || !types.includes(outer.data['detail-type']) || !sources.includes(outer.data.source))
    return undefined;
  const inner = detail.safeParse((event as { readonly detail?: unknown }).detail);
  const { account, region, resources } = outer.data;
  return inner.success ? { origin: { account, region }, resources, detail: inner.data } : undefined;
}

/** Where an event of a bus happened; undefined: it is of no bus. */
export function originOf(event: unknown): PlaceId | undefined {
  const outer = envelope.safeParse(event);
  return outer.success ? { account: outer.data.account, region: outer.data.region } : undefined;
}
