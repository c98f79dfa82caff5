import type { TagSpecification } from '@aws-sdk/client-ec2';
import { AwsError } from '../operation.ts';

/** The tags that a Create call gives to the thing that it makes. */
export function acceptTags(given: readonly TagSpecification[] | undefined, type: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const { ResourceType, Tags } of given ?? []) {
    if (ResourceType !== type)
      throw new AwsError(
        'InvalidParameterValue',
        `'${ResourceType}' is not a valid taggable resource type for this operation.`,
      );
    for (const { Key = '', Value = '' } of Tags ?? []) tags.set(Key, Value);
  }
  return tags;
}
