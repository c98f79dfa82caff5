import type { RequestListener } from 'node:http';
import dynalite from 'dynalite';
import inject from 'light-my-request';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';

/** A DynamoDB structure in its wire form, as plain JSON. */
export type Wire = Readonly<Record<string, unknown>>;

/**
 * The tables of one account and region: dynalite in this process, without a socket. It is asynchronous, so all that
 * happens to the tables goes through one queue: a read of the old item, the write and its stream record are one step,
 * and a sweep that the clock started comes before every later call.
 */
export class Store {
  readonly #listener: RequestListener;
  #queue: Promise<unknown> = Promise.resolve();

  constructor() {
    const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    const [listener] = server.listeners('request');
    if (listener === undefined) throw new Error('dynalite has no request listener');
    this.#listener = (request, response) => listener(request, response);
  }

  /** Runs one step when all earlier ones are done. */
  step<Value>(run: () => Promise<Value>): Promise<Value> {
    const result = this.#queue.then(run);
    this.#queue = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** One call to dynalite; only inside a step. Throws what DynamoDB would answer. */
  async call(operation: string, input: Wire): Promise<Wire> {
    const response = await inject(this.#listener, {
      method: 'POST',
      url: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        // dynalite wants the form of a signature, and does not check it.
        authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=a',
        'x-amz-date': '20260302T080000Z',
      },
      payload: JSON.stringify(input),
    });
    const body = JSON.parse(response.payload) as Wire;
    if (response.statusCode === 200) return body;
    const { __type, message, Message, ...members } = body;
    const code = String(__type).split('#').at(-1) ?? 'InternalServerError';
    throw new AwsError(code, String(message ?? Message ?? ''), response.statusCode, members);
  }

  /** dynalite changes a table's state a moment of real time later; waits until it has. Only inside a step. */
  async settled(table: string): Promise<void> {
    for (;;) {
      const status = await this.call('DescribeTable', { TableName: table }).then(
        ({ Table }) => (Table as Wire).TableStatus,
        () => 'gone',
      );
      if (status === 'ACTIVE' || status === 'gone') return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const stores = new WeakMap<World, Map<string, Store>>();

/** Not part of the world's state, which is plain data: items are copied by `snapshotTable`. */
export function storeOf(world: World, where: Where): Store {
  let ofWorld = stores.get(world);
  if (ofWorld === undefined) {
    ofWorld = new Map();
    stores.set(world, ofWorld);
  }
  const id = `${where.account}/${where.region}`;
  let store = ofWorld.get(id);
  if (store === undefined) {
    store = new Store();
    ofWorld.set(id, store);
  }
  return store;
}
