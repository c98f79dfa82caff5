import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';

let simulator: Simulator;
let queues: sqs.SQSClient;
const mika = 'arn:aws:iam::210987654321:user/mika';

beforeEach(() => {
  simulator = createSimulator({ seed: 5, latencyMs: [0, 0] });
  queues = client(simulator);
});

function config(of: Simulator, principal?: string) {
  const credentials = { accessKeyId: '210987654321', secretAccessKey: 'simulated' };
  return { region: 'eu-central-1', maxAttempts: 1, credentials, requestHandler: of.requestHandler(principal) };
}

const client = (of: Simulator, principal?: string) => new sqs.SQSClient(config(of, principal));

const create = (name: string, by = queues) => by.send(new sqs.CreateQueueCommand({ QueueName: name }));
const list = async (by = queues) => (await by.send(new sqs.ListQueuesCommand({}))).QueueUrls?.length ?? 0;

describe('an error on order', () => {
  const error = { kind: 'error', code: 'ServiceUnavailable', message: 'Later.', status: 503 } as const;

  it('before the effect leaves the world as it was', async () => {
    simulator.faults.order({ on: 'sqs:CreateQueue', do: { ...error, when: 'before' } });
    await expect(create('a')).rejects.toMatchObject({ name: 'ServiceUnavailable', message: 'Later.' });
    expect(await list()).toBe(0);
    expect(simulator.ledger.entries()[0]).toMatchObject({
      outcome: { ok: false, code: 'ServiceUnavailable' },
      applied: false,
      answered: 'error',
    });
  });

  it('after the effect tells the caller otherwise', async () => {
    simulator.faults.order({ on: 'sqs:CreateQueue', do: { ...error, when: 'after' } });
    await expect(create('a')).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    expect(await list()).toBe(1);
    expect(simulator.ledger.entries()[0]).toMatchObject({ outcome: { ok: true }, applied: true, answered: 'error' });
  });
});

describe('an order', () => {
  const error = { kind: 'error', code: 'Broken', message: 'no', status: 400, when: 'before' } as const;
  const outcomes = async (count: number) => {
    const results = [];
    for (let turn = 0; turn < count; turn += 1)
      results.push(
        await create(`q${turn}`).then(
          () => 'ok',
          () => 'no',
        ),
      );
    return results;
  };

  it('fires on the n-th call that matches, once, and says so', async () => {
    const order = simulator.faults.order({ on: 'sqs:CreateQueue', nth: 2, do: error });
    await list();
    expect(await outcomes(4)).toEqual(['ok', 'no', 'ok', 'ok']);
    expect(order).toMatchObject({ matched: 4, fired: 1 });
  });

  it('fires from the n-th call on as often as it is told', async () => {
    simulator.faults.order({ on: 'sqs:*', nth: 2, times: 2, do: error });
    expect(await outcomes(5)).toEqual(['ok', 'no', 'no', 'ok', 'ok']);
  });

  it('fires by chance, drawn from the seed', async () => {
    const order = simulator.faults.order({ on: '*', probability: 0.5, do: error });
    const first = await outcomes(40);
    expect(order.fired).toBeGreaterThan(10);
    expect(order.fired).toBeLessThan(30);
    const again = createSimulator({ seed: 5, latencyMs: [0, 0] });
    again.faults.order({ on: '*', probability: 0.5, do: error });
    const by = client(again);
    const second = [];
    for (let turn = 0; turn < 40; turn += 1)
      second.push(
        await create(`q${turn}`, by).then(
          () => 'ok',
          () => 'no',
        ),
      );
    expect(second).toEqual(first);
  });

  it('meets one principal or one effect only', async () => {
    simulator.faults.order({ on: '*', principal: mika, do: error });
    simulator.faults.order({ on: 'sqs:*', effect: 'read', do: error });
    await create('a');
    await expect(create('b', client(simulator, mika))).rejects.toThrow();
    await expect(list()).rejects.toThrow();
  });

  it('that never fired can be told', async () => {
    const order = simulator.faults.order({ on: 'sqs:DeleteQueue', do: error });
    await create('a');
    expect(order).toMatchObject({ matched: 0, fired: 0 });
  });

  it('for a call that the simulator does not know is refused', () => {
    expect(() => simulator.faults.order({ on: 'sqs:CraeteQueue', do: error })).toThrow(
      'No call of the simulator is named sqs:CraeteQueue.',
    );
  });

  it('can be taken back with all others', async () => {
    simulator.faults.order({ on: '*', do: error });
    simulator.faults.clear();
    await create('a');
    expect(simulator.faults.orders()).toEqual([]);
  });
});

