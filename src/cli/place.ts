import { STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import { type Identity, identify } from '../../bootstrap/deploy/identity.ts';
import type { Outcome } from '../../bootstrap/deploy/trouble.ts';
import type { ClientConfig, Surroundings } from './command.ts';

/** Options that every command has, as commander gives them. */
export const placeOptions = z.object({
  region: z.string().optional(),
  profile: z.string().optional(),
});

/** As the AWS CLI finds its region: the option, then the two variables; a profile's own region is the SDK's to read. */
export function regionOf(
  { variables }: Pick<Surroundings, 'variables'>,
  option: string | undefined,
): string | undefined {
  const found = option ?? variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION;
  return found === '' ? undefined : found;
}

interface Given {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** The account that was named; any other is refused. */
  readonly account?: string | undefined;
}

/** Settings of clients; without a region only who calls can be asked, and that it is missing is said then. */
export async function clientsAt(
  surroundings: Surroundings,
  { region: option, profile }: Given,
): Promise<{ readonly region: string | undefined; readonly config: ClientConfig }> {
  const region = regionOf(surroundings, option) ?? (await surroundings.profileRegion(profile));
  return { region, config: surroundings.clientConfig({ region: region ?? 'us-east-1', profile }) };
}

/** Whose credentials these are and where they act, before anything else is asked. */
export async function identified(
  surroundings: Surroundings,
  given: Given,
): Promise<Outcome<{ readonly identity: Identity; readonly config: ClientConfig }>> {
  const { region, config } = await clientsAt(surroundings, given);
  const identity = await identify(new STSClient(config), { region, account: given.account });
  return identity.ok ? { ok: true, value: { identity: identity.value, config } } : identity;
}
