import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createClients } from '../../src/aws/clients.ts';
import { sameClients } from '../../src/aws/writer-credentials.ts';
import type { PassFact } from '../../src/control-loop/facts.ts';
import { pass } from '../../src/control-loop/pass.ts';
import type { Worker } from '../../src/control-loop/scene.ts';
import { createDocumentStore, type DocumentStore } from '../../src/records/document-store.ts';
import { createItems, type Items } from '../../src/records/items.ts';
import { VirtualClock } from '../../src/simulator/clock.ts';
import { createEcsClient } from './ecs-client.ts';
import { type Fill, type GapName, gaps } from './gaps.ts';
import { createScheduler } from './scheduler.ts';
import { CLUSTER, connection, prepare, type Surroundings, TABLE, where } from './surroundings.ts';

const APP = 'todo';
const LONGEST = 25;

export type Ended = Extract<PassFact, { fact: 'ended' }>;

/** The loop as a worker runs it: passes one after the other, on a clock that jumps to the next look. Table and all else are moto's. */
export class Play {
  readonly endpoint: string;
  readonly surroundings: Surroundings;
  readonly facts: PassFact[] = [];
  readonly fill: Fill = (gap) => void this.#filled.add(gap);
  readonly #filled = new Set<GapName>();
  readonly items: Items;
  readonly #documents: DocumentStore;
  readonly #clock = new VirtualClock(Date.now());
  readonly #worker: Worker;
  readonly #scheduler: () => Promise<void>;
  #version = 0;

  private constructor(endpoint: string, surroundings: Surroundings) {
    this.endpoint = endpoint;
    this.surroundings = surroundings;
    const { maxAttempts: _, ...config } = connection(endpoint);
    const dynamodb = new DynamoDBClient(connection(endpoint));
    this.#scheduler = createScheduler(endpoint, this.fill);
    const shared = { table: TABLE, clock: this.#clock, random: () => 0.5 };
    const clients = { ...createClients(config), ecs: createEcsClient(endpoint, this.fill) };
    this.#worker = {
      ...shared,
      clients,
      writers: sameClients(clients),
      dynamodb,
      // Nothing serves behind moto's load balancer.
      httpGet: () => Promise.resolve({ answered: true, status: 200, body: 'ok', cut: false }),
      revisions: new Map(),
      tell: (fact) => void this.facts.push(fact),
      name: 'worker-1',
      account: where.account,
      region: where.region,
    };
    this.items = createItems({ ...shared, client: dynamodb, count: () => undefined });
    this.#documents = createDocumentStore(this.items);
  }

  static async create(endpoint: string): Promise<Play> {
    return new Play(endpoint, await prepare(endpoint));
  }

  /** Stores the next version of the app's document. */
  async store(services: object, more: object = {}): Promise<void> {
    const { subnets, securityGroup, listenerArn } = this.surroundings;
    const document = {
      app: APP,
      ...where,
      cluster: CLUSTER,
      network: { subnets, securityGroups: [securityGroup] },
      loadBalancer: { listener: listenerArn },
      services,
      ...more,
    };
    const stored = await this.#documents.put({
      app: APP,
      text: JSON.stringify(document),
      by: 'mika',
      comment: 'for moto',
      expectedVersion: this.#version,
      now: this.#clock.now(),
    });
    if (!stored.ok || stored.value.is !== 'stored') throw new Error(`not stored: ${JSON.stringify(stored)}`);
    this.#version = stored.value.version;
  }

  /** One pass, after ECS' part was played. */
  async pass(hinted = false): Promise<Ended> {
    await this.#scheduler();
    const { now, monotonic } = { now: this.#clock.now(), monotonic: this.#clock.monotonic() };
    const outcome = await pass(this.#worker, { app: APP, askedAt: now, deadline: monotonic + 120_000, hinted });
    this.#clock.advance('lookAgainMs' in outcome ? outcome.lookAgainMs : 10_000);
    const ended = this.facts.findLast((fact) => fact.fact === 'ended');
    if (ended === undefined) throw new Error('the pass told no end');
    return ended;
  }

  /** Passes until one has nothing to do; false: it never came. */
  async converge(hinted = false): Promise<boolean> {
    for (let count = 0; count < LONGEST; count++) {
      const { outcome } = await this.pass(hinted && count === 0);
      if (outcome.is === 'converged') return true;
    }
    return false;
  }

  async phaseOf(service: string): Promise<string> {
    const item = await this.items.get({ pk: `app#${APP}`, sk: `rollout#${service}` });
    const record = item.ok ? (item.value?.record as { state?: string } | undefined) : undefined;
    return record?.state ?? 'none';
  }

  /** Names of the gaps that nothing had to fill. */
  unfilled(): GapName[] {
    return gaps.map(({ name }) => name).filter((name) => !this.#filled.has(name));
  }
}
