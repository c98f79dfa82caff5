import { z } from 'zod';
import type { Key } from './items.ts';

/**
 * The item `control` / `spokes`: which other accounts and regions are looked after from here. People write it, never an
 * app's document; each account is a member of its own, so that two that are accepted at once do not undo each other.
 */
export const spokesKey: Key = { pk: 'control', sk: 'spokes' };

export const spokeSchema = z.looseObject({
  /** STS API reference, AssumeRole */
  externalId: z.string().regex(/^[\w+=,.@:/-]{2,1224}$/, 'an external id has 2 to 1,224 letters, digits and +=,.@:/-'),
  regions: z.array(z.string().regex(/^[a-z]{2,}(?:-[a-z]+)+-\d$/, 'a region, such as eu-central-1')).min(1),
  /** Nothing is read there and nothing written. */
  paused: z.boolean().optional(),
  pausedBy: z.string().default('somebody'),
  pauseReason: z.string().default('no reason given'),
});

export interface PlaceId {
  readonly account: string;
  readonly region: string;
}

export type SpokeFound =
  | { readonly is: 'accepted'; readonly externalId: string }
  | { readonly is: 'paused'; readonly by: string; readonly reason: string }
  | { readonly is: 'not-accepted'; readonly why: string };

/** What the item says of a place. Whatever can't be read is not accepted. */
export function findSpoke(
  item: Readonly<Record<string, unknown>> | undefined,
  { account, region }: PlaceId,
): SpokeFound {
  const entry = item !== undefined && Object.hasOwn(item, account) ? item[account] : undefined;
  if (entry === undefined || entry === null)
    return { is: 'not-accepted', why: `the account ${account} is not accepted` };
  const parsed = spokeSchema.safeParse(entry);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || account}: ${message}`);
    return {
      is: 'not-accepted',
      why: `what control / spokes says of ${account} can't be read (${problems.join(', ')})`,
    };
  }
  const { externalId, regions, paused, pausedBy, pauseReason } = parsed.data;
  if (!regions.includes(region))
    return { is: 'not-accepted', why: `the account ${account} is accepted for ${regions.join(', ')} only` };
  return paused === true ? { is: 'paused', by: pausedBy, reason: pauseReason } : { is: 'accepted', externalId };
}