describe('a delay on order', () => {
  it('passes simulated time before the effect', async () => {
    simulator.faults.order({ on: 'sqs:CreateQueue', do: { kind: 'delay', ms: 30_000 } });
    const before = simulator.world.clock.now();
    await create('a');
    expect(simulator.world.clock.now() - before).toBe(30_000);
    expect(simulator.ledger.entries()[0]?.at).toBe(before);
  });
});

describe('a stale read on order', () => {
  it('is answered from the world as it was', async () => {
    await create('a');
    const order = simulator.faults.order({ on: 'sqs:ListQueues', nth: 1, do: { kind: 'stale', ageMs: 10_000 } });
    simulator.world.clock.advance(60_000);
    await create('b');
    simulator.world.clock.advance(5_000);
    expect(await list()).toBe(1);
    expect(order.fired).toBe(1);
    expect(await list()).toBe(2);
  });

  it('sees what is old enough', async () => {
    simulator.faults.order({ on: 'sqs:ListQueues', do: { kind: 'stale', ageMs: 10_000 } });
    await create('a');
    simulator.world.clock.advance(10_000);
    await create('b');
    expect(await list()).toBe(1);
  });

  it('can look back before its order where the history is kept', async () => {
    const keeping = createSimulator({ latencyMs: [0, 0], keepHistory: true });
    const by = client(keeping);
    await create('a', by);
    keeping.world.clock.advance(60_000);
    await create('b', by);
    keeping.faults.order({ on: 'sqs:*', do: { kind: 'stale', ageMs: 30_000 } });
    expect(await list(by)).toBe(1);
  });

  it('of DynamoDB is refused, since its items are not in the states', () => {
    const stale = { on: 'dynamodb:GetItem', do: { kind: 'stale', ageMs: 1 } } as const;
    expect(() => simulator.faults.order(stale)).toThrow('Stale reads are not simulated for dynamodb');
  });
});

describe('a change of an answer on order', () => {
  it('sets, removes and makes up members on the wire, whatever their type', async () => {
    await create('a');
    simulator.faults.order({ on: 'sqs:ListQueues', nth: 1, do: { kind: 'mutate', path: 'QueueUrls[0]', value: 'x' } });
    expect((await queues.send(new sqs.ListQueuesCommand({}))).QueueUrls).toEqual(['x']);
    simulator.faults.order({ on: 'sqs:ListQueues', nth: 1, do: { kind: 'mutate', path: 'QueueUrls' } });
    expect((await queues.send(new sqs.ListQueuesCommand({}))).QueueUrls).toBeUndefined();
  });

  it('works on XML answers, too', async () => {
    const path = 'Account';
    simulator.faults.order({ on: 'sts:GetCallerIdentity', do: { kind: 'mutate', path, value: '000000000000' } });
    const identity = new sts.STSClient(config(simulator));
    expect((await identity.send(new sts.GetCallerIdentityCommand({}))).Account).toBe('000000000000');
  });

  it('that finds no such place is an error of the test', async () => {
    simulator.faults.order({ on: 'sqs:ListQueues', do: { kind: 'mutate', path: 'Queues[0].Url', value: 'x' } });
    await expect(list()).rejects.toThrow('The ordered change of Queues[0].Url finds no such place in the answer.');
  });
});

describe('a hook on order', () => {
  const crash = () => {
    throw new Error('the caller died');
  };

  it('before the operation stops it', async () => {
    simulator.faults.order({ on: 'sqs:CreateQueue', nth: 1, do: { kind: 'hook', before: crash } });
    await expect(create('a')).rejects.toThrow('the caller died');
    expect(simulator.ledger.entries()[0]).toMatchObject({ outcome: undefined, applied: false, answered: 'nothing' });
    expect(await list()).toBe(0);
  });

  it('after the operation finds it done', async () => {
    simulator.faults.order({ on: 'sqs:CreateQueue', nth: 1, do: { kind: 'hook', after: crash } });
    await expect(create('a')).rejects.toThrow('the caller died');
    expect(simulator.ledger.entries()[0]).toMatchObject({ applied: true, answered: 'nothing' });
    expect(await list()).toBe(1);
  });

  it('sees the call', async () => {
    const seen: string[] = [];
    simulator.faults.order({
      on: '*',
      do: { kind: 'hook', before: ({ action, seq }) => void seen.push(`${seq} ${action}`) },
    });
    await create('a');
    await list();
    expect(seen).toEqual(['1 sqs:CreateQueue', '2 sqs:ListQueues']);
  });
});
