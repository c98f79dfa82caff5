import * as sqs from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';

let simulator: Simulator;
let endpoint: string;
let close: () => Promise<void>;

beforeEach(async () => {
  simulator = createSimulator({ latencyMs: [0, 0] });
  ({ endpoint, close } = await simulator.listen(0));
});
afterEach(() => close());

async function call(method: string, path: string, body?: unknown) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${endpoint}/_simulator${path}`, init);
  return { status: response.status, body: JSON.parse(await response.text()) };
}

function queues(): sqs.SQSClient {
  const credentials = { accessKeyId: '210987654321', secretAccessKey: 'simulated' };
  return new sqs.SQSClient({ region: 'eu-central-1', maxAttempts: 1, credentials, endpoint });
}

describe('the control path', () => {
  it('shows and moves the clock', async () => {
    simulator.world.clock.after(90_000, 'something', () => undefined);
    expect((await call('GET', '/clock')).body).toEqual({
      now: Date.UTC(2026, 2, 2, 8),
      time: '2026-03-02T08:00:00.000Z',
      next: '2026-03-02T08:01:30.000Z',
    });
    const moved = await call('POST', '/clock', { advanceSeconds: 120 });
    expect(moved.body).toMatchObject({ time: '2026-03-02T08:02:00.000Z', next: null });
  });

  it('orders faults of calls and of events, lists them and takes them back', async () => {
    await call('POST', '/faults', {
      on: 'sqs:ListQueues',
      nth: 1,
      do: { kind: 'error', code: 'Broken', message: 'no' },
    });
    await call('POST', '/faults', { onEvent: 'ECR*', do: { kind: 'drop' } });
    await expect(queues().send(new sqs.ListQueuesCommand({}))).rejects.toMatchObject({ name: 'Broken' });
    expect((await call('GET', '/faults')).body).toMatchObject({
      faults: [{ fired: 1, fault: { on: 'sqs:ListQueues' } }],
      eventFaults: [{ fired: 0, fault: { on: 'ECR*' } }],
    });
    expect((await call('DELETE', '/faults')).body).toEqual({ faults: [], eventFaults: [] });
  });

  it('shows the ledger and the events since a number', async () => {
    await queues().send(new sqs.CreateQueueCommand({ QueueName: 'a' }));
    await queues().send(new sqs.ListQueuesCommand({}));
    const actions = async (path: string) =>
      (await call('GET', path)).body.entries.map((entry: { action: string }) => entry.action);
    expect(await actions('/ledger')).toEqual(['sqs:CreateQueue', 'sqs:ListQueues']);
    expect(await actions('/ledger?since=1')).toEqual(['sqs:ListQueues']);
    const place = { account: '210987654321', region: 'eu-central-1', resources: [] };
    for (const detail of ['a', 'b'])
      simulator.world.emit({ 'detail-type': 'Test', source: 'aws.test', ...place, detail }, 0);
    await call('POST', '/clock', { advanceSeconds: 1 });
    expect((await call('GET', '/events?since=1')).body.events).toMatchObject([{ seq: 2, event: { detail: 'b' } }]);
  });

  it('makes a network and pushes images', async () => {
    const network = {
      vpcId: 'vpc-1',
      subnets: [{ id: 'subnet-1', zone: 'eu-central-1a', cidr: '10.0.0.0/24' }],
      securityGroups: ['sg-1'],
    };
    expect((await call('POST', '/network', network)).status).toBe(200);
    const missing = await call('POST', '/images', { repository: 'todo', tag: 'latest' });
    expect([missing.status, missing.body.code]).toEqual([400, 'RepositoryNotFoundException']);
  });

  it.each([
    ['/clock', { advance: 1 }, 'Unrecognized key: "advance"'],
    ['/clock', { advanceSeconds: -1 }, 'advanceSeconds'],
    ['/faults', { on: 'ecs:Nothing', do: { kind: 'lostAnswer' } }, 'No call of the simulator is named ecs:Nothing.'],
    ['/faults', { on: 'sqs:*', do: { kind: 'hook' } }, 'kind'],
    ['/network', { vpcId: 'vpc-1' }, 'subnets'],
  ])('refuses %s with %j', async (path, body, sentence) => {
    const answer = await call('POST', path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain(sentence);
  });

  it('refuses what is no JSON', async () => {
    const response = await fetch(`${endpoint}/_simulator/clock`, { method: 'POST', body: '{' });
    expect(response.status).toBe(400);
  });

  it('names what there is where a path is unknown', async () => {
    const { status, body } = await call('GET', '/clok');
    expect(status).toBe(404);
    expect(body.error).toBe('The simulator has no GET /_simulator/clok.');
    expect(body.known.map((route: { path: string }) => route.path)).toContain('POST /_simulator/clock');
  });
});
