import { z } from 'zod';
import { DEFAULT_BAND } from '../desired-state/priority-band.ts';
import type { MassChangeLimit } from './mass-change.ts';

/** The item `control` / `current`: pause, freeze, bands and limits for all. Whatever it lacks has its default. */
const controlSchema = z.looseObject({
  /** Nothing at all is written while it is true. */
  killSwitch: z.boolean().default(false),
  killedBy: z.string().default('somebody'),
  killReason: z.string().default('no reason given'),
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
      massChange: z
        .looseObject({
          share: z.number().min(0).max(1).default(0.2),
          atLeast: z.int().min(1).default(10),
          windowMinutes: z.int().min(1).max(1_440).default(60),
          approvedUntil: z.iso.datetime({ offset: true }).optional(),
        })
        .prefault({}),
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
  readonly massChange: MassChangeLimit;
}

export interface Control {
  readonly killed: { readonly why: string; readonly lift: string } | undefined;
  readonly paused: { readonly by: string; readonly reason: string } | undefined;
  readonly frozen: { readonly until: string; readonly reason: string } | undefined;
  readonly limits: GuardLimits;
  /** What of the item can't be read, and what is taken instead. */
  readonly problems: readonly { readonly why: string; readonly taken: string }[];
  band(listener: string | undefined): { readonly from: number; readonly to: number };
}

/**
 * The safe side of whatever can't be read is: less is written. An item of a wrong type pauses everything, with the tightest
 * limits; a freeze window whose times can't be read, or that ends before it begins, freezes until somebody mends it, and
 * pause and the other windows hold as they stand.
 */
export function readControl(item: unknown, now: number): Control {
  const parsed = controlSchema.safeParse(item ?? {});
  if (!parsed.success) return unreadable(parsed.error);
  const { paused, pausedBy, pauseReason, freezes, bands, limits } = parsed.data;
  const windows = freezes.map((freeze) => ({ ...freeze, problem: windowProblem(freeze) }));
  const frozen = windows.find(
    ({ from, until, problem }) => problem !== undefined || (Date.parse(from) <= now && now < Date.parse(until)),
  );
  return {
    paused: paused ? { by: pausedBy, reason: pauseReason } : undefined,
    frozen: frozen === undefined ? undefined : { until: frozen.until, reason: frozen.reason },
    killed: parsed.data.killSwitch
      ? {
          why: `${parsed.data.killedBy} put the kill switch on: ${parsed.data.killReason}`,
          lift: 'set killSwitch to false in the item control/current',
        }
      : undefined,
    limits: limitsOf(limits),
    problems: windows.flatMap(({ problem }) =>
      problem === undefined ? [] : [{ why: problem, taken: 'it freezes until that is mended' }],
    ),
    band: (listener) => bands[listener ?? ''] ?? DEFAULT_BAND,
  };
}

function unreadable({ issues }: z.ZodError): Control {
  const why = issues.map(({ path, message }) => `${path.join('.') || 'the item'}: ${message}`).join(', ');
  return {
    paused: { by: 'ecs-steward', reason: `the item control/current can't be read: ${why}` },
    frozen: undefined,
    killed: undefined,
    limits: limitsOf(controlSchema.parse({}).limits),
    problems: [{ why, taken: 'everything is paused' }],
    band: () => DEFAULT_BAND,
  };
}

function windowProblem({ from, until, reason }: z.output<typeof controlSchema>['freezes'][number]): string | undefined {
  for (const [name, time] of [
    ['from', from],
    ['until', until],
  ] as const)
    if (Number.isNaN(Date.parse(time))) return `${name} of the freeze «${reason}» is no time: ${JSON.stringify(time)}`;
  return Date.parse(until) <= Date.parse(from)
    ? `the freeze «${reason}» ends (${until}) before it begins (${from})`
    : undefined;
}

function limitsOf({ massChange, ...limits }: z.infer<typeof controlSchema>['limits']): GuardLimits {
  const { share, atLeast, windowMinutes, approvedUntil } = massChange;
  const until = approvedUntil === undefined ? 0 : Date.parse(approvedUntil);
  return { ...limits, massChange: { share, atLeast, windowMinutes, approvedUntil: until } };
}
