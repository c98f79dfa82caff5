import { describe, expect, test } from 'vitest';
import { goodBehaviour } from '../../../src/simulator/behaviour.ts';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { createRepository } from '../../../src/simulator/ecr/create-repository.ts';
import { deleteImage, orderForeignImage, pushImage, resolveImage } from '../../../src/simulator/ecr/images.ts';
import { digestOf } from '../../../src/simulator/ecr/manifests.ts';
import { setRepositoryPolicy } from '../../../src/simulator/ecr/repository-policy.ts';
import { theRepository } from '../../../src/simulator/ecr/state.ts';
import { Random } from '../../../src/simulator/random.ts';
import { World, type WorldEvent } from '../../../src/simulator/world.ts';

const here = { account: '210987654321', region: 'eu-central-1' };
const caller = { ...here, principal: 'arn:aws:iam::210987654321:user/simulated' };
const registry = '210987654321.dkr.ecr.eu-central-1.amazonaws.com';

function newWorld() {
  const world = new World(new VirtualClock(Date.parse('2026-03-02T08:00:00Z')), new Random(1));
  const events: WorldEvent[] = [];
  world.onEvent((event) => events.push(event));
  createRepository.run(world, caller, { repositoryName: 'todo/backend' });
  return { world, events };
}

function digestBehind(world: World, tag: string, platform = 'linux/amd64') {
  const resolved = resolveImage(world, here, `${registry}/todo/backend:${tag}`, platform);
  return resolved.ok ? resolved.digest : resolved.reason;
}

describe('a push', () => {
  test('puts an image behind a tag, whose digest is the hash of its manifest', () => {
    const { world } = newWorld();
    const digest = pushImage(world, here, { repository: 'todo/backend', tag: 'latest' });
    expect(digestBehind(world, 'latest')).toBe(digest);
    expect(digestOf(theRepository(world, here, 'todo/backend').images.get(digest)?.manifest ?? '')).toBe(digest);
  });

  test('moves the tag and leaves the old image untagged', () => {
    const { world } = newWorld();
    const first = pushImage(world, here, { repository: 'todo/backend', tag: 'latest' });
    const second = pushImage(world, here, { repository: 'todo/backend', tag: 'latest' });
    expect(second).not.toBe(first);
    expect(digestBehind(world, 'latest')).toBe(second);
    expect(theRepository(world, here, 'todo/backend').images.get(first)?.tags).toEqual([]);
  });

  test('is told 1 to 5 s later, in the words of EventBridge', () => {
    const { world, events } = newWorld();
    const digest = pushImage(world, here, { repository: 'todo/backend', tag: 'latest' });
    world.clock.advance(999);
    expect(events).toEqual([]);
    world.clock.advance(4001);
    expect(events).toEqual([
      {
        'detail-type': 'ECR Image Action',
        source: 'aws.ecr',
        ...here,
        time: '2026-03-02T08:00:00Z',
        resources: [],
        detail: {
          'action-type': 'PUSH',
          result: 'SUCCESS',
          'repository-name': 'todo/backend',
          'image-digest': digest,
          'manifest-media-type': 'application/vnd.docker.distribution.manifest.v2+json',
          'artifact-media-type': 'application/vnd.docker.container.image.v1+json',
          'image-tag': 'latest',
        },
      },
    ]);
  });

  test('of a known digest with a known tag changes nothing and is not told', () => {
    const { world, events } = newWorld();
    const digest = pushImage(world, here, { repository: 'todo/backend', tag: 'latest' });
    world.clock.advance(5000);
    pushImage(world, here, { repository: 'todo/backend', tag: 'latest', digest });
    world.clock.advance(5000);
    expect(events).toHaveLength(1);
  });

  test('without a tag is told without a tag', () => {
    const { world, events } = newWorld();
    pushImage(world, here, { repository: 'todo/backend' });
    world.clock.advance(5000);
    expect(events[0]?.detail).not.toHaveProperty('image-tag');
  });

  test('of two platforms with attestations makes an index and four untagged children', () => {
    const { world, events } = newWorld();
    const digest = pushImage(world, here, {
      repository: 'todo/backend',
      tag: 'latest',
      platforms: ['linux/amd64', 'linux/arm64'],
      attestations: true,
    });
    const { images } = theRepository(world, here, 'todo/backend');
    expect(images.get(digest)?.children.map((child) => child.platform)).toEqual([
      'linux/amd64',
      'linux/arm64',
      'unknown/unknown',
      'unknown/unknown',
    ]);
    expect([...images.values()].filter((image) => image.tags.length === 0)).toHaveLength(4);
    world.clock.advance(5000);
    expect(events.filter((event) => JSON.stringify(event.detail).includes('image-tag'))).toHaveLength(1);
    expect(events).toHaveLength(5);
  });

  test('to a repository that is not there is refused', () => {
    const { world } = newWorld();
    expect(() => pushImage(world, here, { repository: 'todo/frontend', tag: 'latest' })).toThrow(
      "The repository with name 'todo/frontend' does not exist in the registry with id '210987654321'",
    );
  });
});

