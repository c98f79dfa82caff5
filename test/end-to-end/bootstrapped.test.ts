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
import { pushImage } from '../../src/simulator/ecr/images.ts';
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
    const read = readDocument({ text, file: 'todo.json' });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const items = createItems({
      client: new DynamoDBClient(terminal.config()),
      table: 'ecs-steward',
      clock: world.clock,
      random: () => 0.5,
      count: () => undefined,
    });
    const put = {
      app: 'todo',
      text: read.stored,
      by: 'anna',
      comment: 'first',
      expectedVersion: 0,
      now: world.clock.now(),
    };
    expect(await createDocumentStore(items).put(put)).toMatchObject({ ok: true, value: { is: 'stored' } });
    await terminal.simulator.live(900_000);
    const ecs = new ECSClient(terminal.config());
    const service = async () =>
      (await ecs.send(new DescribeServicesCommand({ cluster: outputs.ClusterName, services: ['todo-api'] })))
        .services?.[0];
    const first = await service();
    expect(first).toMatchObject({ status: 'ACTIVE', runningCount: 2 });
    push();
    await terminal.simulator.live(600_000);
    const second = await service();
    expect(second).toMatchObject({ runningCount: 2 });
    expect(second?.taskDefinition).not.toBe(first?.taskDefinition);
    const denied = terminal.simulator.ledger
      .entries()
      .filter(({ outcome }) => JSON.stringify(outcome ?? '').includes('AccessDenied'));
    expect(denied.map(({ action, actor }) => `${actor} ${action}`)).toEqual([]);
  });
});
