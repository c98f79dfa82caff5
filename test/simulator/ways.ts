import { request as httpRequest } from 'node:http';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/simulator.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A way into the simulator: what a client of the SDK is made with, and a request by hand. */
export interface Way {
  readonly simulator: Simulator;
  config(accessKeyId?: string): {
    region: string;
    maxAttempts: number;
    credentials: { accessKeyId: string; secretAccessKey: string };
    requestHandler?: ReturnType<Simulator['requestHandler']>;
    endpoint?: string;
  };
  raw(request: RawRequest): Promise<RawAnswer>;
  close(): Promise<void>;
}

const client = (accessKeyId = '210987654321') => ({
  region: 'eu-central-1',
  maxAttempts: 1,
  credentials: { accessKeyId, secretAccessKey: 'simulated' },
});

export async function inProcess(options: SimulatorOptions = {}): Promise<Way> {
  const simulator = createSimulator(options);
  return {
    simulator,
    config: (accessKeyId) => ({ ...client(accessKeyId), requestHandler: simulator.requestHandler() }),
    raw: async ({ headers, body }) => {
      const request = { method: 'POST', path: '/', headers, body: new TextEncoder().encode(body) };
      const answer = await simulator.handle(request);
      return { status: answer.status, headers: answer.headers, body: new TextDecoder().decode(answer.body) };
    },
    close: async () => undefined,
  };
}

export async function overHttp(options: SimulatorOptions = {}): Promise<Way> {
  const simulator = createSimulator(options);
  const { endpoint, close } = await simulator.listen(0);
  return {
    simulator,
    config: (accessKeyId) => ({ ...client(accessKeyId), endpoint }),
    raw: (request) => post(endpoint, request),
    close,
  };
}

/** Not `fetch`: that would add headers and can't leave out the host's. */
function post(endpoint: string, { headers, body }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(endpoint, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

export function signedFor(
  service: string,
  accessKey = '210987654321',
  region = 'eu-central-1',
): Record<string, string> {
  const scope = `${accessKey}/20260302/${region}/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` };
}