describe('immutable tags', () => {
  function immutable(mode: 'IMMUTABLE' | 'IMMUTABLE_WITH_EXCLUSION' | 'MUTABLE_WITH_EXCLUSION') {
    const { world } = newWorld();
    const repository = theRepository(world, here, 'todo/backend');
    repository.mutability = mode;
    if (mode !== 'IMMUTABLE') repository.exclusionFilters = [{ filterType: 'WILDCARD', filter: 'v1.*' }];
    const push = (tag: string) => () => pushImage(world, here, { repository: 'todo/backend', tag });
    for (const tag of ['latest', 'v1.0', 'v110']) push(tag)();
    return { world, push };
  }

  test('are not moved, and the refused image is not kept', () => {
    const { world, push } = immutable('IMMUTABLE');
    expect(push('latest')).toThrow(
      "The image tag 'latest' already exists in the 'todo/backend' repository and cannot be overwritten because the repository is immutable.",
    );
    expect(theRepository(world, here, 'todo/backend').images.size).toBe(3);
  });

  test('with exclusions hold for all tags but the excluded ones', () => {
    const { push } = immutable('IMMUTABLE_WITH_EXCLUSION');
    expect(push('v1.0')).not.toThrow();
    expect(push('v110')).toThrow('immutable');
  });

  test('as exclusions of mutable ones hold for these only', () => {
    const { push } = immutable('MUTABLE_WITH_EXCLUSION');
    expect(push('v1.0')).toThrow('immutable');
    expect(push('latest')).not.toThrow();
  });
});

describe('what a task gets for a reference', () => {
  test('is the digest of the index, with the behaviour that was pushed', () => {
    const { world } = newWorld();
    const behaviour = { ...goodBehaviour(), startSeconds: 3 };
    const platforms = ['linux/amd64', 'linux/arm64'];
    const digest = pushImage(world, here, { repository: 'todo/backend', tag: 'latest', platforms, behaviour });
    const reference = `${registry}/todo/backend:latest`;
    expect(resolveImage(world, here, reference, 'linux/arm64')).toEqual({ ok: true, digest, behaviour });
  });

  test('is refused where no platform matches', () => {
    const { world } = newWorld();
    pushImage(world, here, { repository: 'todo/backend', tag: 'latest', platforms: ['linux/arm64'] });
    expect(digestBehind(world, 'latest')).toBe(
      "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
    );
  });

  test('is refused without an image, and without a repository of our own', () => {
    const { world } = newWorld();
    const reference = `${registry}/todo/backend:latest`;
    expect(digestBehind(world, 'latest')).toBe(
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${reference}: ${reference}: not found`,
    );
    expect(resolveImage(world, here, `${registry}/nothing:1`, 'linux/amd64').ok).toBe(false);
  });

  test('is found by digest with and without a tag beside it', () => {
    const { world } = newWorld();
    const digest = pushImage(world, here, { repository: 'todo/backend', tag: 'old' });
    for (const name of [`${registry}/todo/backend@${digest}`, `${registry}/todo/backend:old@${digest}`])
      expect(resolveImage(world, here, name, 'linux/amd64')).toMatchObject({ ok: true, digest });
  });

  test('is a good image for other registries, unless it is ordered missing', () => {
    const { world } = newWorld();
    for (const reference of [
      'nginx',
      'public.ecr.aws/nginx/nginx:1.29',
      '123456789012.dkr.ecr.us-east-1.amazonaws.com/tool:1',
    ]) {
      expect(resolveImage(world, here, reference, 'linux/arm64')).toMatchObject({ ok: true });
      orderForeignImage(world, here, reference, { missing: true });
      expect(resolveImage(world, here, reference, 'linux/arm64')).toMatchObject({ ok: false });
    }
  });

  test('needs a repository policy where the repository is of another account', () => {
    const { world } = newWorld();
    pushImage(world, here, { repository: 'todo/backend', tag: 'latest' });
    const there = { account: '123456789012', region: 'eu-central-1' };
    const pull = () => resolveImage(world, there, `${registry}/todo/backend:latest`, 'linux/amd64');
    expect(pull()).toMatchObject({ ok: false, reason: expect.stringContaining('403 Forbidden') });
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    };
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    setRepositoryPolicy.run(world, caller, { repositoryName: 'todo/backend', policyText });
    expect(pull()).toMatchObject({ ok: true });
  });
});

describe('a deletion', () => {
  test('by one of two tags keeps the image, by the last tag takes it', () => {
    const { world, events } = newWorld();
    const digest = pushImage(world, here, { repository: 'todo/backend', tag: 'one' });
    pushImage(world, here, { repository: 'todo/backend', tag: 'two', digest });
    deleteImage(world, here, { repository: 'todo/backend', tag: 'one' });
    expect(digestBehind(world, 'two')).toBe(digest);
    deleteImage(world, here, { repository: 'todo/backend', tag: 'two' });
    expect(theRepository(world, here, 'todo/backend').images.size).toBe(0);
    world.clock.advance(5000);
    const deleted = events.map((event) => JSON.stringify(event.detail)).filter((text) => text.includes('DELETE'));
    expect(deleted).toHaveLength(2);
  });
});
