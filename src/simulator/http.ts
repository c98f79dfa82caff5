import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { settle } from './background.ts';
import { LostAnswer } from './call.ts';
import { Control } from './control.ts';
import type { WireRequest, WireResponse } from './protocols/wire.ts';
import { bytesOf } from './protocols/wire.ts';
import type { Served } from './served.ts';
import { useOrigin } from './sqs/queues.ts';

export interface Listening {
  /** `http://127.0.0.1:4599` */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Serves the simulator on loopback, with the control path `/_simulator/…` beside AWS' own protocols. */
export async function listen(simulator: Served, port: number): Promise<Listening> {
  const control = new Control(simulator);
  const server = createServer((request, response) => {
    void answer(simulator, control, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  useOrigin(simulator.world, endpoint);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { endpoint, close };
}

/** Real time moves the virtual clock, `speed` simulated seconds a second. Answers a function that stops it. */
export function runClock(simulator: Served, speed: number): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    simulator.world.clock.advance(Math.round((now - last) * speed));
    last = now;
    // What went wrong inside, with nobody waiting for it: a bug of the simulator.
    settle(simulator.world).catch((error: unknown) => void failure(error));
  }, 50);
  return () => clearInterval(timer);
}

async function answer(
  simulator: Served,
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const wire = await read(request);
    const answered = wire.path.startsWith('/_simulator') ? control.answer(wire) : await simulator.handle(wire);
    send(response, answered);
  } catch (error) {
    if (error instanceof LostAnswer) request.socket.destroy();
    else send(response, failure(error));
  }
}

async function read(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks),
    abandoned: () => request.socket.destroyed,
  };
}

function send(response: ServerResponse, { status, headers, body }: WireResponse): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** A bug of the simulator: named as such, so that nobody takes it for AWS. */
function failure(error: unknown): WireResponse {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(`simulator: ${message}`);
  const body = JSON.stringify({ __type: 'InternalFailure', message: `A bug of the simulator: ${message}` });
  return { status: 500, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: bytesOf(body) };
}
