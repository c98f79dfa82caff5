import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { parse } from 'yaml';
import type { PassFact } from '../../src/control-loop/facts.ts';
import type { DesiredApp, DesiredService } from '../../src/desired-state/desired.ts';
import type { Behaviour } from '../../src/simulator/behaviour.ts';
import { goodBehaviour } from '../../src/simulator/behaviour.ts';
import { pushImage } from '../../src/simulator/ecr/images.ts';
import { requestThroughLoadBalancer } from '../../src/simulator/elbv2/traffic.ts';
import { addRole } from '../../src/simulator/iam/roles.ts';
import { type Stage, where } from '../stage/stage.ts';
import { prepare, readStored, repositories, type Surroundings } from '../stage/surroundings.ts';
import { byHand } from './people.ts';
import type { Timeline } from './timeline.ts';
import { waitsForRange } from './waiting.ts';

/** What the acts share. */
export interface Play {
  readonly stage: Stage;
  readonly timeline: Timeline;
  readonly text: string;
  readonly file: string;
  readonly readFile: (path: string) => string | undefined;
  surroundings: Surroundings;
  version: number;
  failed: number;
  /** Receipt of the last whole pass. */
  last: Extract<PassFact, { fact: 'ended' }> | undefined;
}

export async function open(
  stage: Stage,
  timeline: Timeline,
  text: string,
  file: string,
  readFile: (path: string) => string | undefined,
): Promise<Play> {
  const surroundings = await prepare(stage, text, file, readFile);
  return { stage, timeline, text, file, readFile, surroundings, version: 0, failed: 0, last: undefined };
}

function expect(play: Play, what: string, holds: boolean): void {
  if (!holds) play.failed++;
  play.timeline.check(what, holds);
}

/** A service whose own image is followed by a tag: what a push can reach. */
function followed(app: DesiredApp): DesiredService | undefined {
  return [...app.services].reverse().find(({ images }) => images.some(({ follow }) => 'tag' in follow));
}

function push(play: Play, service: DesiredService, behaviour: Behaviour): string {
  const image = service.images.find(({ follow }) => 'tag' in follow);
  const tag = image !== undefined && 'tag' in image.follow ? image.follow.tag : 'latest';
  const platform = service.taskDefinition.runtimePlatform?.cpuArchitecture === 'ARM64' ? 'linux/arm64' : 'linux/amd64';
  const digest = pushImage(play.stage.simulator.world, where, {
    repository: image?.repository ?? '',
    tag,
    behaviour,
    platforms: [platform],
  });
  play.timeline.person(`a push of ${image?.repository}:${tag} (${digest.slice(0, 19)}…)`);
  return digest;
}

function saying(service: DesiredService, text: string): Behaviour {
  const status = Number.parseInt(service.smokeTest?.status ?? '200', 10);
  return { ...goodBehaviour(), answer: { default: { status, body: `${text} ${service.smokeTest?.text ?? 'ok'}` } } };
}

async function store(play: Play, stored: string, comment: string): Promise<void> {
  const { stage, surroundings } = play;
  const result = await stage.documents.put({
    app: surroundings.app.app,
    text: stored,
    by: 'mika',
    comment,
    expectedVersion: play.version,
    now: stage.now,
  });
  if (!result.ok || result.value.is !== 'stored') throw new Error('the document could not be stored');
  play.version = result.value.version;
}

/** Nothing under way: the last pass converged and every rollout rests. */
async function calm(play: Play, seconds: number): Promise<boolean> {
  return play.stage.run(seconds, () => play.last?.outcome.is === 'converged');
}

async function phaseOf(play: Play, service: string): Promise<string> {
  const item = await play.stage.items.get({ pk: `app#${play.surroundings.app.app}`, sk: `rollout#${service}` });
  const record = item.ok ? (item.value?.record as { state?: string } | undefined) : undefined;
  return record?.state ?? 'none';
}

function answer(play: Play, service: DesiredService): number | undefined {
  const path = service.rules[0]?.conditions.find(({ Field }) => Field === 'path-pattern')?.PathPatternConfig
    ?.Values?.[0];
  const host = service.rules[0]?.conditions.find(({ Field }) => Field === 'host-header')?.HostHeaderConfig?.Values?.[0];
  if (path === undefined) return undefined;
  const { dnsName } = play.surroundings;
  const method =
    service.rules[0]?.conditions.find(({ Field }) => Field === 'http-request-method')?.HttpRequestMethodConfig
      ?.Values?.[0] ?? 'GET';
  return requestThroughLoadBalancer(play.stage.simulator.world, where, {
    dnsName,
    port: 80,
    method,
    host: host ?? dnsName,
    path: path.replaceAll('*', 'x'),
    headers: {},
  }).status;
}

