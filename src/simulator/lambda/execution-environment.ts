import { Console } from 'node:console';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { Random } from '../random.ts';
import { addSession } from '../sts/identity.ts';
import type { World } from '../world.ts';
import type { Globals, Module } from './code.ts';
import { networkModule } from './sockets.ts';
import { type FunctionRecord, whereOf } from './state.ts';
import { FunctionTimers } from './timers.ts';

export interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  /** Milliseconds since 1970 at which Lambda ends it. */
  readonly deadline: number;
}

type Handler = (event: unknown, context: object) => unknown;

const machineRequire = createRequire(import.meta.url);

/** Where a function's code runs, one invocation at a time: its variables, clock, network and log, none of them the machine's. */
export class ExecutionEnvironment {
  readonly revisionId: string;
  readonly logStream: string;
  readonly #world: World;
  readonly #record: FunctionRecord;
  readonly #timers: FunctionTimers;
  readonly #log: (text: string) => void;
  readonly #handler: Handler;

  constructor(world: World, record: FunctionRecord, module: Module, log: (stream: string, text: string) => void) {
    this.#world = world;
    this.#record = record;
    this.revisionId = record.revisionId;
    this.#timers = new FunctionTimers(world.clock);
    const day = new Date(world.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    this.logStream = `${day}/[$LATEST]${world.random.hex(32)}`;
    this.#log = (text) => log(this.logStream, text);
    this.#handler = this.#load(module);
  }

  /** What the handler answers; rejects with what it throws, and at its deadline. */
  async run({ requestId, event, deadline }: Invocation): Promise<unknown> {
    const { clock } = this.#world;
    const { name, arn, configuration } = this.#record;
    this.#timers.thaw();
    const context = {
      awsRequestId: requestId,
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(configuration.memorySize),
      logGroupName: configuration.logGroup,
      logStreamName: this.logStream,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now()),
    };
    const ended = this.#endAt(requestId, deadline);
    try {
      // As over the wire: the function has a copy of its own.
      return await Promise.race([this.#handler(structuredClone(event), context), ended.promise]);
    } finally {
      ended.cancel();
      this.#timers.freeze();
    }
  }

  #endAt(requestId: string, deadline: number): { readonly promise: Promise<never>; cancel(): void } {
    const { promise, reject } = Promise.withResolvers<never>();
    const seconds = this.#record.configuration.timeout.toFixed(2);
    const sentence = `${requestId} Error: Task timed out after ${seconds} seconds`;
    const cancel = this.#world.clock.at(deadline, `time-out of ${this.#record.name}`, () =>
      reject(Object.assign(new Error(sentence), { name: 'Sandbox.Timedout' })),
    );
    promise.catch(() => undefined);
    return { promise, cancel };
  }

  #load(module: Module): Handler {
    const own: { exports: Record<string, unknown> } = { exports: {} };
    const { handler } = this.#record.configuration;
    module(this.#globals(own));
    const found = own.exports[handler.slice(handler.lastIndexOf('.') + 1)];
    if (typeof found === 'function') return found as Handler;
    throw Object.assign(new Error(`${handler} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
  }

  #globals(module: { readonly exports: object }): Globals {
    const { clock } = this.#world;
    const timers = this.#timers;
    const out = new Writable({
      write: (chunk: unknown, _encoding, done) => {
        this.#log(String(chunk));
        done();
      },
    });
    const process = ownProcess(this.#variables(), out);
    const random = new Random(clock.now());
    return {
      exports: module.exports,
      module,
      require: this.#require(process),
      process,
      console: new Console({ stdout: out, stderr: out }),
      Date: simulatedDate(() => clock.now()),
      Math: Object.create(Math, {
        random: { value: () => random.next() },
      }),
      performance: { now: () => clock.monotonic(), timeOrigin: clock.now() - clock.monotonic() },
      setTimeout: (run: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) =>
        timers.set(() => run(...given), milliseconds),
      clearTimeout: (handle: unknown) => timers.clear(handle),
      setInterval: () => {
        throw new Error('The simulator does not know setInterval of functions.');
      },
      clearInterval: (handle: unknown) => timers.clear(handle),
      fetch: () => Promise.reject(new TypeError('The simulator does not know fetch of functions: it has node:http.')),
    };
  }

  #require(process: object): (name: string) => unknown {
    const network = networkModule(this.#world, whereOf(this.#record.arn), () => this.#timers.await());
    const require = (name: string): unknown => {
      switch (name.replace(/^node:/, '')) {
        case 'http':
        case 'https':
          return network;
        case 'process':
          return process;
        case 'module':
          return { createRequire: () => require };
        default:
          return machineRequire(name) as unknown;
      }
    };
    return require;
  }

  /** Lambda developer guide, «Defined runtime environment variables». */
  #variables(): Record<string, string> {
    const { name, arn, configuration } = this.#record;
    const { account, region } = whereOf(arn);
    const accessKey = `ASIA${this.#world.random.hex(16).toUpperCase()}`;
    const role = configuration.role.split('/').at(-1) ?? '';
    // An environment ends before its credentials do.
    const session = `arn:aws:sts::${account}:assumed-role/${role}/${name}`;
    addSession(this.#world, accessKey, { arn: session, ends: Number.POSITIVE_INFINITY });
    return {
      // A place without settings of the SDK: those of the machine are not the function's.
      HOME: '/var/task',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      LAMBDA_TASK_ROOT: '/var/task',
      AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
      AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: this.logStream,
      _HANDLER: configuration.handler,
      ...configuration.environment,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: 'simulated',
      AWS_SESSION_TOKEN: 'simulated',
    };
  }
}

/** The machine's process with other variables and outputs. */
function ownProcess(variables: Record<string, string>, out: Writable): object {
  const own: Readonly<Record<string, unknown>> = { env: variables, stdout: out, stderr: out };
  return new Proxy(process, {
    get: (target, name) => {
      if (typeof name === 'string' && Object.hasOwn(own, name)) return own[name];
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A class of its own, so that `new Date()` and `Date.now()` say the simulated time; values of both classes are Dates. */
function simulatedDate(now: () => number): DateConstructor {
  return new Proxy(Date, {
    construct: (target, given: readonly unknown[]) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given) as Date,
    apply: () => new Date(now()).toString(),
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
}
