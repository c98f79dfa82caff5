import { z } from 'zod';
import type { Surroundings } from './command.ts';

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
