import { ECSClient } from '@aws-sdk/client-ecs';
import { HttpResponse } from '@smithy/core/protocols';
import { describe, expect, it } from 'vitest';
import { type Aws, type AwsOptions, createAws, failureOf, waitBefore } from '../../src/aws/call.ts';
import type { Clients, Sender } from '../../src/aws/clients.ts';
import { Receipt } from '../../src/aws/receipt.ts';

type Reply = Error | object;

const refusal = (name: string, status?: number, message = name): Error =>
  Object.assign(new Error(message), { name }, status === undefined ? {} : { $metadata: { httpStatusCode: status } });
const throttled = refusal('ThrottlingException', 400, 'Rate exceeded');
const lost = refusal('TimeoutError');
const broken = refusal('ServerException', 500);

const servedBy = (sender: Sender): Clients => ({
  ecs: sender,
  ecr: sender,
  elasticloadbalancing: sender,
  'application-autoscaling': sender,
  logs: sender,
});

/** An AWS that gives one reply a call, on a clock that only sleeping moves. */
function setUp(replies: readonly Reply[], over: Partial<AwsOptions> = {}) {
  const sent: object[] = [];
  const slept: number[] = [];
  let time = 1_000;
  const sender: Sender = {
    send: (command: object) => {
      sent.push(command);
      const reply = replies[sent.length - 1] ?? new Error('no reply was prepared');
      return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
    },
  };
  const clients = servedBy(sender);
  const receipt = new Receipt();
  const clock = {
    now: () => time,
    monotonic: () => time,
    sleep: (milliseconds: number) => {
      slept.push(milliseconds);
      time += milliseconds;
      return Promise.resolve();
    },
  };
  const aws = createAws({
    clients,
    clock,
    receipt,
    random: () => 0,
    deadline: 60_000,
    mayWrite: () => undefined,
    ...over,
  });
  return { aws, sent, slept, receipt };
}

const update = (aws: Aws) => aws.send('ecs:UpdateService', { service: 'backend', desiredCount: 2 });
const read = (aws: Aws) => aws.send('ecs:DescribeServices', { services: ['backend'] });
const register = (aws: Aws) => aws.send('ecs:RegisterTaskDefinition', { family: 'backend', containerDefinitions: [] });

describe('a call', () => {
  it('answers what AWS answers, and is counted as what it is', async () => {
    const { aws, sent, receipt } = setUp([{ services: [] }, { service: {} }]);
    expect(await read(aws)).toEqual({ ok: true, value: { services: [] } });
    expect(await update(aws)).toEqual({ ok: true, value: { service: {} } });
    expect(sent).toMatchObject([
      { input: { services: ['backend'] } },
      { input: { service: 'backend', desiredCount: 2 } },
    ]);
    expect(receipt.facts()).toMatchObject({
      readsByCall: { 'ecs:DescribeServices': 1 },
      writesByCall: { 'ecs:UpdateService': 1 },
    });
  });

  it('waits and tries again when it is throttled, each attempt counted', async () => {
    const { aws, slept, receipt } = setUp([throttled, throttled, throttled, { service: {} }]);
    expect(await update(aws)).toMatchObject({ ok: true });
    expect(slept).toEqual([500, 1_000, 2_000]);
    expect(receipt.writes).toBe(4);
  });

  it('gives up after four attempts, and knows that a throttled write did nothing', async () => {
    const { aws, sent } = setUp([throttled, throttled, throttled, throttled, {}]);
    expect(await update(aws)).toEqual({
      ok: false,
      failure: {
        class: 'retry',
        call: 'ecs:UpdateService',
        code: 'ThrottlingException',
        message: 'Rate exceeded',
        maybeApplied: false,
      },
    });
    expect(sent).toHaveLength(4);
  });

  it('is not repeated when the answer says that repeating is of no use', async () => {
    const { aws, sent } = setUp([refusal('ServiceNotFoundException', 400), {}]);
    expect(await update(aws)).toMatchObject({ ok: false, failure: { class: 'gone', maybeApplied: false } });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['a read without an answer', read, lost, 4],
    ['a read that AWS failed at', read, broken, 4],
    ['a write without an answer', update, lost, 2],
    ['a write that AWS failed at', update, broken, 2],
    ['a registration without an answer', register, lost, 1],
  ])('%s is sent as often as that is harmless', async (_what, send, error, times) => {
    const { aws, sent } = setUp(Array.from({ length: 5 }, () => error));
    expect(await send(aws)).toMatchObject({ ok: false, failure: { class: 'retry' } });
    expect(sent).toHaveLength(times);
  });

  it('R41 a write without an answer may have happened, a read never did anything', async () => {
    expect(await update(setUp([lost, lost]).aws)).toMatchObject({ failure: { maybeApplied: true } });
    expect(await read(setUp([lost, lost, lost, lost]).aws)).toMatchObject({ failure: { maybeApplied: false } });
  });

  it('R41 a lost answer is not forgotten when the second attempt is refused', async () => {
    const { aws } = setUp([lost, refusal('InvalidParameterException', 400)]);
    expect(await update(aws)).toMatchObject({ failure: { class: 'invalid', maybeApplied: true } });
  });
});

describe('the end of the time', () => {
  it('R40 no attempt begins at or after the deadline', async () => {
    const { aws, sent, receipt } = setUp([{}], { deadline: 1_000 });
    expect(await read(aws)).toEqual({
      ok: false,
      failure: {
        class: 'wait',
        call: 'ecs:DescribeServices',
        code: 'BudgetOver',
        message: 'the time of this pass is over',
        maybeApplied: false,
      },
    });
    expect([sent.length, receipt.reads]).toEqual([0, 0]);
  });

  it('R40 no wait is begun that would end after it', async () => {
    const { aws, slept } = setUp([throttled, {}], { deadline: 1_500 });
    expect(await read(aws)).toMatchObject({ failure: { code: 'ThrottlingException' } });
    expect(slept).toEqual([]);
  });
});

