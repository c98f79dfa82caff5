import { live, settle } from './background.ts';
import { answerCall, callWithin, type Surroundings } from './call.ts';
import { VirtualClock } from './clock.ts';
import { trail, uuid } from './cloudtrail.ts';
import { onStream, type StreamListener } from './dynamodb/streams.ts';
import { EventFaults } from './event-faults.ts';
import { route } from './events/delivering.ts';
import { Faults } from './faults.ts';
import { type Listening, listen } from './http.ts';
import type { Judged } from './iam/authorize.ts';
import { watchQueues } from './lambda/queue-mapping.ts';
import { Ledger, type LedgerEntry } from './ledger.ts';
import type { AwsError, Operation, SimulatedService } from './operation.ts';
import { Past } from './past.ts';
import { protocols } from './protocols/by-name.ts';
import type { WireRequest, WireResponse } from './protocols/wire.ts';
import { Random } from './random.ts';
import { type InProcessHandler, inProcess } from './request-handler.ts';
import { callerOf, expired, Router, signingScope, unsigned } from './route.ts';
import { services as allServices } from './services.ts';
import { sessionOf, sessionTagsOf } from './sts/identity.ts';
import { Throttle } from './throttle.ts';
import type { Where } from './where.ts';
import { openWithin } from './within.ts';
import { type Caller, World, type WorldEvent } from './world.ts';

const home: Where = { account: '210987654321', region: 'eu-central-1' };

export interface SimulatorOptions {
  readonly seed?: number;
  /** Milliseconds since 1970 at which the world begins; 2 March 2026, 8:00 UTC if absent. */
  readonly start?: number;
  /** AWS' token buckets; on unless false. */
  readonly throttling?: boolean;
  /** Simulated milliseconds that a call takes, drawn between the two; 20 to 60 if absent. */
  readonly latencyMs?: readonly [number, number];
  /** Sends «AWS API Call via CloudTrail» events for applied writes. */
  readonly cloudTrail?: boolean;
  /** Keeps the past (the last 50 writes) even while no stale read is on order. */
  readonly keepHistory?: boolean;
  /** Other services than those of services.ts, for tests of the core. */
  readonly services?: readonly SimulatedService[];
}

/** AWS in a process. */
export class Simulator {
  readonly world: World;
  readonly ledger = new Ledger();
  readonly faults: Faults;
  readonly eventFaults: EventFaults;
  readonly #router: Router;
  readonly #around: Surroundings;
  /** Apart from the world's, so that latency and identifiers of requests don't change what the world draws. */
  readonly #random: Random;
  readonly #principals = new Map<string, string>();
  readonly #onWrite: ((entry: LedgerEntry) => void)[] = [];
  readonly #onJudged: ((judged: Judged) => void)[] = [];

