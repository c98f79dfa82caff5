import {
  DeleteLifecyclePolicy$,
  type DeleteLifecyclePolicyRequest,
  type DeleteLifecyclePolicyResponse,
  GetLifecyclePolicy$,
  type GetLifecyclePolicyRequest,
  type GetLifecyclePolicyResponse,
  PutLifecyclePolicy$,
  type PutLifecyclePolicyRequest,
  type PutLifecyclePolicyResponse,
} from '@aws-sdk/client-ecr';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import {
  bucketOf,
  invalidParameter,
  limit,
  readsPerSecond,
  registryId,
  registryOf,
  repositoryName,
  writesPerSecond,
} from './inputs.ts';
import { checkLifecyclePolicy } from './lifecycle-policy-rules.ts';
import { type RepositoryRecord, theRepository } from './state.ts';

/** What all three calls answer; throws LifecyclePolicyNotFoundException. */
function policyOf(repository: RepositoryRecord): PutLifecyclePolicyResponse {
  if (repository.lifecyclePolicyText === undefined)
    throw new AwsError(
      'LifecyclePolicyNotFoundException',
      `Lifecycle policy does not exist for the repository with name '${repository.name}' in the registry with id '${repository.registryId}'`,
    );
  const { registryId, name, lifecyclePolicyText } = repository;
  return { registryId, repositoryName: name, lifecyclePolicyText };
}

/**
 * Checked and kept; images are not expired by it. Answers ECR's own form of the text, not the caller's. Throws
 * InvalidParameterException with the cause.
 */
export const putLifecyclePolicy: Operation<PutLifecyclePolicyRequest, PutLifecyclePolicyResponse> = {
  name: 'ecr:PutLifecyclePolicy',
  schema: PutLifecyclePolicy$,
  effect: 'write',
  limits: [
    ...repositoryName,
    registryId,
    limit('lifecyclePolicyText', 'must not be null', { required: true }),
    limit('lifecyclePolicyText', 'must have length between 100 and 30720', { min: 100, max: 30_720 }),
  ],
  buckets: bucketOf('PutLifecyclePolicy', writesPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:PutLifecyclePolicy', input, ['registryId', 'repositoryName', 'lifecyclePolicyText']);
    const repository = theRepository(world, registryOf(caller, input.registryId), input.repositoryName ?? '');
    const checked = checkLifecyclePolicy(input.lifecyclePolicyText ?? '');
    if (!checked.ok)
      throw invalidParameter('LifecyclePolicyText', `Lifecycle policy validation failure: ${checked.cause}`);
    repository.lifecyclePolicyText = checked.text;
    return policyOf(repository);
  },
};

/** Throws LifecyclePolicyNotFoundException where there is none; `lastEvaluatedAt` stays absent, since nothing evaluates. */
export const getLifecyclePolicy: Operation<GetLifecyclePolicyRequest, GetLifecyclePolicyResponse> = {
  name: 'ecr:GetLifecyclePolicy',
  schema: GetLifecyclePolicy$,
  effect: 'read',
  limits: [...repositoryName, registryId],
  buckets: bucketOf('GetLifecyclePolicy', readsPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:GetLifecyclePolicy', input, ['registryId', 'repositoryName']);
    return policyOf(theRepository(world, registryOf(caller, input.registryId), input.repositoryName ?? ''));
  },
};

/** Answers the policy that is gone. */
export const deleteLifecyclePolicy: Operation<DeleteLifecyclePolicyRequest, DeleteLifecyclePolicyResponse> = {
  name: 'ecr:DeleteLifecyclePolicy',
  schema: DeleteLifecyclePolicy$,
  effect: 'write',
  limits: [...repositoryName, registryId],
  buckets: bucketOf('DeleteLifecyclePolicy', writesPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:DeleteLifecyclePolicy', input, ['registryId', 'repositoryName']);
    const repository = theRepository(world, registryOf(caller, input.registryId), input.repositoryName ?? '');
    const policy = policyOf(repository);
    repository.lifecyclePolicyText = undefined;
    return policy;
  },
};
