import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { createRepository } from '../../../src/simulator/ecr/create-repository.ts';
import { getAuthorizationToken } from '../../../src/simulator/ecr/get-authorization-token.ts';
import { pushImage } from '../../../src/simulator/ecr/images.ts';
import {
  deleteLifecyclePolicy,
  getLifecyclePolicy,
  putLifecyclePolicy,
} from '../../../src/simulator/ecr/lifecycle-policy.ts';
import {
  deleteRepository,
  describeRepositories,
  putImageScanningConfiguration,
  putImageTagMutability,
} from '../../../src/simulator/ecr/repositories.ts';
import {
  deleteRepositoryPolicy,
  getRepositoryPolicy,
  setRepositoryPolicy,
} from '../../../src/simulator/ecr/repository-policy.ts';
import { listTagsForResource, tagResource, untagResource } from '../../../src/simulator/ecr/tags.ts';
import { checkLimits } from '../../../src/simulator/limits.ts';
import { Random } from '../../../src/simulator/random.ts';
import { World } from '../../../src/simulator/world.ts';

const here = { account: '210987654321', region: 'eu-central-1' };
const caller = { ...here, principal: 'arn:aws:iam::210987654321:user/simulated' };
const arn = 'arn:aws:ecr:eu-central-1:210987654321:repository/todo/backend';

function newWorld() {
  return new World(new VirtualClock(Date.parse('2026-03-02T08:00:00Z')), new Random(1));
}

function withRepository() {
  const world = newWorld();
  createRepository.run(world, caller, { repositoryName: 'todo/backend' });
  return world;
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}

describe('CreateRepository', () => {
  test('fills in the defaults that Describe shows', () => {
    const world = newWorld();
    const { repository } = createRepository.run(world, caller, { repositoryName: 'todo/backend' });
    expect(repository).toEqual({
      repositoryArn: arn,
      registryId: '210987654321',
      repositoryName: 'todo/backend',
      repositoryUri: '210987654321.dkr.ecr.eu-central-1.amazonaws.com/todo/backend',
      createdAt: new Date('2026-03-02T08:00:00Z'),
      imageTagMutability: 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: 'AES256' },
    });
    expect(describeRepositories.run(world, caller, {}).repositories).toEqual([repository]);
  });

  test('is refused for a name that is taken', () => {
    expect(() => createRepository.run(withRepository(), caller, { repositoryName: 'todo/backend' })).toThrow(
      "The repository with name 'todo/backend' already exists in the registry with id '210987654321'",
    );
  });

  test.each(['A', 'Todo', 'todo/', '-todo', 'todo//x', 'x'.repeat(257)])('is refused for the name %s', (name) => {
    expect(codeOf(() => checkLimits(createRepository.limits, { repositoryName: name }))).toBe(
      'InvalidParameterException',
    );
  });

  test('names a key where the encryption is KMS, and refuses one where it is AES256', () => {
    const kms = createRepository.run(newWorld(), caller, {
      repositoryName: 'todo/backend',
      encryptionConfiguration: { encryptionType: 'KMS' },
    });
    expect(kms.repository?.encryptionConfiguration?.kmsKey).toMatch(/^arn:aws:kms:eu-central-1:210987654321:key\//);
    const aes = { encryptionType: 'AES256', kmsKey: 'alias/mine' } as const;
    expect(
      codeOf(() =>
        createRepository.run(newWorld(), caller, { repositoryName: 'todo/backend', encryptionConfiguration: aes }),
      ),
    ).toBe('InvalidParameterException');
  });
});

describe('DescribeRepositories', () => {
  test('fails as a whole where one name is missing', () => {
    const run = () =>
      describeRepositories.run(withRepository(), caller, { repositoryNames: ['todo/backend', 'todo/frontend'] });
    expect(run).toThrow(
      "The repository with name 'todo/frontend' does not exist in the registry with id '210987654321'",
    );
    expect(codeOf(run)).toBe('RepositoryNotFoundException');
  });

  test('pages by name', () => {
    const world = newWorld();
    for (const repositoryName of ['cc', 'aa', 'bb']) createRepository.run(world, caller, { repositoryName });
    const first = describeRepositories.run(world, caller, { maxResults: 2 });
    const second = describeRepositories.run(world, caller, { maxResults: 2, nextToken: first.nextToken });
    const names = [first, second].map((page) => page.repositories?.map((one) => one.repositoryName));
    expect(names).toEqual([['aa', 'bb'], ['cc']]);
    expect(second.nextToken).toBeUndefined();
    expect(codeOf(() => describeRepositories.run(world, caller, { nextToken: 'mine' }))).toBe(
      'InvalidParameterException',
    );
  });

  test('shows only what is of the caller’s account and region', () => {
    const world = withRepository();
    for (const other of [
      { ...caller, region: 'eu-west-1' },
      { ...caller, account: '123456789012' },
    ])
      expect(describeRepositories.run(world, other, {}).repositories).toEqual([]);
  });
});

