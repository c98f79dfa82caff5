import {
  CreateRepository$,
  type CreateRepositoryRequest,
  type CreateRepositoryResponse,
  type EncryptionConfiguration,
} from '@aws-sdk/client-ecr';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Limit, type Operation } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import {
  bucketOf,
  invalidParameter,
  limit,
  registryId,
  registryOf,
  repositoryName,
  writesPerSecond,
} from './inputs.ts';
import { checkExclusions, mutabilityLimits } from './mutability.ts';
import { describeRepository } from './repositories.ts';
import { ecrState, findRepository, type RepositoryRecord } from './state.ts';
import { setTags } from './tags.ts';

const encryptionTypes = ['AES256', 'KMS', 'KMS_DSSE'];

const limits: readonly Limit[] = [
  ...repositoryName,
  registryId,
  ...mutabilityLimits,
  limit('encryptionConfiguration.encryptionType', `must satisfy enum value set: [${encryptionTypes.join(', ')}]`, {
    required: true,
    oneOf: encryptionTypes,
  }),
  limit('encryptionConfiguration.kmsKey', 'must have length between 1 and 2048', { min: 1, max: 2048 }),
];

/**
 * Not idempotent: a second call is refused with RepositoryAlreadyExistsException, whatever it says. Defaults are filled in
 * as Describe shows them: MUTABLE, no scan on push, AES256 (aws-facts §6). Encryption can't change later.
 */
export const createRepository: Operation<CreateRepositoryRequest, CreateRepositoryResponse> = {
  name: 'ecr:CreateRepository',
  schema: CreateRepository$,
  effect: 'write',
  limits,
  buckets: bucketOf('CreateRepository', writesPerSecond),
  facts: ['§6', '§8'],
  run(world, caller, input) {
    refuseOthers('ecr:CreateRepository', input, [
      'registryId',
      'repositoryName',
      'tags',
      'imageTagMutability',
      'imageTagMutabilityExclusionFilters',
      'imageScanningConfiguration',
      'encryptionConfiguration',
    ]);
    const where = registryOf(caller, input.registryId);
    const name = input.repositoryName ?? '';
    checkExclusions(input.imageTagMutability ?? 'MUTABLE', input.imageTagMutabilityExclusionFilters);
    if (findRepository(world, where, name) !== undefined)
      throw new AwsError(
        'RepositoryAlreadyExistsException',
        `The repository with name '${name}' already exists in the registry with id '${where.account}'`,
      );
    const repository = newRepository(world, where, input);
    world.state(ecrState, where).repositories.set(name, repository);
    return { repository: describeRepository(repository) };
  },
};

/** Tags are checked before anything is made, so a refused call leaves nothing. */
function newRepository(world: World, where: Where, input: CreateRepositoryRequest): RepositoryRecord {
  const name = input.repositoryName ?? '';
  const tags = new Map<string, string>();
  setTags(tags, input.tags ?? []);
  return {
    name,
    arn: `arn:aws:ecr:${where.region}:${where.account}:repository/${name}`,
    registryId: where.account,
    uri: `${where.account}.dkr.ecr.${where.region}.amazonaws.com/${name}`,
    createdAt: world.clock.now(),
    encryption: encryptionOf(world, where, input.encryptionConfiguration),
    tags,
    images: new Map(),
    mutability: input.imageTagMutability ?? 'MUTABLE',
    exclusionFilters: structuredClone(input.imageTagMutabilityExclusionFilters ?? []),
    scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
    lifecyclePolicyText: undefined,
    policyText: undefined,
  };
}

function encryptionOf(world: World, where: Where, given: EncryptionConfiguration | undefined): EncryptionConfiguration {
  if (given === undefined) return { encryptionType: 'AES256' };
  if (given.encryptionType === 'AES256') {
    if (given.kmsKey !== undefined)
      throw invalidParameter('encryptionConfiguration', 'KMS key must be null when encryption type is AES256');
    return { encryptionType: 'AES256' };
  }
  // Without a key of one's own, ECR names the key that AWS manages for it in this account.
  const managed = () => `arn:aws:kms:${where.region}:${where.account}:key/${world.random.hex(32)}`;
  return { encryptionType: given.encryptionType, kmsKey: given.kmsKey ?? managed() };
}
