import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { APP_TAG } from '../../src/aws/arns.ts';
import type { Clients } from '../../src/aws/clients.ts';
import { createWriters, type Writers } from '../../src/aws/writer-credentials.ts';
import { VirtualClock } from '../../src/simulator/clock.ts';

const sts = new STSClient({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  maxAttempts: 1,
});
const mock = mockClient(sts);
const role = 'arn:aws:iam::210987654321:role/ecs-steward-write';
const HOUR = 3_600_000;
const sender = { send: () => Promise.reject(new Error('nothing is sent here')) };
const clients: Clients = {
  ecs: sender,
  ecr: sender,
  elasticloadbalancing: sender,
  'application-autoscaling': sender,
  logs: sender,
};

let clock: VirtualClock;
let keys: string[];
let counted: string[];
let writers: Writers;
let refusal: Error | undefined;

beforeEach(() => {
  mock.reset();
  refusal = undefined;
  clock = new VirtualClock(Date.UTC(2026, 2, 2));
  keys = [];
  counted = [];
  writers = createWriters({
    sts,
    role,
    clientsFor: (credentials) => {
      if (typeof credentials !== 'function') keys.push(credentials.accessKeyId);
      return { ...clients };
    },
    clock,
    random: () => 0.5,
  });
  let made = 0;
  mock.on(AssumeRoleCommand).callsFake(() => {
    if (refusal !== undefined) throw refusal;
    const Credentials = { AccessKeyId: `ASIA${++made}`, SecretAccessKey: 'secret', SessionToken: 'token' };
    return { Credentials: { ...Credentials, Expiration: new Date(clock.now() + HOUR) } };
  });
});

const take = (app: string) => writers(app, (call) => counted.push(call));

describe('credentials of writers', () => {
  it('name the app as the one tag of the session, and in its name', async () => {
    await take('todo');
    expect(mock.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input)).toEqual([
      {
        RoleArn: role,
        RoleSessionName: 'ecs-steward.todo',
        DurationSeconds: 3_600,
        Tags: [{ Key: APP_TAG, Value: 'todo' }],
      },
    ]);
    expect(counted).toEqual(['sts:AssumeRole']);
  });

  it('are kept for an app until five minutes before their end, and are never another app’s', async () => {
    const first = await take('todo');
    const other = await take('shop');
    expect(await take('todo')).toEqual(first);
    expect(other).not.toBe(first);
    expect(keys).toEqual(['ASIA1', 'ASIA2']);
    clock.advance(HOUR - 300_001);
    await take('todo');
    expect(keys).toHaveLength(2);
    clock.advance(2);
    await take('todo');
    expect(keys).toEqual(['ASIA1', 'ASIA2', 'ASIA3']);
  });

  it('of the app that was met first go, where there are many', async () => {
    for (let app = 0; app <= 30; app++) await take(`app-${app}`);
    await take('app-30');
    expect(keys).toHaveLength(31);
    await take('app-0');
    expect(keys).toHaveLength(32);
  });

  it('that are denied are a failure that names the call, and are asked for again next time', async () => {
    refusal = Object.assign(new Error('not authorized'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    const denied = await take('todo');
    expect(denied).toMatchObject({
      ok: false,
      failure: { class: 'denied', call: 'sts:AssumeRole', code: 'AccessDenied', maybeApplied: false },
    });
    refusal = undefined;
    expect(await take('todo')).toMatchObject({ ok: true });
    expect(counted).toHaveLength(2);
  });

  it('that are throttled are asked for again, four times in all', async () => {
    refusal = Object.assign(new Error('Rate exceeded'), { name: 'Throttling', $metadata: { httpStatusCode: 400 } });
    expect(await take('todo')).toMatchObject({ ok: false, failure: { class: 'retry', code: 'Throttling' } });
    expect(counted).toHaveLength(4);
  });
});
