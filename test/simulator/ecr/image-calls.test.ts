import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { batchDeleteImage, batchGetImage } from '../../../src/simulator/ecr/batch-images.ts';
import { createRepository } from '../../../src/simulator/ecr/create-repository.ts';
import { describeImages, listImages } from '../../../src/simulator/ecr/describe-images.ts';
import { pushImage } from '../../../src/simulator/ecr/images.ts';
import { putImage } from '../../../src/simulator/ecr/put-image.ts';
import { Random } from '../../../src/simulator/random.ts';
import { World, type WorldEvent } from '../../../src/simulator/world.ts';

const here = { account: '210987654321', region: 'eu-central-1' };
const caller = { ...here, principal: 'arn:aws:iam::210987654321:user/simulated' };
const repositoryName = 'todo/backend';
const nobody = `sha256:${'0'.repeat(64)}`;

function newWorld(scanOnPush = false) {
  const world = new World(new VirtualClock(Date.parse('2026-03-02T08:00:00Z')), new Random(1));
  const events: WorldEvent[] = [];
  world.onEvent((event) => events.push(event));
  createRepository.run(world, caller, { repositoryName, imageScanningConfiguration: { scanOnPush } });
  const push = (tag: string | undefined, platforms = ['linux/amd64']) =>
    pushImage(world, here, { repository: repositoryName, platforms, ...(tag === undefined ? {} : { tag }) });
  return { world, events, push };
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}

describe('DescribeImages', () => {
  test('shows digest, tags, size and media types', () => {
    const { world, push } = newWorld();
    const imageDigest = push('latest');
    const { imageDetails } = describeImages.run(world, caller, { repositoryName });
    expect(imageDetails).toEqual([
      {
        registryId: '210987654321',
        repositoryName,
        imageDigest,
        imageTags: ['latest'],
        imageSizeInBytes: expect.any(Number),
        imagePushedAt: new Date('2026-03-02T08:00:00Z'),
        imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        artifactMediaType: 'application/vnd.docker.container.image.v1+json',
        imageStatus: 'ACTIVE',
      },
    ]);
  });

  test('fails as a whole where one image is missing', () => {
    const { world, push } = newWorld();
    push('latest');
    const imageIds = [{ imageTag: 'latest' }, { imageTag: 'next' }];
    expect(() => describeImages.run(world, caller, { repositoryName, imageIds })).toThrow(
      "The image with imageId {imageDigest:'null', imageTag:'next'} does not exist within the repository with name 'todo/backend' in the registry with id '210987654321'",
    );
  });

  test('names the tags of a digest', () => {
    const { world, push } = newWorld();
    const imageDigest = push('latest');
    pushImage(world, here, { repository: repositoryName, tag: 'v1', digest: imageDigest });
    const { imageDetails } = describeImages.run(world, caller, { repositoryName, imageIds: [{ imageDigest }] });
    expect(imageDetails?.[0]?.imageTags).toEqual(['latest', 'v1']);
  });

  test('filters by tag status and pages', () => {
    const { world, push } = newWorld();
    for (const tag of ['a', 'b', undefined]) push(tag);
    const count = (tagStatus: 'TAGGED' | 'UNTAGGED' | 'ANY') =>
      describeImages.run(world, caller, { repositoryName, filter: { tagStatus } }).imageDetails?.length;
    expect([count('TAGGED'), count('UNTAGGED'), count('ANY')]).toEqual([2, 1, 3]);
    const first = describeImages.run(world, caller, { repositoryName, maxResults: 2 });
    const second = describeImages.run(world, caller, { repositoryName, maxResults: 2, nextToken: first.nextToken });
    expect([first, second].map((page) => page.imageDetails?.length)).toEqual([2, 1]);
  });

  test('follows a scan on push', () => {
    const { world, push } = newWorld(true);
    push('latest');
    const status = () =>
      describeImages.run(world, caller, { repositoryName }).imageDetails?.[0]?.imageScanStatus?.status;
    expect(status()).toBe('IN_PROGRESS');
    world.clock.advance(20_000);
    expect(status()).toBe('COMPLETE');
  });
});

