import {
  DeleteRepositoryPolicy$,
  type DeleteRepositoryPolicyRequest,
  type DeleteRepositoryPolicyResponse,
  GetRepositoryPolicy$,
  type GetRepositoryPolicyRequest,
  type GetRepositoryPolicyResponse,
  SetRepositoryPolicy$,
  type SetRepositoryPolicyRequest,
  type SetRepositoryPolicyResponse,
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
import { parsePolicy } from './repository-policy-rules.ts';
import { type RepositoryRecord, theRepository } from './state.ts';

/** What all three calls answer; throws RepositoryPolicyNotFoundException. */
function policyOf(repository: RepositoryRecord): GetRepositoryPolicyResponse {
  if (repository.policyText === undefined)
    throw new AwsError(
      'RepositoryPolicyNotFoundException',
      `Repository policy does not exist for the repository with name '${repository.name}' in the registry with id '${repository.registryId}'`,
    );
  const { registryId, name, policyText } = repository;
  return { registryId, repositoryName: name, policyText };
}

/** Shows the text laid out anew, as AWS does: compare it parsed. */
export const getRepositoryPolicy: Operation<GetRepositoryPolicyRequest, GetRepositoryPolicyResponse> = {
  name: 'ecr:GetRepositoryPolicy',
  schema: GetRepositoryPolicy$,
  effect: 'read',
  limits: [...repositoryName, registryId],
  buckets: bucketOf('GetRepositoryPolicy', readsPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:GetRepositoryPolicy', input, ['registryId', 'repositoryName']);
    return policyOf(theRepository(world, registryOf(caller, input.registryId), input.repositoryName ?? ''));
  },
};

/** `force` guards against locking oneself out; nobody can be locked out here, so it is taken and changes nothing. */
export const setRepositoryPolicy: Operation<SetRepositoryPolicyRequest, SetRepositoryPolicyResponse> = {
  name: 'ecr:SetRepositoryPolicy',
  schema: SetRepositoryPolicy$,
  effect: 'write',
  limits: [
    ...repositoryName,
    registryId,
    limit('policyText', 'must not be null', { required: true }),
    limit('policyText', 'must have length between 0 and 10240', { max: 10_240 }),
  ],
  buckets: bucketOf('SetRepositoryPolicy', writesPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:SetRepositoryPolicy', input, ['registryId', 'repositoryName', 'policyText', 'force']);
    const repository = theRepository(world, registryOf(caller, input.registryId), input.repositoryName ?? '');
    const policy = parsePolicy(input.policyText ?? '');
    if (policy === undefined) throw invalidParameter('PolicyText', 'Invalid repository policy provided');
    repository.policyText = JSON.stringify(JSON.parse(input.policyText ?? ''), null, 2);
    return policyOf(repository);
  },
};

/** Answers the policy that is gone. Pulls of other accounts are refused from now on. */
export const deleteRepositoryPolicy: Operation<DeleteRepositoryPolicyRequest, DeleteRepositoryPolicyResponse> = {
  name: 'ecr:DeleteRepositoryPolicy',
  schema: DeleteRepositoryPolicy$,
  effect: 'write',
  limits: [...repositoryName, registryId],
  buckets: bucketOf('DeleteRepositoryPolicy', writesPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:DeleteRepositoryPolicy', input, ['registryId', 'repositoryName']);
    const repository = theRepository(world, registryOf(caller, input.registryId), input.repositoryName ?? '');
    const policy = policyOf(repository);
    repository.policyText = undefined;
    return policy;
  },
};
