import { BatchGetImageCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAws } from '../../src/aws/call.ts';
import { createClients } from '../../src/aws/clients.ts';
import { Receipt } from '../../src/aws/receipt.ts';
import type { DesiredApp } from '../../src/desired-state/desired.ts';
import { imageKey, observeImages } from '../../src/reconcilers/image.ts';
import { emptyObservation } from '../../src/reconcilers/observation.ts';
import { appDocument, desired, small } from '../desired-state/app-document.ts';
import { appWith, DIGEST, webOf } from './app-in-aws.ts';

const clients = createClients({
  region: 'eu-central-1',
  credentials: { accessKeyId: '210987654321', secretAccessKey: 'none' },
});
// This client alone: a mocked class would answer in the other files of the worker.
const ecr = mockClient(clients.ecr as ECRClient);
const KEY = '210987654321/eu-central-1/todo/web:latest';

beforeEach(() => ecr.reset());

async function look(app: DesiredApp = appWith()) {
  const receipt = new Receipt();
  const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };
  const seen = emptyObservation(0);
  await observeImages(
    {
      aws: createAws({ clients, clock, receipt, random: () => 0, deadline: 60_000 }),
      receipt,
      cluster: app.cluster,
      account: app.account,
      region: app.region,
      apps: [{ app, known: new Map() }],
      revisions: new Map(),
      slow: new Set(),
      thorough: true,
    },
    seen,
  );
  return { images: seen.images, saved: receipt.facts().saved, reads: receipt.reads };
}

const refusal = (name: string) => Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: 400 } });
const answer = (imageManifest?: string) => ({
  images: [
    { imageId: { imageTag: 'latest', imageDigest: DIGEST }, ...(imageManifest === undefined ? {} : { imageManifest }) },
  ],
});

describe('the image behind a followed tag', () => {
  it('is its digest, asked by registry, repository and tag', async () => {
    ecr.on(BatchGetImageCommand).resolves(answer('{"schemaVersion":2}'));
    expect((await look()).images.get(KEY)).toEqual({ is: 'present', seen: { digest: DIGEST, platforms: new Map() } });
    expect(ecr.commandCalls(BatchGetImageCommand)[0]?.args[0].input).toEqual({
      registryId: '210987654321',
      repositoryName: 'todo/web',
      imageIds: [{ imageTag: 'latest' }],
    });
  });

  it('has the digests of an index by platform, without the attestations that buildx adds', async () => {
    const manifests = [
      { digest: 'sha256:1', platform: { os: 'linux', architecture: 'amd64' } },
      { digest: 'sha256:2', platform: { os: 'linux', architecture: 'arm64' } },
      { digest: 'sha256:5', platform: { os: 'linux', architecture: 'amd64', variant: 'v3' } },
      { digest: 'sha256:3', platform: { os: 'unknown', architecture: 'unknown' } },
      { digest: 'sha256:4' },
    ];
    ecr.on(BatchGetImageCommand).resolves(answer(JSON.stringify({ manifests })));
    const observed = (await look()).images.get(KEY);
    expect(observed?.is === 'present' && [...observed.seen.platforms]).toEqual([
      // A host takes one of them by itself.
      ['linux/amd64', 'sha256:1 sha256:5'],
      ['linux/arm64', 'sha256:2'],
    ]);
  });

  it.each([['not JSON'], ['[]'], ['{"manifests":[{"digest":7}]}']])(
    'has its digest though the manifest is «%s»',
    async (manifest) => {
      ecr.on(BatchGetImageCommand).resolves(answer(manifest));
      expect((await look()).images.get(KEY)).toMatchObject({ is: 'present', seen: { digest: DIGEST } });
    },
  );

  it.each([
    [
      'the tag has no image',
      { failures: [{ imageId: { imageTag: 'latest' }, failureCode: 'ImageNotFound' as const }] },
    ],
    ['the answer does not name it', {}],
  ])('is absent where %s', async (_why, given) => {
    ecr.on(BatchGetImageCommand).resolves(given);
    expect((await look()).images.get(KEY)).toEqual({ is: 'absent' });
  });

  it('is absent where the repository does not exist', async () => {
    ecr.on(BatchGetImageCommand).rejects(refusal('RepositoryNotFoundException'));
    expect((await look()).images.get(KEY)).toEqual({ is: 'absent' });
  });

  it('R4 is unknown where the read failed', async () => {
    ecr.on(BatchGetImageCommand).rejects(refusal('AccessDeniedException'));
    expect((await look()).images.get(KEY)).toMatchObject({ is: 'unknown', failure: { class: 'denied' } });
  });

  it('R4 is unknown where ECR could not answer for that tag alone', async () => {
    ecr.on(BatchGetImageCommand).resolves({
      failures: [{ imageId: { imageTag: 'latest' }, failureCode: 'KmsError', failureReason: 'the key is disabled' }],
    });
    expect((await look()).images.get(KEY)).toMatchObject({
      is: 'unknown',
      failure: { code: 'KmsError', message: 'the key is disabled', class: 'wait' },
    });
  });
});

describe('images of several services', () => {
  it('of one repository are read in one call, and the saved call is counted', async () => {
    ecr.on(BatchGetImageCommand).resolves({});
    const app = desired(
      appDocument({ web: small, worker: { ...small, image: 'todo/web:edge' }, api: { ...small, image: 'todo/api:1' } }),
    );
    const { images, saved, reads } = await look(app);
    expect(reads).toBe(2);
    expect(saved).toEqual({ batch: 1 });
    expect([...images.keys()].sort()).toEqual([
      '210987654321/eu-central-1/todo/api:1',
      '210987654321/eu-central-1/todo/web:edge',
      KEY,
    ]);
  });

  it('that are pinned, public or in another region are not asked for', async () => {
    const app = desired(
      appDocument({
        pinned: { ...small, image: `todo/web@${DIGEST}` },
        open: { ...small, image: 'public.ecr.aws/nginx/nginx:1' },
        far: small,
      }),
    );
    const far = { kind: 'ecr' as const, account: app.account, region: 'us-east-1' };
    const services = app.services.map((service) =>
      service.name === 'far'
        ? { ...service, images: service.images.map((image) => ({ ...image, registry: far })) }
        : service,
    );
    expect(await look({ ...app, services })).toMatchObject({ reads: 0, images: new Map() });
  });
});

describe('the key of an image', () => {
  it('is there for a followed tag in ECR only', () => {
    const [image] = webOf(appWith()).images;
    if (image === undefined) throw new Error('no image');
    expect(imageKey(image)).toBe(KEY);
    expect(imageKey({ ...image, follow: { digest: DIGEST } })).toBeUndefined();
    expect(imageKey({ ...image, registry: { kind: 'other', host: 'ghcr.io' } })).toBeUndefined();
  });
});
