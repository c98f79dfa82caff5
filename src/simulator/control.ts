import { type ControlRoute, routes } from './control-routes.ts';
import { AwsError } from './operation.ts';
import { bytesOf, textOf, type WireRequest, type WireResponse } from './protocols/wire.ts';
import type { Controlled, SeenEvent, Served } from './served.ts';

const prefix = '/_simulator';
const keptEvents = 1000;

/** The simulator's own path: JSON in, JSON out; moves the clock, pushes images, orders faults, shows what happened. */
export class Control implements Controlled {
  readonly simulator: Served;
  readonly #events: SeenEvent[] = [];
  #seq = 0;

  constructor(simulator: Served) {
    this.simulator = simulator;
    simulator.onEvent((event) => {
      this.#events.push({ seq: ++this.#seq, deliveredAt: simulator.world.clock.now(), event });
      if (this.#events.length > keptEvents) this.#events.shift();
    });
  }

  /** The last thousand events that were delivered. */
  events(since: number): readonly SeenEvent[] {
    return this.#events.filter((seen) => seen.seq > since);
  }

  answer(request: WireRequest): WireResponse {
    const url = new URL(request.path, 'http://simulator');
    const path = url.pathname.slice(prefix.length);
    const route = routes.find((one) => one.path === path && one.method === request.method);
    if (route === undefined) return json(404, unknownPath(request.method, url.pathname));
    try {
      return json(200, run(route, this, url, request.body));
    } catch (error) {
      if (error instanceof AwsError) return json(error.status, { error: error.message, code: error.code });
      return json(400, { error: error instanceof Error ? error.message : String(error) });
    }
  }
}

function run(route: ControlRoute, control: Control, url: URL, body: Uint8Array): unknown {
  const text = textOf(body);
  const input: unknown = text === '' ? {} : JSON.parse(text);
  return route.run(control, { query: url.searchParams, input });
}

function unknownPath(method: string, path: string) {
  const known = routes.map((route) => ({ path: `${route.method} ${prefix}${route.path}`, does: route.does }));
  return { error: `The simulator has no ${method} ${path}.`, known };
}

function json(status: number, value: unknown): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: bytesOf(`${JSON.stringify(value)}\n`) };
}
