import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';

/** One condition as what it asks about and the values that pass, in one form. */
type Asked = ReadonlyMap<string, readonly string[]>;

/** Every request that meets `narrow` meets `broad`, too: nothing is left where `broad` comes first. */
export function covers(broad: readonly RuleCondition[], narrow: readonly RuleCondition[]): boolean {
  const inner = asked(narrow);
  return [...asked(broad)].every(([what, patterns]) => {
    const values = inner.get(what);
    return values?.every((value) => patterns.some((pattern) => matches(what, pattern, value))) === true;
  });
}

/** The very same requests, however the values are ordered. */
export function sameRequests(one: readonly RuleCondition[], other: readonly RuleCondition[]): boolean {
  return covers(one, other) && covers(other, one);
}

/** Hosts and header names know no case, paths do (aws-facts §4.3). */
function asked(conditions: readonly RuleCondition[]): Asked {
  const lists = conditions.flatMap((condition): [string, readonly string[]][] => {
    const { HttpHeaderConfig: header, QueryStringConfig: query } = condition;
    if (header !== undefined) return [[`header:${header.HttpHeaderName?.toLowerCase()}`, header.Values ?? []]];
    if (query !== undefined)
      return (query.Values ?? []).map(({ Key = '', Value = '' }) => [`query:${Key.toLowerCase()}`, [Value]]);
    const values =
      condition.PathPatternConfig?.Values ??
      condition.HostHeaderConfig?.Values ??
      condition.HttpRequestMethodConfig?.Values ??
      condition.SourceIpConfig?.Values ??
      condition.Values ??
      [];
    const isHost = condition.Field === 'host-header';
    return [[condition.Field ?? '', isHost ? values.map((value) => value.toLowerCase()) : values]];
  });
  return new Map(lists);
}

const exact: ReadonlySet<string> = new Set(['http-request-method', 'source-ip']);

function matches(what: string, pattern: string, value: string): boolean {
  return exact.has(what) ? pattern === value : patternCovers(pattern, value);
}

/**
 * `/a/*` covers `/a/b/*` and `/a/?`; `*` and `?` of the value are characters that only `*` covers (`?` covers `?`).
 * Both are at most 128 characters, so the table stays small.
 */
export function patternCovers(pattern: string, value: string): boolean {
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
