import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { APP_TAG } from '../../src/aws/arns.ts';
import { type AssumeOptions, createAssumedClients } from '../../src/aws/assumed-clients.ts';
import type { Clients } from '../../src/aws/clients.ts';
import { createSpokeClients } from '../../src/aws/spoke-clients.ts';
import { createWriters, type Writers } from '../../src/aws/writer-credentials.ts';
import { VirtualClock } from '../../src/simulator/clock.ts';

const sts = new STSClient({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  maxAttempts: 1,
});
const mock = mockClient(sts);
const role = 'arn:aws:iam::210987654321:role/ecs-steward-write';
const region = 'eu-central-1';
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
let options: AssumeOptions;

beforeEach(() => {
  mock.reset();
  refusal = undefined;
  clock = new VirtualClock(Date.UTC(2026, 2, 2));
  keys = [];
  counted = [];
  options = {
    sts,
    clientsFor: (credentials, region) => {
      if (typeof credentials !== 'function') keys.push(`${credentials.accessKeyId} ${region}`);
      return { ...clients };
    },
    clock,
    random: () => 0.5,
  };
  writers = createWriters(createAssumedClients(options), { role, region });
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
    expect(keys).toEqual(['ASIA1 eu-central-1', 'ASIA2 eu-central-1']);
    clock.advance(HOUR - 300_001);
    await take('todo');
    expect(keys).toHaveLength(2);
    clock.advance(2);
    await take('todo');
    expect(keys).toEqual(['ASIA1 eu-central-1', 'ASIA2 eu-central-1', 'ASIA3 eu-central-1']);
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

describe('credentials of other accounts', () => {
  const spoke = { account: '333333333333', region: 'eu-west-1', externalId: 'agreed' };
  const count = (call: string) => counted.push(call);
  const spokes = (more: Partial<AssumeOptions> = {}) =>
    createSpokeClients({
      assume: createAssumedClients({ ...options, restMs: 30_000, ...more }),
      partition: 'aws',
      prefix: 'ecs-steward',
    });

  it('T19 name the role of that account and the external id; only those for writes name an app', async () => {
    const { reads, writes } = spokes();
    await reads(spoke, count);
    await writes(spoke, 'todo', count);
    const asked = mock.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input);
    expect(asked).toMatchObject([
      { RoleArn: 'arn:aws:iam::333333333333:role/ecs-steward-spoke-read', ExternalId: 'agreed' },
      {
        RoleArn: 'arn:aws:iam::333333333333:role/ecs-steward-spoke-write',
        ExternalId: 'agreed',
        Tags: [{ Key: APP_TAG, Value: 'todo' }],
      },
    ]);
    expect(asked[0]).not.toHaveProperty('Tags');
    expect(keys).toEqual(['ASIA1 eu-west-1', 'ASIA2 eu-west-1']);
  });

  it('are kept for a place, and for an app in it, until five minutes before their end', async () => {
    const { reads, writes } = spokes();
    for (let time = 0; time < 3; time++) {
      await reads(spoke, count);
      await writes(spoke, 'todo', count);
    }
    expect(counted).toHaveLength(2);
    await reads({ ...spoke, region: 'eu-north-1' }, count);
    await writes(spoke, 'shop', count);
    expect(counted).toHaveLength(4);
    clock.advance(HOUR - 300_000);
    await reads(spoke, count);
    expect(counted).toHaveLength(5);
  });

  it('that are refused are not asked for again for half a minute, unless the external id is another', async () => {
    refusal = Object.assign(new Error('not authorized'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    const { reads } = spokes();
    for (let time = 0; time < 3; time++)
      expect(await reads(spoke, count)).toMatchObject({ ok: false, failure: { class: 'denied' } });
    expect(counted).toHaveLength(1);
    refusal = undefined;
    expect(await reads({ ...spoke, externalId: 'new' }, count)).toMatchObject({ ok: true });
    clock.advance(30_000);
    expect(await reads(spoke, count)).toMatchObject({ ok: true });
  });

  it('that are slow to refuse cost ten seconds at most, and then none', async () => {
    refusal = Object.assign(new Error('timed out'), { name: 'TimeoutError' });
    const { reads } = spokes({
      clock: {
        now: () => clock.now(),
        monotonic: () => clock.monotonic(),
        sleep: async (ms) => clock.advance(ms + 5_000),
      },
    });
    expect(await reads(spoke, count)).toMatchObject({ ok: false, failure: { class: 'retry' } });
    expect(counted).toHaveLength(3);
    await reads(spoke, count);
    expect(counted).toHaveLength(3);
  });
});
