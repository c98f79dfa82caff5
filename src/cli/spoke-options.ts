import { z } from 'zod';
import { spokeSchema } from '../records/spokes.ts';
import { placeOptions } from './place.ts';

const account = z.string().regex(/^\d{12}$/, 'an account has twelve digits');
const { externalId, regions } = spokeSchema.shape;
const schema = placeOptions.extend({
  account: account.optional(),
  hub: account.optional(),
  hubRegion: regions.element.optional(),
  accept: account.optional(),
  forget: account.optional(),
  externalId: externalId.optional(),
  regions: z
    .string()
    .transform((text) => [...new Set(text.split(',').map((each) => each.trim()))])
    .pipe(regions)
    .optional(),
  boundary: z.string().startsWith('arn:', 'the ARN of a policy').optional(),
  cloudtrail: z.boolean().default(false),
  yes: z.boolean().default(false),
});

export type SpokeOptions = z.infer<typeof schema>;

export type ReadSpokeOptions =
  | { readonly ok: true; readonly given: SpokeOptions }
  | { readonly ok: false; readonly problems: readonly string[] };

/** All problems at once, each with its option. */
export function readSpokeOptions(options: unknown): ReadSpokeOptions {
  const parsed = schema.safeParse(options);
  if (!parsed.success)
    return {
      ok: false,
      problems: parsed.error.issues.map(({ path, message }) => `--${kebab(String(path[0]))}: ${message}`),
    };
  const problems = together(parsed.data);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, given: parsed.data };
}

function together({ hub, accept, forget, externalId: id, hubRegion, cloudtrail, boundary }: SpokeOptions): string[] {
  const acts = [hub, accept, forget].filter((each) => each !== undefined);
  const problems = acts.length === 1 ? [] : ['--hub, --accept and --forget: exactly one of them'];
  if (accept !== undefined && id === undefined)
    problems.push('--external-id: give the one that «bootstrap spoke --hub» printed in that account');
  if (hub === undefined && (hubRegion !== undefined || cloudtrail || boundary !== undefined))
    problems.push('--hub-region, --cloudtrail and --boundary: they belong to --hub');
  return problems;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
