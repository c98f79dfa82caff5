import type { DesiredRepository } from '../desired.ts';
import { followedImage, type Given } from './image.ts';
import { ownTags, upperTags } from './tags.ts';

/** Only what the document declares under `repository` (aws-facts §6). */
export function repositoriesOf(given: Given): DesiredRepository[] {
  const { repository: declared, image } = given.service;
  if (declared === undefined || image === undefined) return [];
  const repository = ownRepository(given.document, image);
  if (repository === undefined) return [];
  const { immutable = false, encryption = 'AES256', lifecycle } = declared;
  const exceptions = typeof immutable === 'object' ? immutable.except : undefined;
  const mutability =
    exceptions !== undefined ? 'IMMUTABLE_WITH_EXCLUSION' : immutable === true ? 'IMMUTABLE' : 'MUTABLE';
  return [
    {
      input: {
        repositoryName: repository,
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

/** The image's repository in the ECR of the document's account and region; undefined: it is in another registry. */
export function ownRepository(home: Pick<Given['document'], 'account' | 'region'>, image: string): string | undefined {
  const { registry, repository } = followedImage(home, '', image) ?? {};
  const own = registry?.kind === 'ecr' && registry.account === home.account && registry.region === home.region;
  return own ? repository : undefined;
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
