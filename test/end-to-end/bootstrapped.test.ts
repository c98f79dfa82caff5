import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionZip } from '../../bootstrap/function-zip.ts';
import { bundle, FUNCTIONS } from '../../scripts/build/bundle.ts';
import { readDocument } from '../../src/desired-state/read-document.ts';
import { createDocumentStore } from '../../src/records/document-store.ts';
import { createItems } from '../../src/records/items.ts';
import { goodBehaviour } from '../../src/simulator/behaviour.ts';
import { addNetwork } from '../../src/simulator/ec2/network.ts';
import { pushImage } from '../../src/simulator/ecr/images.ts';
import { addCluster } from '../../src/simulator/ecs/clusters.ts';
import { Terminal } from '../cli/shell.ts';

/** The whole loop through the deployed pieces: the template's own rules, queue, functions, roles and schedule. */

const where = { account: '210987654321', region: 'eu-central-1' } as const;
const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let code: Terminal['code'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  await bundle(root, FUNCTIONS, folder);
  const zip = (name: string) => functionZip(readFileSync(join(folder, name, 'index.mjs')));
  code = { dispatch: zip('dispatch'), reconcile: zip('reconcile') };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const network = {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  subnets: ['a', 'b'].map((zone, index) => ({
    id: `subnet-0a11aa22bb33cc4${index}d`,
    zone: `eu-central-1${zone}`,
    cidr: `10.0.${index}.0/24`,
    internet: 'nat-gateway' as const,
  })),
  securityGroups: ['sg-0123456789abcdef0'],
};

function documentOf(outputs: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    app: 'todo',
    ...where,
    cluster: outputs.ClusterName,
    network: {
      subnets: outputs.TaskSubnets?.split(','),
      securityGroups: [outputs.TaskSecurityGroup],
    },
    loadBalancer: { listener: outputs.ListenerArn },
    services: {
      api: {
        image: 'todo/api:latest',
        port: 8080,
        cpu: 256,
        memory: 512,
        count: 2,
        routes: [{ path: '/api/*' }],
        healthCheck: { path: '/api/health' },
      },
    },
  });
}

/** Puts a document into the hub's table, as a person there does. */
async function store(hub: Terminal, app: string, text: string): Promise<void> {
  const read = readDocument({ text, file: `${app}.json` });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const { clock } = hub.simulator.world;
  const items = createItems({
    client: new DynamoDBClient(hub.config()),
    table: 'ecs-steward',
    clock,
    random: () => 0.5,
    count: () => undefined,
  });
  const put = { app, text: read.stored, by: 'anna', comment: 'first', expectedVersion: 0, now: clock.now() };
  expect(await createDocumentStore(items).put(put)).toMatchObject({ ok: true, value: { is: 'stored' } });
}

async function serviceOf(terminal: Terminal, cluster: string, name: string) {
  const ecs = new ECSClient(terminal.config());
  return (await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }))).services?.[0];
}

function deniedCalls({ simulator }: Terminal): string[] {
  return simulator.ledger
    .entries()
    .filter(({ outcome }) => JSON.stringify(outcome ?? '').includes('AccessDenied'))
    .map(({ action, actor }) => `${actor} ${action}`);
}

describe('after bootstrap', () => {
  it('a document is created and a push is rolled out by what the stack deployed, under its own policies', async () => {
    const terminal = Object.assign(new Terminal(), { code });
    expect([await terminal.type('bootstrap --yes --with-foundation --json'), terminal.err]).toEqual([
      0,
      expect.any(String),
    ]);
    const { outputs } = terminal.json() as { outputs: Record<string, string> };
    const text = documentOf(outputs);
    terminal.files = { 'todo.json': text };
    expect([await terminal.type('bootstrap app todo --file todo.json'), terminal.err]).toEqual([0, '']);
    await new ECRClient(terminal.config()).send(new CreateRepositoryCommand({ repositoryName: 'todo/api' }));
    const { world } = terminal.simulator;
    const push = () => pushImage(world, where, { repository: 'todo/api', tag: 'latest', behaviour: goodBehaviour() });
    push();
    await store(terminal, 'todo', text);
    await terminal.simulator.live(900_000);
    const service = () => serviceOf(terminal, outputs.ClusterName ?? '', 'todo-api');
    const first = await service();
    expect(first).toMatchObject({ status: 'ACTIVE', runningCount: 2 });
    push();
    await terminal.simulator.live(600_000);
    const second = await service();
    expect(second).toMatchObject({ runningCount: 2 });
    expect(second?.taskDefinition).not.toBe(first?.taskDefinition);
    expect(deniedCalls(terminal)).toEqual([]);
  });

  it('T1 an accepted account’s app is rolled out by the hub at a push there, and its events reach nobody else', async () => {
    const hub = Object.assign(new Terminal(), { code });
    const spoke = new Terminal('333333333333', hub.simulator);
    const far = { account: spoke.account, region: 'eu-central-1' };
    // No sweep comes while we look: it is the forwarded event that brings the pass.
    expect(await hub.type(['bootstrap', '--yes', '--schedule', 'rate(12 hours)'])).toBe(0);
    expect(await spoke.type(`bootstrap spoke --hub ${hub.account} --yes`)).toBe(0);
    const [, line = ''] = /ecs-steward (bootstrap spoke --accept .*)/.exec(spoke.out) ?? [];
    expect([await hub.type(line), hub.err]).toEqual([0, '']);
    const { world } = hub.simulator;
    const worker = (app: string, at: { account: string; region: string }) => {
      addNetwork(world, at, network);
      addCluster(world, at, 'jobs');
      const image = `${app}/worker:latest`;
      const { subnets, securityGroups } = network;
      return JSON.stringify({
        app,
        ...at,
        cluster: 'jobs',
        network: { subnets: subnets.map(({ id }) => id), securityGroups },
        services: { worker: { image, cpu: 256, memory: 512, count: 1 } },
      });
    };
    const push = (app: string, at: { account: string; region: string }) =>
      pushImage(world, at, { repository: `${app}/worker`, tag: 'latest', behaviour: goodBehaviour() });
    const apps = [
      ['near', hub, where],
      ['far', spoke, far],
    ] as const;
    for (const [app, terminal, at] of apps) {
      const text = worker(app, at);
      terminal.files = { 'app.json': text };
      expect([await terminal.type(`bootstrap app ${app} --file app.json`), terminal.err]).toEqual([0, '']);
      await new ECRClient(terminal.config()).send(new CreateRepositoryCommand({ repositoryName: `${app}/worker` }));
      push(app, at);
      await store(hub, app, text);
    }
    await hub.simulator.live(900_000);
    const farService = () => serviceOf(spoke, 'jobs', 'far-worker');
    const nearService = () => serviceOf(hub, 'jobs', 'near-worker');
    const [first, near] = [await farService(), await nearService()];
    expect([first?.runningCount, near?.runningCount]).toEqual([1, 1]);
    push('far', far);
    await hub.simulator.live(240_000);
    const second = await farService();
    expect(second?.taskDefinition).not.toBe(first?.taskDefinition);
    expect((await nearService())?.taskDefinition).toBe(near?.taskDefinition);
    expect(deniedCalls(hub)).toEqual([]);
  });
});
