import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Operation, SimulatedService } from '../../src/simulator/operation.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { Throttle } from '../../src/simulator/throttle.ts';

const caller = { account: '210987654321', region: 'eu-central-1', principal: 'arn:aws:iam::210987654321:user/a' };

function operation(...names: string[]): Operation<never, unknown> {
  const buckets = names.map((name) => ({ name, burst: 3, refill: 2 }));
  return { name: 'x:Y', schema: [], effect: 'read', limits: [], buckets, facts: ['§9'], run: () => ({}) };
}

const service = (signingName: string): SimulatedService => ({
  endpoint: signingName,
  signingName,
  protocol: 'awsQuery',
  target: '',
  operations: [],
});

describe('a throttle', () => {
  it('lets a burst through, then as many a second as it refills', () => {
    const throttle = new Throttle();
    const take = (now: number) => throttle.take(now, caller, service('x'), operation('reads'));
    expect([take(0), take(0), take(0), take(0)]).toEqual([true, true, true, false]);
    expect([take(499), take(500), take(500)]).toEqual([false, true, false]);
    expect([take(60_000), take(60_000), take(60_000), take(60_000)]).toEqual([true, true, true, false]);
  });

  it('shares a bucket between operations that name it, and between nothing else', () => {
    const throttle = new Throttle();
    const take = (names: string[], who = caller) => throttle.take(0, who, service('x'), operation(...names));
    expect([take(['a']), take(['a']), take(['a']), take(['a'])]).toEqual([true, true, true, false]);
    expect(take(['b'])).toBe(true);
    expect(take(['a'], { ...caller, region: 'eu-west-1' })).toBe(true);
    expect(take(['a'], { ...caller, account: '111111111111' })).toBe(true);
  });

  it('takes from all buckets of a call or from none', () => {
    const throttle = new Throttle();
    const take = (...names: string[]) => throttle.take(0, caller, service('x'), operation(...names));
    expect([take('a', 'b'), take('a', 'b'), take('a', 'b'), take('a', 'b')]).toEqual([true, true, true, false]);
    const other = new Throttle();
    for (let turn = 0; turn < 3; turn += 1) other.take(0, caller, service('x'), operation('a'));
    for (let turn = 0; turn < 5; turn += 1) other.take(0, caller, service('x'), operation('a', 'b'));
    expect(other.take(0, caller, service('x'), operation('b'))).toBe(true);
  });

  it('holds all calls of an account to ELB in one bucket of 40 and 10 a second', () => {
    const throttle = new Throttle();
    const elb = service('elasticloadbalancing');
    const taken = Array.from({ length: 60 }, (_, index) => throttle.take(0, caller, elb, operation(`bucket ${index}`)));
    expect(taken.filter(Boolean)).toHaveLength(40);
    expect(throttle.take(100, caller, elb, operation('another'))).toBe(true);
  });
});

describe('throttling in the simulator', () => {
  const options = (simulator: ReturnType<typeof createSimulator>) => ({
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: '210987654321', secretAccessKey: 'simulated' },
    requestHandler: simulator.requestHandler(),
  });

  async function storm(simulator: ReturnType<typeof createSimulator>) {
    const client = new sts.STSClient(options(simulator));
    const calls = Array.from({ length: 601 }, () => client.send(new sts.GetCallerIdentityCommand({})));
    return Promise.allSettled(calls);
  }

  it('answers with the error of the service’s protocol, and is on by default', async () => {
    const results = await storm(createSimulator({ latencyMs: [0, 0] }));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(600);
    const [refused] = results.filter((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({
      name: 'Throttling',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('can be switched off', async () => {
    const results = await storm(createSimulator({ latencyMs: [0, 0], throttling: false }));
    expect(results.every((result) => result.status === 'fulfilled')).toBe(true);
  });

  it('knows no bucket for queues and tables', async () => {
    const client = new sqs.SQSClient(options(createSimulator({ latencyMs: [0, 0] })));
    const calls = Array.from({ length: 400 }, () => client.send(new sqs.ListQueuesCommand({})));
    await expect(Promise.all(calls)).resolves.toHaveLength(400);
  });
});
