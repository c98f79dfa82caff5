import type { ImageTagMutability, ImageTagMutabilityExclusionFilter } from '@aws-sdk/client-ecr';
import type { Limit } from '../operation.ts';
import { invalidParameter, limit } from './inputs.ts';

const filters = 'imageTagMutabilityExclusionFilters';
const modes = ['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION'];

/** Bounds of mode and filters, for the two calls that take them. */
export const mutabilityLimits: readonly Limit[] = [
  limit('imageTagMutability', `must satisfy enum value set: [${modes.join(', ')}]`, { oneOf: modes }),
  limit(filters, 'must have length between 1 and 5', { min: 1, max: 5 }),
  limit(`${filters}[].filterType`, 'must satisfy enum value set: [WILDCARD]', { required: true, oneOf: ['WILDCARD'] }),
  limit(`${filters}[].filter`, 'must have length between 1 and 128', { required: true, min: 1, max: 128 }),
  limit(`${filters}[].filter`, "must satisfy regular expression '^[0-9a-zA-Z._*-]{1,128}'", {
    pattern: /^[0-9a-zA-Z._*-]*$/,
  }),
];

/** The exclusion modes need filters, the others refuse them. */
export function checkExclusions(
  mode: ImageTagMutability,
  given: readonly ImageTagMutabilityExclusionFilter[] | undefined,
): void {
  const excludes = mode.endsWith('_WITH_EXCLUSION');
  if (excludes && given === undefined)
    throw invalidParameter(
      filters,
      `ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as ${mode}`,
    );
  if (!excludes && given !== undefined)
    throw invalidParameter(
      filters,
      `ImageTagMutabilityExclusionFilters must be null when imageTagMutability is set as ${mode}`,
    );
  if (given?.some(({ filter = '' }) => filter.split('*').length > 3))
    throw invalidParameter(filters, 'A filter can have at most 2 wildcards');
}
