import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDispatch, type DispatchOutcome } from '../../src/handlers/dispatch.ts';
import { decode } from '../../src/handlers/messages.ts';
import type { Sending } from '../../src/handlers/queue.ts';
import { type FleetApp, scopeText } from '../../src/records/fleet-index.ts';

const folder = new URL('../fixtures/events/', import.meta.url);
const json = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

interface FleetFile {
  readonly account: string;
  readonly region: string;
  readonly ownRole: string;
  readonly table: string;
  readonly apps: readonly {
    readonly app: string;
    readonly account: string;
    readonly region: string;
    readonly cluster: string;
    readonly services: readonly {
      readonly name: string;
      readonly repository: string;
      readonly tag?: string;
      readonly ecsService: string;
      readonly taskFamily: string;
      readonly targetGroups: readonly string[];
      readonly rules: readonly string[];
    }[];
  }[];
}

interface EventCase {
  readonly file: string;
  readonly expect: { readonly apps: readonly string[]; readonly reason: string };
  readonly alsoFine?: readonly string[];
  readonly caller?: string | null;
  readonly handler?: string;
}

const file = json('fleet.json') as FleetFile;
const { events } = json('index.json') as { events: EventCase[] };
const fleet: FleetApp[] = file.apps.map(({ app, account, region, cluster, services }) => ({
  app,
  account,
  region,
  cluster,
  documentVersion: 1,
  listeners: [],
  services: services.map(({ name, repository, tag, ecsService, taskFamily, targetGroups, rules }) => ({
    name,
    ecsService,
    taskFamily,
    targetGroups,
    rules,
    repositories: [{ account, region, name: repository, ...(tag === undefined ? {} : { tag }) }],
  })),
}));

async function dispatched(
  event: unknown,
  names: readonly string[] = fleet.map(({ app }) => app),
  members: readonly FleetApp[] = fleet,
) {
  const sent: Sending[] = [];
  const told: DispatchOutcome[] = [];
  let reads = 0;
  const dispatch = createDispatch({
    own: {
      account: file.account,
      region: file.region,
      roles: [file.ownRole],
      spokeRoles: ['ecs-steward-spoke-write'],
      table: file.table,
    },
    fleet: async () => {
      reads++;
      return { ok: true, value: members };
    },
    documents: async () => ({ ok: true, value: names }),
    send: async (messages) => {
      sent.push(...messages);
      return { ok: true, value: messages.length };
    },
    now: () => Date.parse('2026-03-02T10:16:00Z'),
    told: (outcome) => told.push(outcome),
  });
  const outcome = await dispatch(event);
  const apps = sent.flatMap(({ message }) =>
    'app' in message
      ? [message.app]
      : 'sweep' in message
        ? fleet.filter((entry) => scopeText(entry) === scopeText(message.sweep)).map(({ app }) => app)
        : [],
  );
  return { outcome, sent, told, reads, apps: [...new Set(apps)].sort() };
}

describe('what can reach dispatch', () => {
  for (const { file: name, expect: expected, alsoFine, caller, handler } of events) {
    if (handler === 'reconcile') continue;
    it(`${name}: ${expected.apps.length === 0 ? 'nobody is woken' : expected.apps.join(', ')} (${expected.reason})`, async () => {
      const { apps, told, sent } = await dispatched(json(name));
      const fine = alsoFine === undefined ? [expected.apps] : [expected.apps, alsoFine];
      expect(fine).toContainEqual(apps);
      expect(told).toHaveLength(1);
      const said = sent.flatMap(({ message }) =>
        'app' in message && message.caller?.said !== undefined ? [message.caller.said] : [],
      );
      if (typeof caller === 'string' && apps.length > 0) expect(said).toContain(caller);
      if (caller === null) expect(said).toEqual([]);
    });
  }

  it('the messages of a batch name the apps that the index says, in our own form and the proposed one', () => {
    for (const { file: name, expect: expected } of events.filter(({ handler }) => handler === 'reconcile')) {
      const { Records } = json(name) as { Records: { body: string }[] };
      const known = new Set(fleet.map(({ app }) => app));
      const apps = Records.map(({ body }) => decode(body)).flatMap((message) =>
        message !== undefined && 'app' in message && known.has(message.app) ? [message.app] : [],
      );
      expect(apps.sort()).toEqual(expected.apps);
    }
  });
});

describe('a document that the index does not know', () => {
  const names = [...fleet.map(({ app }) => app), 'brand-new'];

  it('R36 gets a slow pass at the schedule’s next tick, beside the sweeps', async () => {
    const { sent } = await dispatched(json('26-schedule-tick-own-input.json'), names);
    const passes = sent.flatMap(({ message }) => ('app' in message ? [message] : []));
    expect(passes).toMatchObject([{ app: 'brand-new', reason: 'it is not in the index of the fleet', hinted: true }]);
    expect(sent.length).toBeGreaterThan(1);
  });

  it('is no matter of any other event', async () => {
    const { apps } = await dispatched(json('01-ecr-push-latest.json'), names);
    expect(apps).not.toContain('brand-new');
  });
});

