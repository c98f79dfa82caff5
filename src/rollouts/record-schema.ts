import { z } from 'zod';
import type { RolloutRecord } from './rollout.ts';
import { type RolloutState, transitions } from './transitions.ts';

const candidate = z.looseObject({
  hash: z.string(),
  documentVersion: z.number(),
  digests: z.record(z.string(), z.string()),
  platformDigests: z.record(z.string(), z.string()).exactOptional(),
});
const hold = z.looseObject({
  candidate: z.string(),
  digest: z.string().exactOptional(),
  reason: z.string(),
  at: z.number(),
  attempt: z.number(),
});
const lastGood = z.looseObject({ candidate, revision: z.string() });
const numbers = transitions.map((row) => row.no);
const states = transitions.flatMap((row): readonly RolloutState[] => row.to);

/** Loose: members of a newer version stay in the record (R34). */
const fields = z.looseObject({
  service: z.string(),
  attempt: z.number(),
  since: z.number(),
  holds: z.array(hold),
  reason: z.string(),
  last: z.looseObject({ from: z.enum(['none', ...states]), no: z.enum(numbers), at: z.number() }),
  lastGood: lastGood.exactOptional(),
  candidate: candidate.exactOptional(),
  revision: z.string().exactOptional(),
  deadline: z.number().exactOptional(),
  onlyImageChanged: z.boolean().exactOptional(),
  sameImage: candidate.exactOptional(),
});

const deadline = z.number();
const record = z.discriminatedUnion('state', [
  fields.extend({ state: z.literal('waiting-for-image') }),
  fields.extend({ state: z.literal('pending'), candidate }),
  fields.extend({ state: z.literal('deploying'), candidate, deadline }),
  fields.extend({ state: z.literal('verifying'), candidate, deadline }),
  fields.extend({ state: z.literal('completed'), candidate, lastGood }),
  fields.extend({ state: z.literal('rolling-back'), lastGood, deadline }),
  fields.extend({ state: z.literal('rolled-back'), lastGood }),
  fields.extend({ state: z.literal('held') }),
  fields.extend({ state: z.literal('superseded') }),
]) satisfies z.ZodType<RolloutRecord>;

/** A record as it was read back from the table. What is not one is a problem to report, never an empty record (R3). */
export function readRolloutRecord(
  body: unknown,
): { readonly ok: true; readonly record: RolloutRecord } | { readonly ok: false; readonly problem: string } {
  const read = record.safeParse(body);
  if (read.success) return { ok: true, record: read.data };
  const first = read.error.issues[0];
  return { ok: false, problem: `the rollout record is damaged at ${first?.path.join('.') || 'its root'}` };
}