test('ListImages has an entry for each tag and each untagged image', () => {
  const { world, push } = newWorld();
  const tagged = push('a');
  pushImage(world, here, { repository: repositoryName, tag: 'b', digest: tagged });
  const untagged = push(undefined);
  const { imageIds } = listImages.run(world, caller, { repositoryName });
  expect(imageIds).toHaveLength(3);
  expect(imageIds).toContainEqual({ imageDigest: tagged, imageTag: 'b' });
  expect(imageIds).toContainEqual({ imageDigest: untagged });
});

describe('BatchGetImage', () => {
  const get = (world: World, id: { imageTag?: string; imageDigest?: string }, acceptedMediaTypes?: string[]) =>
    batchGetImage.run(world, caller, { repositoryName, imageIds: [id], acceptedMediaTypes });

  test('answers what is there beside failures for what is not', () => {
    const { world, push } = newWorld();
    const imageDigest = push('latest');
    const answer = batchGetImage.run(world, caller, {
      repositoryName,
      imageIds: [{ imageTag: 'latest' }, { imageTag: 'next' }],
    });
    expect(answer.images).toMatchObject([{ imageId: { imageDigest, imageTag: 'latest' } }]);
    expect(answer.failures).toEqual([
      { imageId: { imageTag: 'next' }, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' },
    ]);
  });

  test.each([
    [{}, 'MissingDigestAndTag'],
    [{ imageDigest: 'latest' }, 'InvalidImageDigest'],
    [{ imageTag: '-x' }, 'InvalidImageTag'],
    [{ imageDigest: nobody }, 'ImageNotFound'],
  ])('says why for %o', (id, failureCode) => {
    const { world, push } = newWorld();
    push('latest');
    expect(get(world, id).failures).toMatchObject([{ failureCode }]);
  });

  test('says that a tag is not of a digest', () => {
    const { world, push } = newWorld();
    const [old] = [push('latest'), push('latest')];
    const { failures } = get(world, { imageDigest: old ?? '', imageTag: 'latest' });
    expect(failures).toMatchObject([{ failureCode: 'ImageTagDoesNotMatchDigest' }]);
  });

  test('answers only accepted media types', () => {
    const { world, push } = newWorld();
    push('latest', ['linux/amd64', 'linux/arm64']);
    const list = 'application/vnd.docker.distribution.manifest.list.v2+json';
    expect(get(world, { imageTag: 'latest' }, [list]).images).toHaveLength(1);
    const plain = 'application/vnd.docker.distribution.manifest.v2+json';
    expect(get(world, { imageTag: 'latest' }, [plain]).images).toHaveLength(0);
  });

  test('gives an index whose children name their platforms', () => {
    const { world, push } = newWorld();
    push('latest', ['linux/amd64', 'linux/arm64']);
    const { images } = get(world, { imageTag: 'latest' });
    const manifest: { manifests: { platform: unknown; digest: string }[] } = JSON.parse(
      images?.[0]?.imageManifest ?? '',
    );
    expect(manifest.manifests.map((child) => child.platform)).toEqual([
      { architecture: 'amd64', os: 'linux' },
      { architecture: 'arm64', os: 'linux' },
    ]);
    expect(get(world, { imageDigest: manifest.manifests[0]?.digest ?? '' }).images).toHaveLength(1);
  });

  test('counts as a pull', () => {
    const { world, push } = newWorld();
    push('latest');
    world.clock.advance(60_000);
    get(world, { imageTag: 'latest' });
    const [detail] = describeImages.run(world, caller, { repositoryName }).imageDetails ?? [];
    expect(detail?.lastRecordedPullTime).toEqual(new Date('2026-03-02T08:01:00Z'));
  });
});

describe('BatchDeleteImage', () => {
  test('by tag takes the tag only, while the image has others', () => {
    const { world, events, push } = newWorld();
    const imageDigest = push('a');
    pushImage(world, here, { repository: repositoryName, tag: 'b', digest: imageDigest });
    const answer = batchDeleteImage.run(world, caller, { repositoryName, imageIds: [{ imageTag: 'a' }] });
    expect(answer).toEqual({ imageIds: [{ imageDigest, imageTag: 'a' }], failures: [] });
    expect(describeImages.run(world, caller, { repositoryName }).imageDetails?.[0]?.imageTags).toEqual(['b']);
    world.clock.advance(5000);
    expect(events.filter((event) => JSON.stringify(event.detail).includes('"DELETE"'))).toHaveLength(1);
  });

  test('by digest takes the image with all its tags', () => {
    const { world, push } = newWorld();
    const imageDigest = push('a');
    pushImage(world, here, { repository: repositoryName, tag: 'b', digest: imageDigest });
    const answer = batchDeleteImage.run(world, caller, { repositoryName, imageIds: [{ imageDigest }] });
    expect(answer.imageIds?.map((id) => id.imageTag)).toEqual(['a', 'b']);
    expect(describeImages.run(world, caller, { repositoryName }).imageDetails).toEqual([]);
  });

  test('leaves the children of an index while the index lives', () => {
    const { world, push } = newWorld();
    const index = push('latest', ['linux/amd64', 'linux/arm64']);
    const { imageDetails } = describeImages.run(world, caller, { repositoryName, filter: { tagStatus: 'UNTAGGED' } });
    const imageIds = [{ imageDigest: imageDetails?.[0]?.imageDigest ?? '' }];
    const remove = () => batchDeleteImage.run(world, caller, { repositoryName, imageIds });
    expect(remove().failures).toMatchObject([{ failureCode: 'ImageReferencedByManifestList' }]);
    batchDeleteImage.run(world, caller, { repositoryName, imageIds: [{ imageDigest: index }] });
    expect(remove().failures).toEqual([]);
  });
});

describe('PutImage', () => {
  const manifestOf = (world: World, imageTag: string) =>
    batchGetImage.run(world, caller, { repositoryName, imageIds: [{ imageTag }] }).images?.[0]?.imageManifest ?? '';

  test('gives an image another tag, and moves a tag back', () => {
    const { world, push } = newWorld();
    const good = push('v1');
    push('latest');
    const imageManifest = manifestOf(world, 'v1');
    putImage.run(world, caller, { repositoryName, imageManifest, imageTag: 'latest' });
    const { imageDetails } = describeImages.run(world, caller, { repositoryName, imageIds: [{ imageTag: 'latest' }] });
    expect(imageDetails?.[0]?.imageDigest).toBe(good);
    expect(codeOf(() => putImage.run(world, caller, { repositoryName, imageManifest, imageTag: 'latest' }))).toBe(
      'ImageAlreadyExistsException',
    );
  });

  test('makes an index of images that are there', () => {
    const { world, push } = newWorld();
    const digest = push('amd');
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const index = (child: string) =>
      JSON.stringify({
        schemaVersion: 2,
        mediaType,
        manifests: [{ digest: child, platform: { os: 'linux', architecture: 'amd64' } }],
      });
    putImage.run(world, caller, { repositoryName, imageManifest: index(digest), imageTag: 'latest' });
    expect(manifestOf(world, 'latest')).toBe(index(digest));
    expect(codeOf(() => putImage.run(world, caller, { repositoryName, imageManifest: index(nobody) }))).toBe(
      'ReferencedImagesNotFoundException',
    );
  });

  test('refuses a manifest whose layers were never uploaded', () => {
    const { world } = newWorld();
    const imageManifest = JSON.stringify({ schemaVersion: 2, config: {}, layers: [] });
    expect(codeOf(() => putImage.run(world, caller, { repositoryName, imageManifest, imageTag: 'x' }))).toBe(
      'LayersNotFoundException',
    );
  });
});