describe('hostile events', () => {
  it('F36 a stranger costs no read of the table', async () => {
    for (const event of [{}, [], null, 'x', 7, json('42-hostile-source-lookalike.json')]) {
      const { outcome, reads, sent } = await dispatched(event);
      expect([outcome, reads, sent]).toEqual([{ is: 'dropped' }, 0, []]);
    }
  });

  it('no event makes it throw, sends anything for a stranger, or touches a prototype', async () => {
    const anything = fc.anything({ withNullPrototype: true, withDate: true, maxDepth: 4 });
    const shaped = fc.record({
      'detail-type': fc.constantFrom('ECR Image Action', 'AWS API Call via CloudTrail', 'ECS Task State Change'),
      source: fc.constantFrom('aws.ecr', 'aws.ecs'),
      account: fc.constant(file.account),
      region: fc.constant(file.region),
      detail: anything,
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, shaped, fc.record({ Records: fc.array(anything) })), async (event) => {
        const { outcome } = await dispatched(event);
        expect(['dropped', 'nothing', 'sent']).toContain(outcome.is);
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});

describe('events of other accounts', () => {
  const SPOKE = '333333333333';
  const at = { account: SPOKE, region: file.region };
  /** The same app once more in the spoke, under another name: cluster, services and repositories are called alike. */
  const [first] = fleet;
  const theirs = (fleet[0]?.services ?? []).map((service) => ({
    ...service,
    targetGroups: service.targetGroups.map((arn) => arn.replace(file.account, SPOKE)),
    rules: service.rules.map((arn) => arn.replace(file.account, SPOKE)),
    repositories: service.repositories.map((each) => ({ ...each, ...at })),
  }));
  const twin = { ...(first as FleetApp), ...at, app: 'twin', services: theirs };
  const both = [...fleet, twin];
  const own = [first?.app ?? ''];
  const moved = (event: unknown): unknown =>
    JSON.parse(JSON.stringify(event).replaceAll(file.account, SPOKE)) as unknown;
  const woken = async (event: unknown) => (await dispatched(event, [], both)).apps;

  /** Of each kind one that wakes the first app at home. */
  const kinds = [
    '01-ecr-push-latest.json',
    '14-ecs-deployment-failed.json',
    '15-ecs-task-stopped-cannot-pull.json',
    '18-cloudtrail-update-service-by-user.json',
    '21-cloudtrail-modify-target-group-attributes.json',
  ];

  it.each(kinds)('T1 %s wakes the app of the place where it happened, and no other', async (name) => {
    const atHome = await woken(json(name));
    expect(atHome).toContain(own[0]);
    expect(atHome).not.toContain('twin');
    expect(await woken(moved(json(name)))).toEqual(['twin']);
  });

  it.each(kinds.slice(1))(
    'T1 %s that comes from a spoke and speaks of something at home wakes nobody there',
    async (name) => {
      const forged = { ...(json(name) as object), account: SPOKE };
      expect(await woken(forged)).not.toContain(own[0]);
    },
  );

  it('T1 a stopped task or a deployment of another place than the event’s own is nobody’s news', async () => {
    for (const name of kinds.slice(1, 3))
      expect(await woken({ ...(json(name) as object), account: SPOKE })).toEqual([]);
  });

  it('T1 a push in another account wakes an app only where its image comes from there', async () => {
    const push = json('01-ecr-push-latest.json') as object;
    expect(await woken({ ...push, account: SPOKE })).toEqual(['twin']);
    const shared = { ...twin, app: 'shared', account: file.account };
    expect((await dispatched({ ...push, account: SPOKE }, [], [...fleet, shared])).apps).toEqual(['shared']);
    expect((await dispatched({ ...push, account: SPOKE, region: 'eu-west-1' }, [], both)).outcome).toEqual({
      is: 'dropped',
    });
  });

  it('what the hub itself writes in a spoke wakes nobody; a role of that name in another account is somebody’s', async () => {
    const write = moved(json('19-cloudtrail-update-service-by-own-role.json')) as { detail: object };
    const by = (account: string) => ({
      ...write,
      detail: {
        ...write.detail,
        userIdentity: {
          type: 'AssumedRole',
          arn: `arn:aws:sts::${account}:assumed-role/ecs-steward-spoke-write/ecs-steward.twin`,
          sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${account}:role/ecs-steward-spoke-write` } },
        },
      },
    });
    expect(await woken(by(SPOKE))).toEqual([]);
    expect(await woken(by('444444444444'))).toEqual(['twin']);
  });

  it('F36 a storm from an account that nobody is in costs one read a minute', async () => {
    let reads = 0;
    let now = 0;
    const dispatch = createDispatch({
      own: { account: file.account, region: file.region, roles: [], spokeRoles: [], table: file.table },
      fleet: async () => {
        reads++;
        return { ok: true, value: both };
      },
      documents: async () => ({ ok: true, value: [] }),
      send: async (messages) => ({ ok: true, value: messages.length }),
      now: () => now,
      told: () => undefined,
    });
    const stranger = { ...(json('01-ecr-push-latest.json') as object), account: '555555555555' };
    for (; now < 120_000; now += 100) expect(await dispatch(stranger)).toEqual({ is: 'dropped' });
    expect(reads).toBe(2);
    expect(await dispatch(moved(json('01-ecr-push-latest.json')))).toMatchObject({ is: 'sent', apps: ['twin'] });
  });
});
