import { beforeEach, describe, expect, it } from 'vitest';
import {
  type FleetApp,
  fleetApp,
  readFleet,
  scopesOf,
  scopeText,
  writeFleetApp,
} from '../../src/records/fleet-index.ts';
import { appWith } from '../reconcilers/app-in-aws.ts';
import { failureIn, hasFaults, type OwnTable, ownTable, valueIn } from './own-table.ts';

let place: OwnTable;

beforeEach(async () => {
  place = await ownTable();
});

const entry: FleetApp = fleetApp(appWith(), 4, new Map());
const named = (app: string, over: Partial<FleetApp> = {}): FleetApp => ({ ...entry, app, ...over });

describe('an entry', () => {
  it('has the names that events and sweeps look an app up by', () => {
    const app = appWith();
    const [service] = app.services;
    if (service === undefined) throw new Error('no service');
    const targetGroups = { 'b-group': 'arn:b', 'a-group': 'arn:a' };
    const known = new Map([[service.name, { rules: { one: 'arn:rule' }, targetGroups, revisions: [] }]]);
    const listener = service.rules[0]?.listenerArn;
    expect(fleetApp(app, 4, known)).toMatchObject({
      app: app.app,
      account: app.account,
      region: app.region,
      cluster: app.cluster,
      documentVersion: 4,
      listeners: listener === undefined ? [] : [listener],
      services: [
        {
          name: service.name,
          ecsService: service.ecsService,
          taskFamily: service.taskDefinition.family,
          targetGroups: ['arn:a', 'arn:b'],
          rules: ['arn:rule'],
        },
      ],
    });
  });

  it('follows a repository by its tag; a pinned image has none, a public one is not there', () => {
    const registry = { kind: 'ecr', account: '111122223333', region: 'eu-west-1', host: 'h' };
    const image = { container: 'c', reference: 'r', registry, repository: 'team/app' };
    const app = appWith();
    const services = app.services.slice(0, 1).map((service) => ({
      ...service,
      images: [
        { ...image, follow: { tag: 'latest' } },
        { ...image, repository: 'team/pinned', follow: { digest: 'sha256:1' } },
        { ...image, registry: { kind: 'other', host: 'public.ecr.aws' }, follow: { asIs: true } },
      ] as typeof service.images,
    }));
    expect(fleetApp({ ...app, services }, 1, new Map()).services[0]?.repositories).toEqual([
      { account: '111122223333', region: 'eu-west-1', name: 'team/app', tag: 'latest' },
      { account: '111122223333', region: 'eu-west-1', name: 'team/pinned' },
    ]);
  });
});

describe('the index', () => {
  it('gives back what was written, by name, and nothing else of its partition', async () => {
    for (const each of [named('b'), named('a')]) valueIn(await writeFleetApp(place.items, each));
    valueIn(await place.items.put({ pk: 'fleet', sk: 'scope#x', at: 1 }));
    expect(valueIn(await readFleet(place.items))).toEqual([named('a'), named('b')]);
  });

  it('one entry that can’t be read keeps none of the others away', async () => {
    valueIn(await writeFleetApp(place.items, named('a')));
    valueIn(await place.items.put({ pk: 'fleet', sk: 'app#b', app: 'b', services: 'none' }));
    expect(valueIn(await readFleet(place.items)).map(({ app }) => app)).toEqual(['a']);
  });

  it.runIf(hasFaults)('R4 that can’t be read is a failure, never an empty fleet', async () => {
    const broken = { kind: 'error', code: 'InternalServerError', message: 'no', status: 500, when: 'before' } as const;
    place.fault({ on: 'dynamodb:Query', do: broken });
    expect(failureIn(await readFleet(place.items))).toMatchObject({ class: 'retry' });
  });
});

describe('scopes', () => {
  it('are account, region and cluster, each once, in order', () => {
    const fleet = [
      named('a', { cluster: 'two' }),
      named('b', { cluster: 'one' }),
      named('c', { cluster: 'two' }),
      named('d', { cluster: 'one', region: 'us-east-1' }),
    ];
    const { account, region } = entry;
    expect(scopesOf(fleet).map(scopeText)).toEqual([
      `${account}/${region}/one`,
      `${account}/${region}/two`,
      `${account}/us-east-1/one`,
    ]);
    expect(scopesOf([])).toEqual([]);
  });
});
