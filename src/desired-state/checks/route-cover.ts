import { BlockList, isIP } from 'node:net';
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';

/** One condition: what it asks about, and the values that pass, in one form. A request meets all of a route's. */
type Asked = readonly (readonly [what: string, values: readonly string[]])[];

/** Every request that meets `narrow` meets `broad`, too: nothing is left where `broad` comes first. */
export function covers(broad: readonly RuleCondition[], narrow: readonly RuleCondition[]): boolean {
  return allCovered(asked(broad), asked(narrow));
}

function allCovered(broad: Asked, narrow: Asked): boolean {
  return broad.every(([what, patterns]) =>
    narrow.some(
      ([same, values]) =>
        same === what && values.every((value) => patterns.some((pattern) => matches(what, pattern, value))),
    ),
  );
}

/** The very same requests, however the values are ordered. */
export function sameRequests(one: readonly RuleCondition[], other: readonly RuleCondition[]): boolean {
  return covers(one, other) && covers(other, one);
}

/** A route with several values as routes with one each: `/a or /b` on `x.io` is `/a` on `x.io` and `/b` on `x.io`. */
export type Part = Asked;

/** More values than ALB takes in a rule are not taken apart: that is said as such. */
const MOST_PARTS = 16;

export function partsOf(conditions: readonly RuleCondition[]): readonly Part[] {
  const all = asked(conditions);
  if (all.reduce((count, [, values]) => count * Math.max(1, values.length), 1) > MOST_PARTS) return [all];
  return all.reduce<readonly Part[]>(
    (parts, [what, values]) => parts.flatMap((part) => values.map((value): Part => [...part, [what, [value]]])),
    [[]],
  );
}

/** `broad` takes all that the part `narrow` asks for; `same`: and nothing else. */
export function partCovers(broad: Part, narrow: Part): 'same' | 'more' | undefined {
  if (!allCovered(broad, narrow)) return undefined;
  return allCovered(narrow, broad) ? 'same' : 'more';
}

/** Only methods and paths know upper and lower case (AWS: «Condition types for listener rules»). */
function asked(conditions: readonly RuleCondition[]): Asked {
  return conditions.flatMap((condition): [string, readonly string[]][] => {
    const { HttpHeaderConfig: header, QueryStringConfig: query } = condition;
    if (header !== undefined)
      return [[`header:${header.HttpHeaderName?.toLowerCase()}`, lowerCase(header.Values ?? [])]];
    // The pairs of one condition are alternatives.
    if (query !== undefined)
      return [['query', lowerCase((query.Values ?? []).map(({ Key = '', Value = '' }) => `${Key}\n${Value}`))]];
    const values =
      condition.PathPatternConfig?.Values ??
      condition.HostHeaderConfig?.Values ??
      condition.HttpRequestMethodConfig?.Values ??
      condition.SourceIpConfig?.Values ??
      condition.Values ??
      [];
    return [[condition.Field ?? '', condition.Field === 'host-header' ? lowerCase(values) : values]];
  });
}

function lowerCase(values: readonly string[]): string[] {
  return values.map((value) => value.toLowerCase());
}

function matches(what: string, pattern: string, value: string): boolean {
  if (what === 'http-request-method') return pattern === value;
  return what === 'source-ip' ? rangeCovers(pattern, value) : patternCovers(pattern, value);
}

/** `10.0.0.0/8` covers `10.1.0.0/16`. */
function rangeCovers(broad: string, narrow: string): boolean {
  if (broad === narrow) return true;
  const [[outer = '', outerBits = ''], [inner = '', innerBits = '']] = [broad.split('/'), narrow.split('/')];
  const kind = isIP(outer);
  if (kind === 0 || kind !== isIP(inner) || Number(outerBits) > Number(innerBits)) return false;
  if (Number.isNaN(Number(outerBits)) || Number(outerBits) > (kind === 4 ? 32 : 128)) return false;
  const block = new BlockList();
  block.addSubnet(outer, Number(outerBits), kind === 4 ? 'ipv4' : 'ipv6');
  return block.check(inner, kind === 4 ? 'ipv4' : 'ipv6');
}

/**
 * `/a/*` covers `/a/b/*` and `/a/?`; `*` and `?` of the value are characters that only `*` covers (`?` covers `?`).
 * Both are at most 128 characters, so the table stays small.
 */
export function patternCovers(pattern: string, value: string): boolean {
  // Most pairs are equal or differ before the first wildcard, and are done with that.
  if (pattern === value) return true;
  const plain = pattern.search(/[*?]/);
  if (plain < 0) return false;
  if (!value.startsWith(pattern.slice(0, plain))) return false;
  // reach[i]: the pattern's first i characters cover all that was read of the value.
  let reach = Array.from({ length: pattern.length + 1 }, (_each, index) => /^\**$/.test(pattern.slice(0, index)));
  for (const character of value) {
    const next = [false];
    for (const [index, wanted] of [...pattern].entries()) {
      const here = reach[index] === true;
      const stays = wanted === '*' && (here || reach[index + 1] === true || next[index] === true);
      const steps = here && (wanted === '?' ? character !== '*' : wanted === character && character !== '*');
      next.push(stays || steps);
    }
    reach = next;
  }
  return reach[pattern.length] === true;
}
