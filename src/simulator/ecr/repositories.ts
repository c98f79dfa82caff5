import {
  DeleteRepository$,
  type DeleteRepositoryRequest,
  type DeleteRepositoryResponse,
  DescribeRepositories$,
  type DescribeRepositoriesRequest,
  type DescribeRepositoriesResponse,
  PutImageScanningConfiguration$,
  type PutImageScanningConfigurationRequest,
  type PutImageScanningConfigurationResponse,
  PutImageTagMutability$,
  type PutImageTagMutabilityRequest,
  type PutImageTagMutabilityResponse,
  type Repository,
} from '@aws-sdk/client-ecr';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import {
  bucketOf,
  invalidParameter,
  invalidToken,
  limit,
  readsPerSecond,
  registryId,
  registryOf,
  repositoryName,
  writesPerSecond,
} from './inputs.ts';
import { checkExclusions, mutabilityLimits } from './mutability.ts';
import { ecrState, type RepositoryRecord, theRepository } from './state.ts';

/** The repository as all calls show it; filters only where there are any. */
export function describeRepository(repository: RepositoryRecord): Repository {
  return {
    repositoryArn: repository.arn,
    registryId: repository.registryId,
    repositoryName: repository.name,
    repositoryUri: repository.uri,
    createdAt: new Date(repository.createdAt),
    imageTagMutability: repository.mutability,
    ...(repository.exclusionFilters.length === 0
      ? {}
      : { imageTagMutabilityExclusionFilters: structuredClone(repository.exclusionFilters) }),
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: structuredClone(repository.encryption),
  };
}

/** By names the whole call fails where one is missing (RepositoryNotFoundException); without names it pages, by name. */
export const describeRepositories: Operation<DescribeRepositoriesRequest, DescribeRepositoriesResponse> = {
  name: 'ecr:DescribeRepositories',
  schema: DescribeRepositories$,
  effect: 'read',
  limits: [
    registryId,
    limit('repositoryNames', 'must have length between 1 and 100', { min: 1, max: 100 }),
    limit('maxResults', 'must have value between 1 and 1000', { min: 1, max: 1000 }),
  ],
  buckets: bucketOf('DescribeRepositories', readsPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:DescribeRepositories', input, ['registryId', 'repositoryNames', 'nextToken', 'maxResults']);
    const where = registryOf(caller, input.registryId);
    const { repositoryNames: names, maxResults, nextToken } = input;
    if (names !== undefined) {
      if (maxResults !== undefined || nextToken !== undefined)
        throw invalidParameter('repositoryNames', 'can not be used together with maxResults or nextToken');
      return { repositories: names.map((name) => describeRepository(theRepository(world, where, name))) };
    }
    const page = pageOf(world.state(ecrState, where).repositories.values(), {
      size: maxResults ?? 100,
      token: nextToken,
      keyOf: (repository) => repository.name,
      refuse: invalidToken,
    });
    return { repositories: page.items.map(describeRepository), nextToken: page.next };
  },
};

/** Throws RepositoryNotEmptyException while there are images, unless forced. A forced deletion sends no events of images. */
export const deleteRepository: Operation<DeleteRepositoryRequest, DeleteRepositoryResponse> = {
  name: 'ecr:DeleteRepository',
  schema: DeleteRepository$,
  effect: 'write',
  limits: [...repositoryName, registryId],
  buckets: bucketOf('DeleteRepository', writesPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:DeleteRepository', input, ['registryId', 'repositoryName', 'force']);
    const where = registryOf(caller, input.registryId);
    const repository = theRepository(world, where, input.repositoryName ?? '');
    if (repository.images.size > 0 && input.force !== true)
      throw new AwsError(
        'RepositoryNotEmptyException',
        `The repository with name '${repository.name}' in registry with id '${where.account}' cannot be deleted because it still contains images`,
      );
    world.state(ecrState, where).repositories.delete(repository.name);
    return { repository: describeRepository(repository) };
  },
};

/** Sets mode and filters at once: filters that are not sent are gone. */
export const putImageTagMutability: Operation<PutImageTagMutabilityRequest, PutImageTagMutabilityResponse> = {
  name: 'ecr:PutImageTagMutability',
  schema: PutImageTagMutability$,
  effect: 'write',
  limits: [
    ...repositoryName,
    registryId,
    limit('imageTagMutability', 'must not be null', { required: true }),
    ...mutabilityLimits,
  ],
  buckets: bucketOf('PutImageTagMutability', writesPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:PutImageTagMutability', input, [
      'registryId',
      'repositoryName',
      'imageTagMutability',
      'imageTagMutabilityExclusionFilters',
    ]);
    const repository = theRepository(world, registryOf(caller, input.registryId), input.repositoryName ?? '');
    const mode = input.imageTagMutability ?? 'MUTABLE';
    checkExclusions(mode, input.imageTagMutabilityExclusionFilters);
    repository.mutability = mode;
    repository.exclusionFilters = structuredClone(input.imageTagMutabilityExclusionFilters ?? []);
    const { registryId, repositoryName, imageTagMutability, imageTagMutabilityExclusionFilters } =
      describeRepository(repository);
    return { registryId, repositoryName, imageTagMutability, imageTagMutabilityExclusionFilters };
  },
};

/** Holds for later pushes; images that are there are not scanned. */
export const putImageScanningConfiguration: Operation<
  PutImageScanningConfigurationRequest,
  PutImageScanningConfigurationResponse
> = {
  name: 'ecr:PutImageScanningConfiguration',
  schema: PutImageScanningConfiguration$,
  effect: 'write',
  limits: [...repositoryName, registryId, limit('imageScanningConfiguration', 'must not be null', { required: true })],
  buckets: bucketOf('PutImageScanningConfiguration', writesPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:PutImageScanningConfiguration', input, [
      'registryId',
      'repositoryName',
      'imageScanningConfiguration',
    ]);
    const repository = theRepository(world, registryOf(caller, input.registryId), input.repositoryName ?? '');
    repository.scanOnPush = input.imageScanningConfiguration?.scanOnPush ?? false;
    const { registryId, repositoryName, imageScanningConfiguration } = describeRepository(repository);
    return { registryId, repositoryName, imageScanningConfiguration };
  },
};
