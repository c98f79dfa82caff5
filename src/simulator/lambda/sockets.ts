import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { requestThroughLoadBalancer } from '../elbv2/traffic.ts';
import type { Where } from '../where.ts';
import { within } from '../within.ts';
import type { World } from '../world.ts';

/** What of the options of `http.request` is read. */
interface RequestOptions {
  readonly protocol?: string;
  readonly host?: string;
  readonly hostname?: string;
  readonly port?: number | string | null;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | number | readonly string[]>>;
}

/** An answer as `http.IncomingMessage` shows it. */
class Incoming extends Readable {
  readonly statusCode: number;
  readonly statusMessage = '';
  readonly headers: Readonly<Record<string, string>>;

  constructor(statusCode: number, headers: Readonly<Record<string, string>>, body: Uint8Array) {
    super({ read: () => undefined });
    this.statusCode = statusCode;
    this.headers = headers;
    if (body.byteLength > 0) this.push(body);
    this.push(null);
  }
}

/** A socket that is connected from the beginning and never idle. */
class Socket extends EventEmitter {
  readonly connecting = false;
  setKeepAlive(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
}

class Outgoing extends Writable {
  readonly socket = new Socket();
  readonly #chunks: Uint8Array[] = [];
  readonly #send: (body: Uint8Array) => Promise<Incoming>;

  constructor(send: (body: Uint8Array) => Promise<Incoming>, answered: ((answer: Incoming) => void) | undefined) {
    // A request that was written is not over: its answer may come much later.
    super({ autoDestroy: false });
    this.#send = send;
    if (answered !== undefined) this.once('response', answered);
    process.nextTick(() => {
      this.emit('socket', this.socket);
      this.socket.emit('connect');
      this.socket.emit('secureConnect');
    });
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    done();
    this.#send(Buffer.concat(this.#chunks)).then(
      (answer) => {
        if (!this.destroyed) this.emit('response', answer);
      },
      (error: unknown) => {
        if (!this.destroyed) this.emit('error', error);
      },
    );
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }
}

class Agent {
  readonly keepAlive = false;
  readonly sockets = {};
  readonly requests = {};
  destroy(): undefined {
    return undefined;
  }
}

/** The network of a function: AWS, and the load balancers of its region. Nothing else answers. */
export function networkModule(world: World, where: Where, awaited: () => () => void) {
  const request = (
    first: RequestOptions | string | URL,
    second?: RequestOptions | ((answer: Incoming) => void),
    third?: (answer: Incoming) => void,
  ) => {
    const options = { ...optionsOf(first), ...(typeof second === 'object' ? second : {}) };
    const answered = typeof second === 'function' ? second : third;
    const send = async (body: Uint8Array) => {
      const done = awaited();
      try {
        return await answer(world, where, options, body);
      } finally {
        done();
      }
    };
    return new Outgoing(send, answered);
  };
  const module = { Agent, request };
  return { ...module, default: module };
}

function optionsOf(given: RequestOptions | string | URL): RequestOptions {
  if (typeof given === 'object' && !(given instanceof URL)) return given;
  const { hostname, port, pathname, search } = new URL(given);
  return { hostname, port, path: pathname + search };
}

async function answer(world: World, where: Where, options: RequestOptions, body: Uint8Array): Promise<Incoming> {
  const host = options.hostname ?? options.host ?? 'localhost';
  const method = options.method ?? 'GET';
  const path = options.path ?? '/';
  const given = Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const headers: Record<string, string> = { host, ...Object.fromEntries(given) };
  if (host.endsWith('.elb.amazonaws.com')) {
    const asked = {
      dnsName: host,
      port: Number(options.port ?? 80),
      method,
      host: headers.host ?? host,
      path,
      headers,
    };
    const answered = requestThroughLoadBalancer(world, where, asked);
    return new Incoming(answered.status, answered.headers, Buffer.from(answered.body));
  }
  // Whoever signs means AWS, also where a queue's URL names the machine that the simulator listens on.
  if (headers.authorization === undefined)
    throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  const answered = await within(world).request({ method, path, headers, body });
  return new Incoming(answered.status, answered.headers, method === 'HEAD' ? new Uint8Array() : answered.body);
}
