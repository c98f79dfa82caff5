import { lookup as dnsLookup } from 'node:dns';
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { HttpAnswer, HttpGet, HttpRequest } from './smoke-test.ts';

/** A named edge: real sockets and real time. */

const MOST_BYTES = 64 * 1024;
const LONGEST_MS = 10_000;

export interface HttpGetOptions {
  /** Addresses that a name must never lead to; default: this machine and its metadata. */
  readonly refuses?: (address: string) => boolean;
  readonly longestMs?: number;
}

export function httpGet({ refuses = isLocal, longestMs = LONGEST_MS }: HttpGetOptions = {}): HttpGet {
  return (request) => send(request, lookupUnless(refuses), longestMs);
}

function send(request: HttpRequest, lookup: LookupFunction, longestMs: number): Promise<HttpAnswer> {
  if (isIP(request.dnsName) !== 0) {
    return Promise.resolve({ answered: false, reached: false, why: 'an address is no load balancer' });
  }
  return new Promise((resolve) => {
    let connected = false;
    const signal = AbortSignal.timeout(longestMs);
    const failed = (error: Error) => {
      const why = signal.aborted ? `nothing within ${longestMs / 1000} s` : error.message;
      resolve({ answered: false, reached: connected && signal.aborted, why });
    };
    const outgoing = open(request, { lookup, signal }, (answer) => {
      readBody(answer).then((body) => resolve({ answered: true, status: answer.statusCode ?? 0, ...body }), failed);
    });
    outgoing.on('socket', (socket) => {
      socket.once(request.protocol === 'HTTPS' ? 'secureConnect' : 'connect', () => {
        connected = true;
      });
    });
    outgoing.on('error', failed);
    outgoing.end();
  });
}

function open(
  { protocol, dnsName, port, path, host }: HttpRequest,
  more: Pick<RequestOptions, 'lookup' | 'signal'>,
  answered: (answer: IncomingMessage) => void,
): ClientRequest {
  const headers = { host: host ?? dnsName, 'user-agent': 'ecs-steward-smoke-test', connection: 'close' };
  const options = { ...more, host: dnsName, port, path, method: 'GET', headers, agent: false };
  if (protocol === 'HTTP') return httpRequest(options, answered);
  if (host !== undefined) return httpsRequest({ ...options, servername: host }, answered);
  // No certificate carries a load balancer's own name: the chain is verified, the name can't be.
  return httpsRequest({ ...options, servername: dnsName, checkServerIdentity: () => undefined }, answered);
}

async function readBody(answer: IncomingMessage): Promise<{ readonly body: string; readonly cut: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    const part = Buffer.from(chunk);
    chunks.push(part.subarray(0, MOST_BYTES - bytes));
    bytes += part.length;
    if (bytes > MOST_BYTES) break;
  }
  answer.destroy();
  return { body: Buffer.concat(chunks).toString('utf8'), cut: bytes > MOST_BYTES };
}

/** Asks DNS as usual and refuses what it answers, so that no name can lead to this machine (T12). */
function lookupUnless(refuses: (address: string) => boolean): LookupFunction {
  return (name, options, callback) => {
    dnsLookup(name, { ...options, all: true }, (error, found) => {
      const bad = error === null ? found.find(({ address }) => refuses(address)) : undefined;
      const first = found?.[0];
      if (error !== null) callback(error, '');
      else if (bad !== undefined) callback(new Error(`the name leads to ${bad.address}`), '');
      else if (options.all === true) callback(null, found);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}

const local = new BlockList();
local.addSubnet('0.0.0.0', 8);
local.addSubnet('127.0.0.0', 8);
local.addSubnet('169.254.0.0', 16);
local.addAddress('::', 'ipv6');
local.addAddress('::1', 'ipv6');
local.addAddress('fd00:ec2::254', 'ipv6');
local.addSubnet('fe80::', 10, 'ipv6');

/** Loopback, link-local and the metadata service; a load balancer's private addresses are none of these. */
export function isLocal(address: string): boolean {
  return local.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