  constructor(options: SimulatorOptions) {
    const seed = options.seed ?? 1;
    this.world = new World(new VirtualClock(options.start ?? Date.UTC(2026, 2, 2, 8)), new Random(seed));
    this.#random = new Random(seed ^ 0x5deece66);
    const services = options.services ?? allServices;
    this.#router = new Router(services);
    const past = new Past(this.world);
    const actions = services.flatMap((service) => service.operations.map((operation) => operation.name));
    this.eventFaults = new EventFaults(this.world, new Random(seed ^ 0x1b873593));
    this.faults = new Faults(new Random(seed ^ 0x2545f491), actions, () => past.remember());
    const [low, high] = options.latencyMs ?? [20, 60];
    this.#around = {
      world: this.world,
      ledger: this.ledger,
      faults: this.faults,
      past,
      throttle: options.throttling === false ? undefined : new Throttle(),
      latency: () => {
        const whole = high === 0 ? 0 : this.#random.between(low, high);
        return [Math.floor(whole / 2), Math.ceil(whole / 2)];
      },
      keepsPast: () => options.keepHistory === true || this.faults.wantsPast,
      onApplied: (entry, requestId) => {
        if (options.cloudTrail) trail(this.world, this.#random, entry, requestId);
        for (const listener of this.#onWrite) listener(entry);
      },
      onJudged: (judged) => {
        for (const listener of this.#onJudged) listener(judged);
      },
    };
    watchQueues(this.world);
    this.onEvent((event) => route(this.world, event));
    openWithin(this.world, {
      request: (request) => this.handle(request),
      call: async (caller, operation, input) => (await this.#callWithin(services, caller, operation, input)) as never,
    });
  }

  #callWithin<Input, Output>(
    services: readonly SimulatedService[],
    caller: Caller,
    operation: Operation<Input, Output>,
    input: Input,
  ): Promise<unknown> {
    const service = services.find((one) => one.operations.some(({ name }) => name === operation.name));
    const known = service?.operations.find(({ name }) => name === operation.name);
    if (service === undefined || known === undefined) throw new Error(`No simulated service has ${operation.name}.`);
    return callWithin(this.#around, { service, operation: known }, caller, input, uuid(this.#random));
  }

  /** Waits for what goes on inside at this moment: invocations of functions, stacks. Throws the first bug that showed there. */
  settle(): Promise<void> {
    return settle(this.world);
  }

  /** Lets simulated time pass with all that goes on in it, where `world.clock.advance` only lets it begin. */
  live(milliseconds: number): Promise<void> {
    return live(this.world, milliseconds);
  }

  /** Whoever signs with this access key is this principal from now on. */
  principal(accessKey: string, arn: string): void {
    this.#principals.set(accessKey, arn);
  }

  /** EventBridge's events as they are delivered: late, lost or doubled where that is on order. */
  onEvent(listener: (event: WorldEvent) => void): void {
    this.eventFaults.onEvent(listener);
  }

  /** The records of a table's stream, as Lambda gets them. `where` is account 210987654321 in eu-central-1 if absent. */
  onStream(table: string, listener: StreamListener, where: Where = home): void {
    onStream(this.world, where, table, listener);
  }

  /** Called after each applied write, before its answer is sent. */
  onWrite(listener: (entry: LedgerEntry) => void): void {
    this.#onWrite.push(listener);
  }

  /** Called for each permission that IAM was asked for, before the request runs or is refused. */
  onJudged(listener: (judged: Judged) => void): void {
    this.#onJudged.push(listener);
  }

  /** A `requestHandler` for clients of the SDK; with a principal, all calls through it are that principal's. */
  requestHandler(principal?: string): InProcessHandler {
    return inProcess((request) => this.handle(request, principal));
  }

  /** Serves on loopback; port 0 takes a free one. Queues' URLs name this endpoint from now on. */
  listen(port: number): Promise<Listening> {
    return listen(this, port);
  }

  /** The one way in: both transports end here. Throws LostAnswer where the connection is to break. */
  async handle(request: WireRequest, principal?: string): Promise<WireResponse> {
    const requestId = uuid(this.#random);
    const routed = this.#router.route(request);
    if (!routed.ok) return refuse(routed.service, routed.error, requestId);
    const { service } = routed.route;
    const scope = signingScope(request);
    if (scope === undefined) return refuse(service, unsigned(service), requestId);
    const session = sessionOf(this.world, scope.accessKey);
    if (principal === undefined && session?.expired) return refuse(service, expired(service), requestId);
    const known = principal ?? this.#principals.get(scope.accessKey) ?? session?.arn;
    const tags = principal === undefined ? sessionTagsOf(this.world, scope.accessKey) : undefined;
    const caller = {
      ...callerOf(scope, known, request.headers['user-agent']),
      ...(tags === undefined ? {} : { sessionTags: tags }),
    };
    return answerCall(this.#around, routed.route, caller, request, requestId);
  }
}

function refuse(service: SimulatedService | undefined, error: AwsError, requestId: string): WireResponse {
  return protocols[service?.protocol ?? 'awsJson1.1'].refuse({ service, error, requestId });
}

export function createSimulator(options: SimulatorOptions = {}): Simulator {
  return new Simulator(options);
}
