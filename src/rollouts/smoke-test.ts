import type { DesiredSmokeTest } from '../desired-state/desired.ts';
import { quoted } from './quoted.ts';

/** One request to the load balancer, as plain data: the edge that sends it decides nothing. */
export interface HttpRequest {
  readonly protocol: 'HTTP' | 'HTTPS';
  /** Where the request goes, and nowhere else: redirects are not followed. */
  readonly dnsName: string;
  readonly port: number;
  readonly path: string;
  /** The Host header, and the name that a certificate must carry; absent: the load balancer's own name. */
  readonly host?: string;
}

export type HttpAnswer =
  | { readonly answered: true; readonly status: number; readonly body: string; readonly cut: boolean }
  | {
      readonly answered: false;
      readonly why: string;
      /** The load balancer took the request and gave no answer in time; false: it could not be reached. */
      readonly reached: boolean;
    };

/** Sends no credentials, follows no redirect, reads at most 64 KiB, ends within 10 s (T12). */
export type HttpGet = (request: HttpRequest) => Promise<HttpAnswer>;

export interface SmokeTestInput {
  /** Of the load balancer, as read in this pass; never from the document. */
  readonly dnsName: string;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly port: number;
  readonly test: DesiredSmokeTest;
}

export type SmokeTestResult =
  | { readonly passed: true }
  | { readonly passed: false; readonly why: string }
  /** Nothing is known of the service: the caller counts it as a check without an answer. */
  | { readonly unknown: string };

/** One request, one judgement. What could not be asked is unknown, never failed (R41). */
export async function smokeTest(get: HttpGet, input: SmokeTestInput): Promise<SmokeTestResult> {
  const { test, dnsName } = input;
  const statuses = statusSet(test.status);
  const refused = refusal(input, statuses);
  if (refused !== undefined || statuses === undefined) return { unknown: refused ?? '' };
  const { protocol, port } = input;
  const host = test.host === undefined ? {} : { host: test.host };
  const answer = await get({ protocol, dnsName, port, path: test.path, ...host });
  if (!answer.answered) {
    const why = `GET ${quoted(test.path)} had no answer: ${quoted(answer.why)}`;
    return answer.reached ? { passed: false, why } : { unknown: why };
  }
  return judge(answer, test, statuses);
}

function judge(
  answer: HttpAnswer & { readonly answered: true },
  test: DesiredSmokeTest,
  statuses: readonly StatusRange[],
): SmokeTestResult {
  const { status, body, cut } = answer;
  const asked = `GET ${quoted(test.path)} answered ${status}`;
  if (!statuses.some(([low, high]) => low <= status && status <= high)) {
    return { passed: false, why: `${asked} where ${test.status} is expected, with ${piece(body)}` };
  }
  if (test.text === undefined || body.includes(test.text)) return { passed: true };
  const where = cut ? 'in its first 64 KiB ' : '';
  return { passed: false, why: `${asked}, but ${where}without the text ${quoted(test.text, 80)}: ${piece(body)}` };
}

/** Never the whole body: it is the app's, may be long, and may hold what belongs in no log. */
function piece(body: string): string {
  return body === '' ? 'an empty body' : quoted(body, 120);
}

type StatusRange = readonly [low: number, high: number];

/** `200`, `200,302`, `200-299` and mixtures, as the load balancer's matchers spell them; undefined: not such a set. */
function statusSet(text: string): readonly StatusRange[] | undefined {
  const ranges = text.split(',').map((part): StatusRange | undefined => {
    const [, low, high] = /^\s*([1-5]\d\d)(?:-([1-5]\d\d))?\s*$/.exec(part) ?? [];
    return low === undefined ? undefined : [Number(low), Number(high ?? low)];
  });
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}

/** `todo-1234567890.eu-central-1.elb.amazonaws.com`, `….elb.eu-central-1.amazonaws.com`, China's with `.cn`. */
const LOAD_BALANCER =
  /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.elb(?:\.[a-z0-9-]{1,63})?\.amazonaws\.com(?:\.cn)?$/i;
const HOST = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;
/** One slash, then visible ASCII without what could name another host or end the line. */
const PATH = /^(?!.*\/\/)\/[\x21\x22\x24-\x3f\x41-\x5b\x5d-\x7e]{0,1023}$/;

/** The document was checked when it was stored; this is checked again where the request leaves (T12). */
function refusal({ dnsName, test, port }: SmokeTestInput, statuses: unknown): string | undefined {
  if (!LOAD_BALANCER.test(dnsName)) return `${quoted(dnsName)} is no load balancer's name`;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return `${port} is no port`;
  if (!PATH.test(test.path)) return `${quoted(test.path)} is no path that a smoke test may ask`;
  if (test.host !== undefined && !HOST.test(test.host)) return `${quoted(test.host)} is no host name`;
  return statuses === undefined ? `${quoted(test.status)} is no set of statuses` : undefined;
}
