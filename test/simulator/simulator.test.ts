import * as sqs from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { shapesOf } from '../../src/simulator/protocols/shapes.ts';
import { services } from '../../src/simulator/services.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';

function queuesOf(simulator: Simulator): sqs.SQSClient {
  return new sqs.SQSClient({
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: '210987654321', secretAccessKey: 'simulated' },
    requestHandler: simulator.requestHandler(),
  });
}

async function history(seed: number): Promise<unknown> {
  const simulator = createSimulator({ seed });
  const client = queuesOf(simulator);
  const { QueueUrl } = await client.send(new sqs.CreateQueueCommand({ QueueName: 'a' }));
  for (let turn = 0; turn < 5; turn += 1) await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  return simulator.ledger.entries().map(({ at, outcome }) => ({ at, outcome }));
}

describe('the simulator', () => {
  it('gives the same history for the same seed, and another for another', async () => {
    expect(await history(7)).toEqual(await history(7));
    expect(await history(8)).not.toEqual(await history(7));
  });

  it('lets each call take simulated time within its bounds', async () => {
    const simulator = createSimulator({ latencyMs: [20, 60] });
    const client = queuesOf(simulator);
    const before = simulator.world.clock.now();
    for (let turn = 0; turn < 10; turn += 1) await client.send(new sqs.ListQueuesCommand({}));
    const took = simulator.world.clock.now() - before;
    expect(took).toBeGreaterThanOrEqual(200);
    expect(took).toBeLessThanOrEqual(600);
  });

  it('writes one ledger entry a call, in order', async () => {
    const simulator = createSimulator();
    const client = queuesOf(simulator);
    await client.send(new sqs.CreateQueueCommand({ QueueName: 'a' }));
    await client.send(new sqs.GetQueueUrlCommand({ QueueName: 'none' })).catch(() => undefined);
    expect(simulator.ledger.entries()).toMatchObject([
      {
        seq: 1,
        actor: 'arn:aws:iam::210987654321:user/simulated',
        userAgent: expect.stringContaining('aws-sdk-js'),
        account: '210987654321',
        region: 'eu-central-1',
        service: 'sqs',
        action: 'sqs:CreateQueue',
        effect: 'write',
        request: { QueueName: 'a' },
        outcome: { ok: true, output: { QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/210987654321/a' } },
        applied: true,
        answered: 'success',
      },
      { seq: 2, effect: 'read', outcome: { ok: false, code: 'QueueDoesNotExist' }, applied: false, answered: 'error' },
    ]);
    expect(simulator.ledger.since(1)).toHaveLength(1);
    expect(simulator.ledger.applied()).toHaveLength(1);
    expect(simulator.ledger.last).toBe(2);
  });

  it('tells of each applied write before its answer is there', async () => {
    const simulator = createSimulator();
    const told: string[] = [];
    simulator.onWrite(({ action, answered }) => told.push(`${action} ${answered}`));
    const client = queuesOf(simulator);
    await client.send(new sqs.ListQueuesCommand({}));
    await client.send(new sqs.CreateQueueCommand({ QueueName: 'a' }));
    expect(told).toEqual(['sqs:CreateQueue nothing']);
  });

  it('has for each operation a name that fits its schema, and names each once', () => {
    const names = services.flatMap((service) => service.operations.map((operation) => operation.name));
    expect(new Set(names).size).toBe(names.length);
    for (const { operations } of services)
      for (const { name, schema } of operations) expect(name.split(':')[1]).toBe(shapesOf(schema).name);
  });
});
