import { BatchGetImageCommand, PutImageCommand } from '@aws-sdk/client-ecr';
import { describe, expect, it } from 'vitest';
import { where } from '../../scripts/stage/stage.ts';
import { type Behaviour, goodBehaviour } from '../../src/simulator/behaviour.ts';
import { pushImage } from '../../src/simulator/ecr/images.ts';
import { LISTENER, OneApp, oneService } from './one-app.ts';

/** An index as buildx pushes it: two platforms, and a proof for each. */
interface Index {
  readonly manifests: readonly {
    readonly digest: string;
    readonly platform: { readonly os: string; readonly architecture: string };
  }[];
}

const behaviour = (status = 200): Behaviour => ({
  ...goodBehaviour(),
  answer: { default: { status, body: 'v1 ok' } },
});

function pushIndex(app: OneApp, status?: number): string {
  return pushImage(app.stage.simulator.world, where, {
    repository: 'todo/api',
    tag: 'latest',
    platforms: ['linux/amd64', 'linux/arm64'],
    attestations: true,
    behaviour: behaviour(status),
  });
}

/** The index behind the tag, changed in some way and pushed again. Answers its new digest. */
async function rebuild(app: OneApp, change: (index: Index) => object): Promise<string> {
  const { ecr } = app.stage.as('mika');
  const repositoryName = 'todo/api';
  const { images } = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: 'latest' }] }));
  const index: Index = JSON.parse(images?.[0]?.imageManifest ?? '');
  const imageManifest = JSON.stringify(change(index));
  const { image } = await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag: 'latest' }));
  return image?.imageId?.imageDigest ?? '';
}

const annotated = (index: Index) => ({ ...index, annotations: { 'org.opencontainers.image.created': '2026-02-01' } });

/** As if the proofs had been lost: only what the platforms run is left. */
const withoutProofs = (index: Index) => ({
  ...index,
  manifests: index.manifests.filter(({ platform }) => platform.os !== 'unknown'),
});

async function converged(document: object = oneService): Promise<{ app: OneApp; first: string }> {
  const app = await OneApp.create({}, document);
  const first = pushIndex(app);
  await app.store(document);
  expect(await app.calm()).toBe(true);
  await app.stage.run(60);
  return { app, first };
}

async function record(app: OneApp): Promise<Record<string, unknown>> {
  const item = await app.stage.items.get({ pk: 'app#todo', sk: 'rollout#api' });
  return (item.ok ? item.value?.record : undefined) as Record<string, unknown>;
}

async function why(app: OneApp): Promise<string> {
  const item = await app.stage.items.get({ pk: 'app#todo', sk: 'status' });
  return JSON.stringify(item.ok ? item.value : undefined);
}

const registered = (app: OneApp) =>
  app.stage.ownCalls().filter(({ action }) => action === 'ecs:RegisterTaskDefinition').length;

describe('an index whose digest alone changed', () => {
  it.each([
    ['an annotation', annotated],
    ['proofs that are gone', withoutProofs],
  ])('is recorded and told once, and not rolled out: %s', async (_what, change) => {
    const { app, first } = await converged();
    const before = registered(app);
    const second = await rebuild(app, change);
    expect(second).not.toBe(first);
    await app.stage.run(900);
    expect(registered(app)).toBe(before);
    expect(await record(app)).toMatchObject({
      state: 'completed',
      lastGood: { candidate: { digests: { api: first } } },
      sameImage: { digests: { api: second } },
    });
    expect(app.stage.facts.filter(({ fact }) => fact === 'same-image')).toMatchObject([
      { app: 'todo', service: 'api', wanted: { digests: { api: second } }, running: { digests: { api: first } } },
    ]);
    expect(await why(app)).toContain('is the same image under another index');
    const passes = app.stage.facts.filter((fact) => fact.fact === 'ended');
    for (const { receipt } of passes.slice(-3)) {
      expect(receipt.writes).toBe(0);
      expect(receipt.reads).toBeLessThanOrEqual(12);
    }
    expect(passes.at(-1)?.outcome.is).toBe('converged');
  });

  it('R13 is known from the record alone: a cold worker reads nothing more for it', async () => {
    const { app } = await converged();
    app.stage.worker.revisions.clear();
    await rebuild(app, annotated);
    await app.look();
    const ended = app.stage.facts
      .filter((fact) => fact.fact === 'ended')
      .filter(({ outcome }) => outcome.is !== 'answered');
    expect(ended.at(-1)?.receipt.readsByCall['ecr:BatchGetImage']).toBe(1);
    expect(await record(app)).toHaveProperty('sameImage');
  });

  it('ends with the next image that is another one', async () => {
    const { app } = await converged();
    await rebuild(app, annotated);
    await app.stage.run(300);
    const third = pushIndex(app);
    await app.stage.run(900);
    const after = await record(app);
    expect(after).toMatchObject({ state: 'completed', lastGood: { candidate: { digests: { api: third } } } });
    expect(after).not.toHaveProperty('sameImage');
  });

  it('is no rollout where only the image of the other architecture is new, and one where it is the own', async () => {
    const replaced = (architecture: string, digest: string) => (index: Index) => ({
      ...index,
      manifests: index.manifests.map((entry) =>
        entry.platform.architecture === architecture ? { ...entry, digest } : entry,
      ),
    });
    for (const [architecture, rolls] of [
      ['arm64', false],
      ['amd64', true],
    ] as const) {
      const { app } = await converged();
      const other = pushImage(app.stage.simulator.world, where, {
        repository: 'todo/api',
        platforms: [`linux/${architecture}`],
        behaviour: behaviour(),
      });
      const before = registered(app);
      await rebuild(app, replaced(architecture, other));
      await app.stage.run(900);
      expect(registered(app) > before).toBe(rolls);
      expect(await app.state()).toBe('completed');
    }
  });

  it('is a rollout where the document changed, too', async () => {
    const { app } = await converged();
    const second = await rebuild(app, annotated);
    const { api } = oneService.services;
    await app.store({ ...oneService, services: { api: { ...api, environment: { LOG_LEVEL: 'debug' } } } });
    await app.stage.run(900);
    expect(await record(app)).toMatchObject({
      state: 'completed',
      lastGood: { candidate: { documentVersion: 2, digests: { api: second } } },
    });
  });
});

describe('what a failed rollout holds', () => {
  const changed = (environment: object) => ({
    ...oneService,
    loadBalancer: { listener: LISTENER },
    services: { api: { ...oneService.services.api, environment } },
  });

  it('R19 is the candidate alone where the document changed beside the image', async () => {
    const { app } = await converged();
    app.stage.simulator.eventFaults.order({ on: 'ECR Image Action', do: { kind: 'drop' } });
    const bad = pushIndex(app, 500);
    await app.store(changed({ LOG_LEVEL: 'debug' }));
    await app.stage.run(5_400);
    expect(await record(app)).toMatchObject({ holds: [{ candidate: expect.any(String) }] });
    expect(JSON.stringify((await record(app)).holds)).not.toContain(bad);
  });

  it('R19 is the digest, too, where the image was all that had changed', async () => {
    const { app } = await converged();
    const bad = pushIndex(app, 500);
    await app.stage.run(5_400);
    expect(await record(app)).toMatchObject({ holds: [{ digest: bad }] });
  });
});
