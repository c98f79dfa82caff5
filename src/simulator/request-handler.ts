import { Readable } from 'node:stream';
import { HttpResponse } from '@smithy/core/protocols';
import { bytesOf, type WireRequest, type WireResponse } from './protocols/wire.ts';

/** What an SDK client hands to its transport, as far as the simulator reads it. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly hostname: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Options {
  readonly abortSignal?: { readonly aborted: boolean };
}

/** A transport for the clients of the SDK that calls the simulator in this process: no socket, no serialisation of its own. */
export interface InProcessHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: SdkRequest, options?: Options): Promise<{ response: HttpResponse }>;
  destroy(): void;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): Record<string, never>;
}

export function inProcess(answer: (request: WireRequest) => Promise<WireResponse>): InProcessHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, options) {
      refuseAborted(options);
      const abandoned = () => options?.abortSignal?.aborted ?? false;
      const wire = { ...wireRequest(request), abandoned };
      const { status, headers, body, streamed } = await answer(wire).catch((error: unknown) => {
        // The effect may be there, but a caller that gave up on the way does not hear of it.
        refuseAborted(options);
        throw error;
      });
      // As on a socket: the answer to HEAD has no body, and an object's body is a stream.
      const sent = request.method === 'HEAD' ? new Uint8Array() : streamed ? Readable.from([body]) : body;
      return { response: new HttpResponse({ statusCode: status, headers: { ...headers }, body: sent }) };
    },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

function refuseAborted(options: Options | undefined): void {
  if (options?.abortSignal?.aborted) throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}

function wireRequest(request: SdkRequest): WireRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method: request.method,
    path: request.path + queryOf(request.query ?? {}),
    headers: { host: request.hostname, ...Object.fromEntries(headers) },
    body: bodyOf(request.body),
  };
}

function queryOf(query: NonNullable<SdkRequest['query']>): string {
  const words = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => encodeURIComponent(name) + (one === null ? '' : `=${encodeURIComponent(one)}`)),
  );
  return words.length === 0 ? '' : `?${words.join('&')}`;
}

function bodyOf(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return bytesOf(body);
  if (body instanceof Uint8Array) return body;
  throw new TypeError('The simulator reads requests with a body of text or bytes.');
}
