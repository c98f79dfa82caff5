import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { spokeRoleNames } from '../../src/aws/arns.ts';
import { type AssumeOptions, createAssumedClients } from '../../src/aws/assumed-clients.ts';
import { createClients } from '../../src/aws/clients.ts';
import { createSpokeClients } from '../../src/aws/spoke-clients.ts';
import { createWriters } from '../../src/aws/writer-credentials.ts';
import type { PassFact } from '../../src/control-loop/facts.ts';
import type { Planning, Worker } from '../../src/control-loop/scene.ts';
import type { Swept } from '../../src/control-loop/sweep.ts';
import { createDispatch, type DispatchOutcome } from '../../src/handlers/dispatch.ts';
import { createQueue, type Queue } from '../../src/handlers/queue.ts';
import { createReconcile } from '../../src/handlers/reconcile.ts';
import type { SeenTaskDefinition } from '../../src/reconcilers/observation.ts';
import { createDocumentStore, type DocumentStore } from '../../src/records/document-store.ts';
import { readFleet } from '../../src/records/fleet-index.ts';
import { createItems, type Items } from '../../src/records/items.ts';
import { spokesKey } from '../../src/records/spokes.ts';
import { tableShape } from '../../src/records/table.ts';
import type { HttpAnswer, HttpRequest } from '../../src/rollouts/smoke-test.ts';
import { requestThroughLoadBalancer } from '../../src/simulator/elbv2/traffic.ts';
import { deliver, type EventSource } from '../../src/simulator/event-source.ts';
import type { LedgerEntry } from '../../src/simulator/ledger.ts';
import { Random } from '../../src/simulator/random.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import type { Where } from '../../src/simulator/where.ts';
import type { WorldEvent } from '../../src/simulator/world.ts';
import { functionSession, makeRoles, makeSpokeRoles, place, roles, where } from './roles.ts';

/** Everything that ecs-steward needs to run against the simulator: its own table and queue, handlers, and the people around it. */

export { where } from './roles.ts';

const ownPrincipal = functionSession('reconcile');
const ownSessions = /^arn:aws:sts::\d{12}:assumed-role\/ecs-steward-(?:write|spoke-read|spoke-write)\//;
const TABLE = place.table;
const SWEEP_EVERY_MS = 300_000;
const credentials = { accessKeyId: where.account, secretAccessKey: 'simulated' };

/** Stands between the worker and AWS: may refuse a request (throw) before or after it was carried out. */
export type Tap = (
  request: { readonly hostname?: string; readonly headers: Record<string, string>; readonly body?: unknown },
  send: () => Promise<unknown>,
) => Promise<unknown>;

export interface StageOptions {
  readonly tap?: Tap;
  readonly seed?: number;
  readonly throttling?: boolean;
  readonly cloudTrail?: boolean;
  readonly keepHistory?: boolean;
  readonly latencyMs?: readonly [number, number];
  readonly tell?: (fact: PassFact) => void;
  readonly swept?: (swept: Swept) => void;
  readonly dropped?: (why: string) => void;
  readonly planning?: Planning;
  /** Paths of roles besides the apps' own that IAM lets be passed. */
  readonly rolePaths?: readonly string[];
}

export class Stage {
  readonly simulator: Simulator;
  readonly worker: Worker;
  readonly items: Items;
  readonly documents: DocumentStore;
  readonly queue: Queue;
  readonly facts: PassFact[] = [];
  readonly sweeps: Swept[] = [];
  readonly dropped: string[] = [];
  readonly #source: EventSource;
  /** The dispatch function's own, under its own role. */
  readonly #sender: Queue;
  readonly #fleet: Items;
  readonly #inbox: unknown[] = [];
  #dispatch: ((event: unknown) => Promise<DispatchOutcome>) | undefined;
  #nextTick = 0;
  /** Where there may be load balancers. */
  readonly #places: Where[] = [where];

