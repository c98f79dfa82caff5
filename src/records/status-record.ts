import { z } from 'zod';
import type { Finding } from '../findings/finding.ts';
import type { RolloutState } from '../rollouts/rollout.ts';

/** What the next pass, a sweep and a person need of an app: one item, written under the lease's fence. */

const finding = z.custom<Finding>((value) => typeof value === 'object' && value !== null && 'code' in value);

const serviceStatus = z.looseObject({
  phase: z.custom<RolloutState | 'none'>((value) => typeof value === 'string'),
  why: z.string(),
  revision: z.string().optional(),
  digests: z.record(z.string(), z.string()),
  /** Candidate that is in force, and the one that document and images want. */
  candidate: z.string().optional(),
  wanted: z.string().optional(),
  /** The last look that found nothing to do. */
  settled: z.object({ documentVersion: z.number(), candidate: z.string() }).optional(),
  targetGroups: z.record(z.string(), z.string()),
  rules: z.record(z.string(), z.string()),
});

export const statusSchema = z.looseObject({
  schema: z.literal(1),
  /** Highest version ever acted on: an older document is never taken for the newest (R3). */
  documentVersion: z.number(),
  /** When the last whole pass began to observe (ms since 1970): messages from before are answered by it. */
  observeBegan: z.number(),
  /** When slowly moving things were read last. */
  slowLook: z.number(),
  services: z.record(z.string(), serviceStatus),
  /** Repairs of drift in the last hour, by field: when. */
  repairs: z.record(z.string(), z.array(z.number())),
  findings: z.array(finding),
  outcome: z.string(),
  /** Passes in a row in which a step was refused: they wait longer and longer. */
  refused: z.number().default(0),
  /** When a delayed message of ours will look again (ms since 1970); 0: none is on its way. */
  nextLook: z.number().default(0),
  fence: z.number(),
});

export type StatusRecord = z.output<typeof statusSchema>;
export type ServiceStatus = z.output<typeof serviceStatus>;

export function emptyStatus(fence: number): StatusRecord {
  return {
    schema: 1,
    documentVersion: 0,
    observeBegan: 0,
    slowLook: 0,
    services: {},
    repairs: {},
    findings: [],
    outcome: 'new',
    refused: 0,
    nextLook: 0,
    fence,
  };
}