describe('the right to write', () => {
  const over = { code: 'LeaseOver', message: 'the lease ran out' } as const;

  it('R26 nothing is written once the lease is over, and reads go on', async () => {
    const { aws, sent, receipt } = setUp([{ services: [] }], { mayWrite: () => over });
    expect(await update(aws)).toMatchObject({ failure: { class: 'wait', ...over, maybeApplied: false } });
    expect([sent.length, receipt.writes]).toEqual([0, 0]);
    expect(await read(aws)).toMatchObject({ ok: true });
  });

  it('R26 a sweep may write nothing at all', async () => {
    const sender: Sender = { send: () => Promise.reject(new Error('must not be called')) };
    const clients = servedBy(sender);
    const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };
    const aws = createAws({ clients, clock, receipt: new Receipt(), random: () => 0, deadline: 1 });
    expect(await update(aws)).toMatchObject({ failure: { code: 'LeaseOver', maybeApplied: false } });
  });

  it('R26 it is asked for again before each attempt', async () => {
    let asked = 0;
    const mayWrite = () => {
      asked += 1;
      return asked > 1 ? over : undefined;
    };
    const { aws, sent } = setUp([throttled, { service: {} }], { mayWrite });
    expect(await update(aws)).toMatchObject({ failure: { code: 'LeaseOver' } });
    expect(sent).toHaveLength(1);
  });

  it('R26 it is asked for a last time between fetching credentials and signing', async () => {
    let late = false;
    let requests = 0;
    const client = new ECSClient({
      region: 'eu-central-1',
      maxAttempts: 1,
      credentials: () => {
        late = true;
        return Promise.resolve({ accessKeyId: 'a', secretAccessKey: 'b' });
      },
      requestHandler: {
        handle: () => {
          requests += 1;
          return Promise.resolve({
            response: new HttpResponse({ statusCode: 200, body: new TextEncoder().encode('{}') }),
          });
        },
      },
    });
    const { aws } = setUp([], {
      clients: servedBy(client),
      mayWrite: () => (late ? over : undefined),
    });
    expect(await update(aws)).toMatchObject({ failure: { code: 'LeaseOver', maybeApplied: false } });
    expect(requests).toBe(0);
    late = false;
    expect(await read(aws)).toMatchObject({ ok: true });
    expect(requests).toBe(1);
  });
});

describe('waitBefore', () => {
  it.each([
    [1, false, 125, 250],
    [2, false, 250, 500],
    [3, false, 500, 1_000],
    [1, true, 500, 1_000],
    [3, true, 2_000, 4_000],
    [9, true, 4_000, 8_000],
  ])('attempt %i (throttled: %s) waits from %i up to %i ms', (attempt, isThrottled, shortest, longest) => {
    expect(waitBefore(attempt, isThrottled, 0)).toBe(shortest);
    expect(waitBefore(attempt, isThrottled, 0.999_999_9)).toBe(longest);
  });
});

describe('who writes', () => {
  const writing: object[] = [];
  const sender: Sender = {
    send: (command: object) => {
      writing.push(command);
      return Promise.resolve({});
    },
  };

  it('is asked for once a write and never for a read', async () => {
    let asked = 0;
    const writer = () => {
      asked++;
      return Promise.resolve({ ok: true as const, value: servedBy(sender) });
    };
    const { aws, sent } = setUp([{}], { writer });
    await read(aws);
    expect(asked).toBe(0);
    await update(aws);
    expect(asked).toBe(1);
    expect([sent.length, writing.length]).toEqual([1, 1]);
  });

  it('that can’t be had fails the write unsent and uncounted, and is not asked again at once', async () => {
    let asked = 0;
    const gone = {
      class: 'retry',
      call: 'sts:AssumeRole',
      code: 'Throttling',
      message: 'no',
      maybeApplied: false,
    } as const;
    const writer = () => {
      asked++;
      return Promise.resolve({ ok: false as const, failure: gone });
    };
    const { aws, sent, receipt } = setUp([], { writer });
    expect(await update(aws)).toMatchObject({ ok: false, failure: gone });
    expect([asked, sent.length, receipt.writes]).toEqual([1, 0, 0]);
  });

  it('L4 is not asked for without a lease', async () => {
    let asked = 0;
    const writer = () => {
      asked++;
      return Promise.resolve({ ok: true as const, value: servedBy(sender) });
    };
    const { aws } = setUp([], { writer, mayWrite: () => ({ code: 'LeaseOver', message: 'over' }) });
    expect((await update(aws)).ok).toBe(false);
    expect(asked).toBe(0);
  });
});

describe('failureOf', () => {
  it('cuts long messages of AWS', () => {
    const { message } = failureOf(
      'ecs:UpdateService',
      'write',
      refusal('AccessDeniedException', 400, 'x'.repeat(2_000)),
    );
    expect(message).toBe(`${'x'.repeat(500)}…`);
  });

  it.each([
    ['an error of our own program', new TypeError('undefined is not a function')],
    ['credentials that can not be had', refusal('CredentialsProviderError')],
  ])('knows that %s was never sent', (_what, error) => {
    expect(failureOf('ecs:UpdateService', 'write', error).maybeApplied).toBe(false);
  });

  it.each([undefined, null, 'text', 7])('takes %j for an error without an answer', (error) => {
    expect(failureOf('ecs:UpdateService', 'write', error)).toEqual({
      class: 'retry',
      call: 'ecs:UpdateService',
      code: 'Unknown',
      message: String(error),
      maybeApplied: true,
    });
  });
});
