import { z } from 'zod';
import { DEFAULT_BAND } from '../desired-state/priority-band.ts';

/** The item `control` / `current`: pause, freeze, bands and limits for all. Whatever it lacks has its default. */
const controlSchema = z.looseObject({
  paused: z.boolean().default(false),
  pausedBy: z.string().default('somebody'),
  pauseReason: z.string().default('no reason given'),
  /** ISO times; windows by weekday and time zone are a later form. */
  freezes: z
    .array(z.object({ from: z.string(), until: z.string(), reason: z.string().default('a freeze window') }))
    .default([]),
  /** By listener ARN. */
  bands: z.record(z.string(), z.object({ from: z.number(), to: z.number() })).default({}),
  limits: z
    .looseObject({
      maxSteps: z.number().default(50),
      registries: z.array(z.string()).default(['public.ecr.aws']),
      rolePaths: z.array(z.string()).default([]),
      deletionProtection: z.array(z.string()).default([]),
      removalCoolingSeconds: z.number().default(60),
    })
    .prefault({}),
});

export interface GuardLimits {
  readonly maxSteps: number;
  /** Besides the account's own ECR: hosts, or `ACCOUNT.dkr.ecr.REGION.amazonaws.com`. */
  readonly registries: readonly string[];
  /** Role paths that may be passed besides the app's own. */
  readonly rolePaths: readonly string[];
  /** `app` or `app/service`: nothing of it is deleted. */
  readonly deletionProtection: readonly string[];
  /** A tombstone deletes nothing before its document is this old. */
  readonly removalCoolingSeconds: number;
}

export interface Control {
  readonly paused: { readonly by: string; readonly reason: string } | undefined;
  readonly frozen: { readonly until: string; readonly reason: string } | undefined;
  readonly limits: GuardLimits;
  band(listener: string | undefined): { readonly from: number; readonly to: number };
}

/** An item that can't be read pauses everything: nobody knows what it was to say. */
export function readControl(item: unknown, now: number): Control {
  const parsed = controlSchema.safeParse(item ?? {});
  if (!parsed.success) {
    return {
      paused: {
        by: 'ecs-steward',
        reason: `the item control/current can't be read: ${parsed.error.issues[0]?.message ?? ''}`,
      },
      frozen: undefined,
      limits: controlSchema.parse({}).limits,
      band: () => DEFAULT_BAND,
    };
  }
  const { paused, pausedBy, pauseReason, freezes, bands, limits } = parsed.data;
  const frozen = freezes.find(({ from, until }) => Date.parse(from) <= now && now < Date.parse(until));
  return {
    paused: paused ? { by: pausedBy, reason: pauseReason } : undefined,
    frozen,
    limits,
    band: (listener) => bands[listener ?? ''] ?? DEFAULT_BAND,
  };
}