/** 1 */
export async function create(play: Play): Promise<void> {
  const { app, stored } = play.surroundings;
  play.timeline.act(1, `A document for «${app.app}» is stored, and everything that it says comes to be`);
  for (const service of app.services)
    if (service.images.some(({ follow }) => 'tag' in follow)) push(play, service, saying(service, 'v1'));
  pinnedImages(play);
  play.timeline.person(`mika stores the document: ${app.services.map(({ name }) => name).join(', ')}`);
  await store(play, stored, 'first version');
  expect(play, 'the app converges', await calm(play, 900));
  for (const service of app.services) {
    if (service.images.some(({ follow }) => 'semver' in follow)) {
      play.timeline.person(
        `${service.name} follows a version range, which is not resolved yet: it waits with a finding`,
      );
      continue;
    }
    const [first] = service.after.filter((name) => waitsForRange(app, name));
    if (first !== undefined) {
      play.timeline.person(`${service.name} comes after ${first}, and waits with it`);
      continue;
    }
    expect(play, `${service.name} is rolled out and proven`, (await phaseOf(play, service.name)) === 'completed');
    if (service.rules.length > 0)
      expect(play, `${service.name} answers through the load balancer`, (answer(play, service) ?? 500) < 400);
  }
}

/** Images that the document pins must be in ECR under their digest. */
function pinnedImages({ stage, surroundings }: Play): void {
  for (const image of surroundings.app.services.flatMap(({ images }) => images)) {
    if ('digest' in image.follow && image.registry.kind === 'ecr' && image.registry.account === where.account) {
      pushImage(stage.simulator.world, where, {
        repository: image.repository,
        digest: image.follow.digest,
        behaviour: goodBehaviour(),
        platforms: ['linux/amd64', 'linux/arm64'],
      });
    }
  }
}

/** 2 */
export async function rollOut(play: Play): Promise<void> {
  const service = followed(play.surroundings.app);
  play.timeline.act(2, 'A push of the followed tag is rolled out, by digest');
  if (service === undefined) return play.timeline.person('no service follows a tag: nothing can be pushed');
  play.last = undefined;
  const digest = push(play, service, saying(service, 'v2'));
  expect(play, 'the app converges', await calm(play, 900));
  expect(play, `${service.name} completed its rollout`, (await phaseOf(play, service.name)) === 'completed');
  expect(
    play,
    'the running revision is pinned to the pushed digest',
    (await runningImages(play, service)).some((image) => image.endsWith(`@${digest}`)),
  );
}

async function runningImages({ stage, surroundings }: Play, service: DesiredService): Promise<string[]> {
  const { services = [] } = await stage
    .as('mika')
    .ecs.send(new DescribeServicesCommand({ cluster: surroundings.app.cluster, services: [service.ecsService] }));
  const arn = services[0]?.taskDefinition ?? '';
  return (stage.worker.revisions.get(arn)?.definition.containerDefinitions ?? []).map(({ image }) => image ?? '');
}

/** 3 */
export async function drift(play: Play): Promise<void> {
  play.timeline.act(3, 'Somebody changes things by hand; each is found, with who did it, and repaired');
  const before = play.stage.facts.length;
  const done: string[] = [];
  const { app } = play.surroundings;
  const running = { ...app, services: app.services.filter(({ name }) => !waitsForRange(app, name)) };
  for (const act of byHand) {
    const what = await act(play.stage, running);
    if (what === undefined) continue;
    play.timeline.person(what);
    done.push(what);
  }
  if (done.length === 0) return;
  play.last = undefined;
  await play.stage.run(600);
  expect(play, 'the app converges', await calm(play, 600));
  const found = play.stage.facts.slice(before).filter((fact) => fact.fact === 'drift').length;
  const repaired = new Set(
    play.stage.facts
      .slice(before)
      .flatMap((fact) =>
        fact.fact === 'step' && fact.applied.outcome === 'done' && fact.applied.step.reason === 'drift'
          ? [fact.applied.step.id]
          : [],
      ),
  );
  expect(
    play,
    `${done.length} changes by hand, ${repaired.size} repairs`,
    repaired.size >= done.length && found >= done.length,
  );
}

