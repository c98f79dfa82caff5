import { batchDeleteImage, batchGetImage } from './ecr/batch-images.ts';
import { createRepository } from './ecr/create-repository.ts';
import { describeImages, listImages } from './ecr/describe-images.ts';
import { getAuthorizationToken } from './ecr/get-authorization-token.ts';
import { deleteLifecyclePolicy, getLifecyclePolicy, putLifecyclePolicy } from './ecr/lifecycle-policy.ts';
import { putImage } from './ecr/put-image.ts';
import {
  deleteRepository,
  describeRepositories,
  putImageScanningConfiguration,
  putImageTagMutability,
} from './ecr/repositories.ts';
import { deleteRepositoryPolicy, getRepositoryPolicy, setRepositoryPolicy } from './ecr/repository-policy.ts';
import { listTagsForResource, tagResource, untagResource } from './ecr/tags.ts';
import type { SimulatedService } from './operation.ts';

/**
 * Amazon ECR (aws-facts §6): repositories with their settings, images, events of pushes and deletions.
 * Not here, and refused by name: layer uploads, replication, pull-through caches, referrers, scan findings.
 */
export const ecr: SimulatedService = {
  endpoint: 'api.ecr',
  signingName: 'ecr',
  protocol: 'awsJson1.1',
  target: 'AmazonEC2ContainerRegistry_V20150921',
  operations: [
    createRepository,
    describeRepositories,
    deleteRepository,
    putImageTagMutability,
    putImageScanningConfiguration,
    putLifecyclePolicy,
    getLifecyclePolicy,
    deleteLifecyclePolicy,
    setRepositoryPolicy,
    getRepositoryPolicy,
    deleteRepositoryPolicy,
    describeImages,
    listImages,
    batchGetImage,
    batchDeleteImage,
    putImage,
    tagResource,
    untagResource,
    listTagsForResource,
    getAuthorizationToken,
  ],
};
