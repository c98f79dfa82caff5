import { z } from 'zod';
import { LONGEST_NAME, type Own } from './event-source.ts';

/** EventBridge's envelope (aws-facts §11). */
const envelope = z.object({
  'detail-type': z.string().max(256),
  source: z.string().max(256),
  account: z.string().max(12),
  region: z.string().max(32),
  resources: z.array(z.string().max(LONGEST_NAME)).max(50).default([]),
});

export interface Envelope<Detail> {
  readonly resources: readonly string[];
  readonly detail: Detail;
}

/** The event if it is of this type, from AWS itself, and of our account and region. A `source` is only AWS' with its `aws.` prefix. */
export function fromAws<Schema extends z.ZodType>(
  event: unknown,
  own: Own,
  types: readonly string[],
  sources: readonly string[],
  detail: Schema,
): Envelope<z.output<Schema>> | undefined {
  const outer = envelope.safeParse(event);
  if (!outer.success || !types.includes(outer.data['detail-type']) || !sources.includes(outer.data.source))
    return undefined;
  if (outer.data.account !== own.account || outer.data.region !== own.region) return undefined;
  const inner = detail.safeParse((event as { readonly detail?: unknown }).detail);
  return inner.success ? { resources: outer.data.resources, detail: inner.data } : undefined;
}