/** 4 */
export async function badImage(play: Play): Promise<void> {
  const service = followed(play.surroundings.app);
  play.timeline.act(4, 'A bad image is pushed: rolled back, and its digest held');
  if (service === undefined) return play.timeline.person('no service follows a tag: nothing can be pushed');
  const [good] = await runningImages(play, service);
  play.last = undefined;
  const web = service.targetGroups.length > 0;
  const bad: Behaviour = web
    ? { ...goodBehaviour(), answer: { default: { status: 500, body: 'no database' } } }
    : { ...goodBehaviour(), exits: { afterSeconds: 3, code: 1 } };
  push(play, service, bad);
  await play.stage.run(60);
  expect(play, 'the app comes to rest', await calm(play, 3_000));
  expect(play, `${service.name} holds the bad digest`, (await phaseOf(play, service.name)) === 'held');
  expect(play, 'the last good image runs', (await runningImages(play, service))[0] === good);
  if (web) expect(play, 'requests are answered', (answer(play, service) ?? 500) < 400);
}

const THIRD = 'audit';

/** 5 */
export async function addService(play: Play): Promise<void> {
  play.timeline.act(5, 'A new version of the document adds a third service');
  const document = parse(play.text) as { services: Record<string, unknown>; loadBalancer?: unknown };
  const web = document.loadBalancer !== undefined;
  const added = {
    image: `${play.surroundings.app.app}/${THIRD}:latest`,
    cpu: 256,
    memory: 512,
    count: 2,
    ...(web ? { port: 8080, routes: [{ path: `/${THIRD}/*` }], healthCheck: { path: `/${THIRD}/health` } } : {}),
  };
  await changeDocument(play, { ...document, services: { ...document.services, [THIRD]: added } }, `adds ${THIRD}`);
  const service = play.surroundings.app.services.find(({ name }) => name === THIRD);
  if (service === undefined) return;
  await repositories(play.stage, service);
  for (const role of [service.taskDefinition.taskRoleArn, service.taskDefinition.executionRoleArn])
    if (role !== undefined) addRole(play.stage.simulator.world, where.account, role);
  push(play, service, goodBehaviour());
  play.last = undefined;
  expect(play, 'the app converges', await calm(play, 1_200));
  expect(play, `${THIRD} is rolled out and proven`, (await phaseOf(play, THIRD)) === 'completed');
  if (web) expect(play, `${THIRD} answers through the load balancer`, answer(play, service) === 200);
}

async function changeDocument(play: Play, document: unknown, comment: string): Promise<void> {
  const { app, stored } = readStored(JSON.stringify(document), play.file, play.readFile);
  play.timeline.person(`mika stores version ${play.version + 1}: ${comment}`);
  play.surroundings = { ...play.surroundings, app, stored };
  await store(play, stored, comment);
}

/** 6 */
export async function removeService(play: Play): Promise<void> {
  play.timeline.act(6, 'A tombstone removes it again: rule, scaling, service, target group, in this order');
  const document = parse(play.text) as { removed?: unknown[] };
  await changeDocument(
    play,
    { ...document, removed: [...(document.removed ?? []), { service: THIRD, reason: 'no longer needed' }] },
    `a tombstone for ${THIRD}`,
  );
  play.last = undefined;
  await play.stage.run(120);
  expect(play, 'the app converges', await calm(play, 1_800));
  const name = `${play.surroundings.app.app}-${THIRD}`;
  const { services = [] } = await play.stage
    .as('mika')
    .ecs.send(new DescribeServicesCommand({ cluster: play.surroundings.app.cluster, services: [name] }));
  expect(
    play,
    `${name} is gone`,
    services.every(({ status }) => status === 'INACTIVE'),
  );
}

/** 7 */
export async function lastPass(play: Play): Promise<void> {
  play.timeline.act(7, 'A last pass over a converged app');
  const { stage, surroundings } = play;
  await stage.run(60);
  play.last = undefined;
  await stage.queue.send([
    {
      message: {
        v: 1,
        app: surroundings.app.app,
        reason: 'the demo asks',
        at: new Date(stage.now + 10_000).toISOString(),
      },
      delaySeconds: 0,
    },
  ]);
  await stage.run(30, () => play.last !== undefined);
  expect(play, 'it writes nothing', writesOf(play) === 0);
}

export function writesOf({ last }: Play): number {
  return last?.receipt.writes ?? -1;
}