  private constructor(simulator: Simulator, queueUrl: string, options: StageOptions) {
    this.simulator = simulator;
    const random = new Random((options.seed ?? 1) ^ 0x7f4a7c15);
    const tell = (fact: PassFact) => {
      this.facts.push(fact);
      options.tell?.(fact);
    };
    this.worker = {
      ...createWorker(simulator, this.#places, random, tell, 'worker-1', options.tap),
      ...(options.planning === undefined ? {} : { planning: options.planning }),
    };
    const records = {
      client: this.worker.dynamodb,
      table: TABLE,
      clock: simulator.world.clock,
      random: () => random.next(),
      count: () => undefined,
    };
    const tableOf = (principal: string) =>
      createItems({
        ...records,
        client: new DynamoDBClient({
          region: where.region,
          credentials,
          requestHandler: simulator.requestHandler(principal),
          maxAttempts: 1,
        }),
      });
    const queueOf = (principal: string) =>
      createQueue({
        client: sqs(simulator, principal, options.tap),
        url: queueUrl,
        clock: simulator.world.clock,
        random: () => random.next(),
        count: () => undefined,
      });
    this.items = tableOf(person('mika'));
    this.documents = createDocumentStore(this.items);
    this.queue = queueOf(ownPrincipal);
    this.#fleet = tableOf(functionSession('dispatch'));
    this.#sender = queueOf(functionSession('dispatch'));
    const handler = createReconcile({
      worker: this.worker,
      queue: this.queue,
      remaining: () => 120_000,
      dropped: (why) => {
        this.dropped.push(why);
        options.dropped?.(why);
      },
      swept: (swept) => {
        this.sweeps.push(swept);
        options.swept?.(swept);
      },
    });
    this.#source = deliver(simulator, queueUrl, handler, { batchSize: 10 });
    simulator.onEvent((event: WorldEvent) =>
      this.#inbox.push({ version: '0', id: '00000000-0000-4000-8000-000000000000', ...event }),
    );
    simulator.onStream(TABLE, (event) => this.#inbox.push(event), where);
  }

  static async create(options: StageOptions = {}): Promise<Stage> {
    const simulator = createSimulator({
      seed: options.seed ?? 1,
      throttling: options.throttling ?? true,
      cloudTrail: options.cloudTrail ?? true,
      ...(options.keepHistory === undefined ? {} : { keepHistory: options.keepHistory }),
      ...(options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs }),
    });
    const bootstrap = simulator.requestHandler(person('bootstrap'));
    makeRoles(simulator.world, options.rolePaths ?? []);
    const dynamodb = new DynamoDBClient({
      region: where.region,
      credentials,
      requestHandler: bootstrap,
      maxAttempts: 1,
    });
    await dynamodb.send(
      new CreateTableCommand({
        ...tableShape,
        TableName: TABLE,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    const created = await new SQSClient({
      region: where.region,
      credentials,
      requestHandler: bootstrap,
      maxAttempts: 1,
    }).send(new CreateQueueCommand({ QueueName: 'ecs-steward', Attributes: { VisibilityTimeout: '900' } }));
    return new Stage(simulator, created.QueueUrl ?? '', options);
  }

  /** From now on events, stream records and the schedule go through the real dispatch handler. */
  dispatchEvents(): void {
    this.#dispatch = createDispatch({
      own: {
        ...where,
        roles: [roles.reconcile, roles.write],
        spokeRoles: Object.values(spokeRoleNames(place.prefix)),
        table: TABLE,
      },
      fleet: () => readFleet(this.#fleet),
      documents: () => createDocumentStore(this.#fleet).names(),
      send: (messages) => this.#sender.send(messages),
      now: () => this.now,
      told: () => undefined,
    });
    this.#nextTick = this.now + SWEEP_EVERY_MS;
  }

  get now(): number {
    return this.simulator.world.clock.now();
  }

  /** Simulated time passes, a second at a time: events are dispatched, messages handled. Ends early when `until` holds. */
  async run(seconds: number, until?: () => boolean | Promise<boolean>): Promise<boolean> {
    const end = this.now + seconds * 1_000;
    while (this.now < end) {
      await this.settle();
      if ((await until?.()) === true) return true;
      this.simulator.world.clock.advance(1_000);
    }
    await this.settle();
    return (await until?.()) === true;
  }

  /** What is there now is handled. */
  async settle(): Promise<void> {
    if (this.#dispatch !== undefined && this.now >= this.#nextTick) {
      this.#nextTick = this.now + SWEEP_EVERY_MS;
      this.#inbox.push({ sweep: true, scheduledTime: new Date(this.now).toISOString() });
    }
    const events = this.#inbox.splice(0);
    if (this.#dispatch !== undefined) for (const event of events) await this.#dispatch(event);
    await this.#source.pump();
  }

  /** Events and stream records that were not dispatched yet are lost. */
  loseEvents(): number {
    return this.#inbox.splice(0).length;
  }

  /** Another account gives us its roles, and an administrator accepts it. */
  async addSpoke(account: string, regions: readonly string[] = [where.region]): Promise<void> {
    const externalId = `agreed-${account}`;
    makeSpokeRoles(this.simulator.world, account, externalId, regions);
    const accepted = await this.items.set(spokesKey, { [account]: { externalId, regions } });
    if (!accepted.ok) throw new Error(accepted.failure.message);
    this.#places.push(...regions.map((region) => ({ account, region })));
  }

  /** Clients of somebody else: what they write is foreign. */
  as(name: string, at: Where = where) {
    const config = {
      region: at.region,
      credentials: { ...credentials, accessKeyId: at.account },
      requestHandler: this.simulator.requestHandler(person(name, at.account)),
      maxAttempts: 1,
    };
    return {
      ecs: new ECSClient(config),
      elb: new ElasticLoadBalancingV2Client(config),
      ecr: new ECRClient(config),
      scaling: new ApplicationAutoScalingClient(config),
    };
  }

  /** Calls of ours since a ledger number, without those to our own table and queue and for credentials. */
  ownCalls(since = 0): LedgerEntry[] {
    return this.simulator.ledger
      .entries()
      .filter(
        (entry) =>
          entry.seq >= since &&
          (entry.actor === ownPrincipal || ownSessions.test(entry.actor)) &&
          !/^(?:dynamodb|sqs|sts):/.test(entry.action),
      );
  }

  get seq(): number {
    return this.simulator.ledger.entries().length + 1;
  }
}

function person(name: string, account: string = where.account): string {
  return `arn:aws:iam::${account}:user/${name}`;
}

function sqs(simulator: Simulator, principal: string, tap?: Tap): SQSClient {
  return new SQSClient({
    region: where.region,
    credentials,
    requestHandler: tapped(simulator.requestHandler(principal), tap),
    maxAttempts: 1,
  });
}

/** A worker as the Lambda function makes it, on the simulator's clock, with the load balancer behind its requests. */
function createWorker(
  simulator: Simulator,
  places: readonly Where[],
  random: Random,
  tell: (fact: PassFact) => void,
  name: string,
  tap?: Tap,
): Worker {
  const requestHandler = tapped(simulator.requestHandler(ownPrincipal), tap);
  // Its sessions are told apart by their credentials, as at AWS.
  const anySession = tapped(simulator.requestHandler(), tap);
  const assuming: AssumeOptions = {
    sts: new STSClient({ region: where.region, credentials, requestHandler, maxAttempts: 1 }),
    clientsFor: (session, region) => createClients({ region, credentials: session, requestHandler: anySession }),
    clock: simulator.world.clock,
    random: () => random.next(),
  };
  return {
    clients: createClients({ region: where.region, credentials, requestHandler }),
    writers: createWriters(createAssumedClients(assuming), { role: roles.write, region: where.region }),
    spokes: createSpokeClients({
      assume: createAssumedClients({ ...assuming, restMs: 30_000 }),
      partition: place.partition,
      prefix: place.prefix,
    }),
    dynamodb: new DynamoDBClient({ region: where.region, credentials, requestHandler, maxAttempts: 1 }),
    table: TABLE,
    clock: simulator.world.clock,
    random: () => random.next(),
    httpGet: async (request) => answerOf(simulator, places, request),
    revisions: new Map<string, SeenTaskDefinition>(),
    tell,
    name,
    account: where.account,
    region: where.region,
  };
}

/** A name is known in one place only. */
function answerOf(simulator: Simulator, places: readonly Where[], request: HttpRequest): HttpAnswer {
  let why = '';
  for (const at of places)
    try {
      const answer = requestThroughLoadBalancer(simulator.world, at, {
        dnsName: request.dnsName,
        port: request.port,
        method: 'GET',
        host: request.host ?? request.dnsName,
        path: request.path,
        headers: {},
      });
      return { answered: true, status: answer.status, body: answer.body, cut: false };
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
  return { answered: false, why, reached: false };
}

function tapped(
  handler: ReturnType<Simulator['requestHandler']>,
  tap: Tap | undefined,
): ReturnType<Simulator['requestHandler']> {
  if (tap === undefined) return handler;
  return new Proxy(handler, {
    get(target, name, receiver): unknown {
      if (name !== 'handle') return Reflect.get(target, name, receiver);
      return (request: Parameters<Tap>[0], options: unknown) =>
        tap(request, () => target.handle(request as never, options as never));
    },
  });
}
