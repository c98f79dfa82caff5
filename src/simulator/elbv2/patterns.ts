import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { contains, parseBlock } from '../ec2/cidr.ts';
import { wildcard } from '../wildcard.ts';

/** What a rule looks at. `path` may hold a query string; header names in any case. */
export interface ListenerRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sourceIp: string;
}

/** Whether one of a condition's values fits (aws-facts §4.3: paths are case sensitive, everything else is not). */
export function fits(condition: RuleCondition, request: ListenerRequest): boolean {
  const [path = '', query = ''] = splitOnce(request.path, '?');
  switch (condition.Field) {
    case 'path-pattern':
      return anyFits(condition.PathPatternConfig?.Values, path, '');
    case 'host-header':
      return anyFits(condition.HostHeaderConfig?.Values, request.host.replace(/:\d+$/, ''), 'i');
    case 'http-header':
      return headerFits(condition, request.headers);
    case 'http-request-method':
      return (condition.HttpRequestMethodConfig?.Values ?? []).includes(request.method);
    case 'query-string':
      return queryFits(condition, new URLSearchParams(query));
    case 'source-ip':
      return (condition.SourceIpConfig?.Values ?? []).some((block) => blockHolds(block, request.sourceIp));
    default:
      return false;
  }
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

function anyFits(patterns: readonly string[] | undefined, text: string, flags: '' | 'i'): boolean {
  return (patterns ?? []).some((pattern) => wildcard(pattern, flags).test(text));
}

/** Neither the name nor the value minds the case. */
function headerFits(condition: RuleCondition, headers: Readonly<Record<string, string>>): boolean {
  const wanted = condition.HttpHeaderConfig?.HttpHeaderName?.toLowerCase();
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === wanted && anyFits(condition.HttpHeaderConfig?.Values, value, 'i'),
  );
}

/** A pair without a key looks at the values of all keys. */
function queryFits(condition: RuleCondition, query: URLSearchParams): boolean {
  return (condition.QueryStringConfig?.Values ?? []).some(({ Key, Value = '' }) =>
    [...query].some(
      ([key, value]) => (Key === undefined || wildcard(Key, 'i').test(key)) && wildcard(Value, 'i').test(value),
    ),
  );
}

/** IPv4 only: a block of IPv6 never holds the address of a simulated client. */
function blockHolds(block: string, address: string): boolean {
  const outer = parseBlock(block);
  const inner = parseBlock(`${address}/32`);
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}