describe('DeleteRepository', () => {
  test('is refused while there are images, unless forced', () => {
    const world = withRepository();
    pushImage(world, here, { repository: 'todo/backend', tag: 'latest' });
    const run = (force: boolean) => deleteRepository.run(world, caller, { repositoryName: 'todo/backend', force });
    expect(() => run(false)).toThrow(
      "The repository with name 'todo/backend' in registry with id '210987654321' cannot be deleted because it still contains images",
    );
    expect(codeOf(() => run(false))).toBe('RepositoryNotEmptyException');
    run(true);
    expect(describeRepositories.run(world, caller, {}).repositories).toEqual([]);
  });
});

describe('PutImageTagMutability', () => {
  const repositoryName = 'todo/backend';
  const filters = [{ filterType: 'WILDCARD', filter: 'dev-*' } as const];

  test('sets mode and filters at once', () => {
    const world = withRepository();
    putImageTagMutability.run(world, caller, {
      repositoryName,
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: filters,
    });
    const shown = () => describeRepositories.run(world, caller, {}).repositories?.[0];
    expect(shown()?.imageTagMutabilityExclusionFilters).toEqual(filters);
    putImageTagMutability.run(world, caller, { repositoryName, imageTagMutability: 'IMMUTABLE' });
    expect(shown()?.imageTagMutability).toBe('IMMUTABLE');
    expect(shown()?.imageTagMutabilityExclusionFilters).toBeUndefined();
  });

  test('needs filters with an exclusion mode and refuses them with the others', () => {
    const world = withRepository();
    expect(() =>
      putImageTagMutability.run(world, caller, { repositoryName, imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' }),
    ).toThrow(
      "Invalid parameter at 'imageTagMutabilityExclusionFilters' failed to satisfy constraint: 'ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as IMMUTABLE_WITH_EXCLUSION'",
    );
    const mutable = { imageTagMutability: 'MUTABLE', imageTagMutabilityExclusionFilters: filters } as const;
    expect(codeOf(() => putImageTagMutability.run(world, caller, { repositoryName, ...mutable }))).toBe(
      'InvalidParameterException',
    );
  });
});

test('PutImageScanningConfiguration is shown by Describe', () => {
  const world = withRepository();
  const imageScanningConfiguration = { scanOnPush: true };
  putImageScanningConfiguration.run(world, caller, { repositoryName: 'todo/backend', imageScanningConfiguration });
  expect(describeRepositories.run(world, caller, {}).repositories?.[0]?.imageScanningConfiguration).toEqual({
    scanOnPush: true,
  });
});

describe('a lifecycle policy', () => {
  const untagged = {
    action: { type: 'expire' },
    selection: { countNumber: 7, countUnit: 'days', countType: 'sinceImagePushed', tagStatus: 'untagged' },
    rulePriority: 1,
  };
  const rest = {
    rulePriority: 2,
    selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 30 },
    action: { type: 'expire' },
  };
  const put = (world: World, policy: unknown) =>
    putLifecyclePolicy.run(world, caller, {
      repositoryName: 'todo/backend',
      lifecyclePolicyText: typeof policy === 'string' ? policy : JSON.stringify(policy),
    });
  const get = (world: World) => getLifecyclePolicy.run(world, caller, { repositoryName: 'todo/backend' });

  test('comes back minified, with the keys in an order of its own', () => {
    const world = withRepository();
    put(world, JSON.stringify({ rules: [untagged] }, null, 2));
    expect(get(world).lifecyclePolicyText).toBe(
      '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":7},"action":{"type":"expire"}}]}',
    );
  });

  test('that is not there has a sentence of its own', () => {
    const world = withRepository();
    const gone =
      "Lifecycle policy does not exist for the repository with name 'todo/backend' in the registry with id '210987654321'";
    expect(() => get(world)).toThrow(gone);
    put(world, { rules: [untagged] });
    deleteLifecyclePolicy.run(world, caller, { repositoryName: 'todo/backend' });
    expect(() => get(world)).toThrow(gone);
  });

  const selection = (changes: object) => ({ rules: [{ ...rest, selection: { ...rest.selection, ...changes } }] });
  test.each([
    ['not JSON', 'rules: []'],
    ['without rules', { rules: [] }],
    ['with 51 rules', { rules: Array.from({ length: 51 }, (_, index) => ({ ...untagged, rulePriority: index + 1 })) }],
    ['with an unknown member', { rules: [{ ...rest, name: 'x' }] }],
    ['with one priority twice', { rules: [untagged, { ...rest, rulePriority: 1 }] }],
    ['with `any` before another rule', { rules: [{ ...untagged, rulePriority: 3 }, rest] }],
    ['with `any` twice', { rules: [rest, { ...rest, rulePriority: 3 }] }],
    ['for tagged images without a list', selection({ tagStatus: 'tagged' })],
    [
      'for tagged images with both lists',
      selection({ tagStatus: 'tagged', tagPrefixList: ['a'], tagPatternList: ['b'] }),
    ],
    ['with a list for untagged images', selection({ tagStatus: 'untagged', tagPrefixList: ['a'] })],
    ['with a unit for a count', selection({ countUnit: 'days' })],
    ['without a unit for days', selection({ countType: 'sinceImagePushed' })],
    ['with a count of 0', selection({ countNumber: 0 })],
    ['that expires by pulls', selection({ countType: 'sinceImagePulled', countUnit: 'days' })],
    [
      'that expires the archive before 90 days',
      selection({ countType: 'sinceImageTransitioned', countUnit: 'days', countNumber: 89, storageClass: 'archive' }),
    ],
    [
      'that expires by transition outside of the archive',
      selection({ countType: 'sinceImageTransitioned', countUnit: 'days', countNumber: 90 }),
    ],
    ['with a target of an expiry', { rules: [{ ...rest, action: { type: 'expire', targetStorageClass: 'archive' } }] }],
    ['with a transition to nowhere', { rules: [{ ...rest, action: { type: 'transition' } }] }],
  ])('is refused %s', (_what, policy) => {
    expect(() => put(withRepository(), policy)).toThrow(
      "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ",
    );
  });

  test.each([
    ['moves to the archive what is not pulled', { countType: 'sinceImagePulled', countUnit: 'days' }, 'transition'],
    [
      'expires the archive after 90 days',
      { countType: 'sinceImageTransitioned', countUnit: 'days', countNumber: 90, storageClass: 'archive' },
      'expire',
    ],
    ['counts tagged images by pattern', { tagStatus: 'tagged', tagPatternList: ['v*'] }, 'expire'],
  ])('may say what %s', (_what, changes, type) => {
    const action = type === 'transition' ? { type, targetStorageClass: 'archive' } : { type };
    const policy = { rules: [{ ...rest, action, selection: { ...rest.selection, ...changes } }] };
    const world = withRepository();
    put(world, policy);
    expect(JSON.parse(get(world).lifecyclePolicyText ?? '')).toEqual(policy);
  });

  test('is a text of 100 to 30,720 characters', () => {
    const check = (length: number) => () =>
      checkLimits(putLifecyclePolicy.limits, { repositoryName: 'todo', lifecyclePolicyText: 'x'.repeat(length) });
    expect(check(30_720)).not.toThrow();
    expect(codeOf(check(30_721))).toBe('InvalidParameterException');
    expect(codeOf(check(99))).toBe('InvalidParameterException');
  });
});

test('a repository policy is there after Set, and not before or after Delete', () => {
  const world = withRepository();
  const repositoryName = 'todo/backend';
  const get = () => getRepositoryPolicy.run(world, caller, { repositoryName });
  expect(codeOf(get)).toBe('RepositoryPolicyNotFoundException');
  const policyText = '{"Version":"2012-10-17","Statement":[]}';
  setRepositoryPolicy.run(world, caller, { repositoryName, policyText });
  expect(JSON.parse(get().policyText ?? '')).toEqual(JSON.parse(policyText));
  deleteRepositoryPolicy.run(world, caller, { repositoryName });
  expect(get).toThrow('Repository policy does not exist');
  expect(() => setRepositoryPolicy.run(world, caller, { repositoryName, policyText: '[]' })).toThrow(
    'Invalid repository policy provided',
  );
});

test('tags are set, listed and taken by ARN, at most 50', () => {
  const world = withRepository();
  const list = () => listTagsForResource.run(world, caller, { resourceArn: arn }).tags;
  tagResource.run(world, caller, { resourceArn: arn, tags: [{ Key: 'team', Value: 'shop' }] });
  tagResource.run(world, caller, { resourceArn: arn, tags: [{ Key: 'team', Value: 'todo' }] });
  expect(list()).toEqual([{ Key: 'team', Value: 'todo' }]);
  const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
  expect(codeOf(() => tagResource.run(world, caller, { resourceArn: arn, tags: many }))).toBe('TooManyTagsException');
  expect(list()).toHaveLength(1);
  untagResource.run(world, caller, { resourceArn: arn, tagKeys: ['team'] });
  expect(list()).toEqual([]);
  expect(codeOf(() => listTagsForResource.run(world, caller, { resourceArn: `${arn}x` }))).toBe(
    'RepositoryNotFoundException',
  );
});

test('GetAuthorizationToken is good for twelve hours', () => {
  const { authorizationData } = getAuthorizationToken.run(newWorld(), caller, {});
  expect(authorizationData?.[0]?.expiresAt).toEqual(new Date('2026-03-02T20:00:00Z'));
  expect(authorizationData?.[0]?.proxyEndpoint).toBe('https://210987654321.dkr.ecr.eu-central-1.amazonaws.com');
});
