import type { DesiredRepository } from '../desired.ts';
import { parseImage } from '../schema/image.ts';
import type { Given } from './image.ts';
import { ownTags, upperTags } from './tags.ts';

/** Only what the document declares under `repository` (aws-facts §6). */
export function repositoriesOf(given: Given): DesiredRepository[] {
  const { repository: declared, image } = given.service;
  const parsed = image === undefined ? undefined : parseImage(image);
  if (declared === undefined || parsed === undefined || parsed.host !== undefined) return [];
  const { immutable = false, encryption = 'AES256', lifecycle } = declared;
  const exceptions = typeof immutable === 'object' ? immutable.except : undefined;
  const mutability =
    exceptions !== undefined ? 'IMMUTABLE_WITH_EXCLUSION' : immutable === true ? 'IMMUTABLE' : 'MUTABLE';
  return [
    {
      input: {
        repositoryName: parsed.repository,
        imageTagMutability: mutability,
        imageScanningConfiguration: { scanOnPush: declared.scanOnPush ?? true },
        encryptionConfiguration:
          encryption === 'AES256' ? { encryptionType: 'AES256' } : { encryptionType: 'KMS', kmsKey: encryption.kms },
        tags: upperTags(ownTags(given)),
        ...(exceptions === undefined
          ? {}
          : {
              imageTagMutabilityExclusionFilters: exceptions.map((filter) => ({
                filterType: 'WILDCARD' as const,
                filter,
              })),
            }),
      },
      ...(lifecycle === undefined ? {} : { lifecyclePolicyText: lifecycleText(lifecycle) }),
    },
  ];
}

function lifecycleText(lifecycle: NonNullable<NonNullable<Given['service']['repository']>['lifecycle']>): string {
  if ('rules' in lifecycle) return JSON.stringify({ rules: lifecycle.rules });
  return JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: `keep the newest ${lifecycle.keep}`,
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: lifecycle.keep },
        action: { type: 'expire' },
      },
    ],
  });
}
