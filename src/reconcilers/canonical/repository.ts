import { CreateRepositoryRequest$, ListTagsForResourceResponse$, Repository$ } from '@aws-sdk/client-ecr';
import type { KindRule } from './kind-rule.ts';
import { sameKey } from './references.ts';
import { byDefault, leaf, set, struct } from './rules.ts';
import { capitalTags } from './tags.ts';

/** aws-facts §6, «Repository» and «create defaults». */
export const repository: KindRule = {
  shapes: { declared: [CreateRepositoryRequest$], observed: [Repository$, ListTagsForResourceResponse$] },
  rule: struct({
    // The account's own registry; a document names the account, not the registry.
    registryId: leaf({ silent: true }),
    imageTagMutability: byDefault('MUTABLE'),
    // Which tags stay mutable or immutable under …_WITH_EXCLUSION; alternatives, so a set.
    imageTagMutabilityExclusionFilters: set({ element: struct({ filterType: byDefault('WILDCARD') }) }),
    imageScanningConfiguration: struct({ scanOnPush: byDefault(false) }),
    encryptionConfiguration: struct({
      encryptionType: byDefault('AES256'),
      // KMS without a key means AWS' own key for ECR, whose ARN only AWS knows; it can't be changed anyway.
      kmsKey: leaf({ same: sameKey, silent: true }),
    }),
    tags: capitalTags,
  }),
};
