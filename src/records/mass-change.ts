import type { AwsFailure, Result } from '../aws/failure.ts';
import type { Items } from './items.ts';

/**
 * How many apps get risky writes in one window, counted over the whole fleet: many workers with a few apps each see no fleet
 * (R29). One item a window, which each app joins before its first risky write of it.
 */
export interface MassChangeLimit {
  /** Part of the fleet, 0 to 1. */
  readonly share: number;
  /** So many apps may always change, however small the fleet is. */
  readonly atLeast: number;
  readonly windowMinutes: number;
  /** Milliseconds since 1970: until then a person has agreed to more. */
  readonly approvedUntil: number;
}

export type MassChangeClaim =
  | { readonly is: 'granted' }
  | {
      readonly is: 'refused';
      readonly apps: number;
      readonly most: number;
      readonly fleet: number;
      readonly until: number;
    };

const ATTEMPTS = 8;
const KEPT_SECONDS = 7 * 86_400;

/** True only for a fleet's part: an app that has joined stays in for its whole window. */
export async function claimMassChange(
  table: Items,
  app: string,
  limit: MassChangeLimit,
  now: number,
): Promise<Result<MassChangeClaim, AwsFailure>> {
  if (now < limit.approvedUntil) return { ok: true, value: { is: 'granted' } };
  const length = limit.windowMinutes * 60_000;
  const from = Math.floor(now / length) * length;
  const sk = `mass-change#${new Date(from).toISOString()}`;
  let fleet: number | undefined;
  for (let attempt = 1; ; attempt++) {
    const read = await table.query('fleet', sk);
    if (!read.ok) return read;
    const joined = appsOf(read.value[0]);
    if (joined.includes(app)) return { ok: true, value: { is: 'granted' } };
    if (joined.length >= limit.atLeast) {
      if (fleet === undefined) {
        const size = await fleetSize(table);
        if (!size.ok) return size;
        fleet = size.value;
      }
      const most = Math.max(limit.atLeast, Math.ceil(fleet * limit.share));
      if (joined.length >= most)
        return { ok: true, value: { is: 'refused', apps: joined.length, most, fleet, until: from + length } };
    }
    const written = await table.put(
      {
        pk: 'fleet',
        sk,
        apps: [...joined, app],
        size: joined.length + 1,
        expires: Math.floor(now / 1_000) + KEPT_SECONDS,
      },
      joined.length === 0
        ? { text: 'attribute_not_exists(pk)' }
        : { text: '#size = :size', names: { '#size': 'size' }, values: { ':size': joined.length } },
    );
    if (!written.ok) return written;
    if (written.value.is === 'written') return { ok: true, value: { is: 'granted' } };
    if (attempt >= ATTEMPTS)
      return {
        ok: true,
        value: { is: 'refused', apps: joined.length, most: joined.length, fleet: fleet ?? 0, until: now + 20_000 },
      };
  }
}

/** What the sweeps counted last, over all scopes; before the first sweep nobody knows, and `atLeast` alone holds. */
async function fleetSize(table: Items): Promise<Result<number, AwsFailure>> {
  const scopes = await table.query('fleet', 'scope#');
  if (!scopes.ok) return scopes;
  return { ok: true, value: scopes.value.reduce((sum, { apps }) => sum + (typeof apps === 'number' ? apps : 0), 0) };
}

function appsOf(item: Readonly<Record<string, unknown>> | undefined): string[] {
  return Array.isArray(item?.apps) ? item.apps.filter((app) => typeof app === 'string') : [];
}
