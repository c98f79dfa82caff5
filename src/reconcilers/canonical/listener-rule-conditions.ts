import type { Struct } from './plain-data.ts';
import { isStruct, textOf } from './plain-data.ts';
import { type KeyedRule, keyed, leaf, set, struct } from './rules.ts';

/** Where AWS keeps the values of each field; `Values` beside it is the older spelling of the first two (aws-facts §4.3). */
const configOf = new Map(
  Object.entries({
    'path-pattern': 'PathPatternConfig',
    'host-header': 'HostHeaderConfig',
    'http-header': 'HttpHeaderConfig',
    'http-request-method': 'HttpRequestMethodConfig',
    'query-string': 'QueryStringConfig',
    'source-ip': 'SourceIpConfig',
  }),
);

/** Fields whose comparison at the load balancer doesn't see case (API reference, RuleCondition). */
const caseless = new Set(['host-header', 'http-header', 'query-string']);

/**
 * All conditions must hold, so they are a set; the values of one are alternatives, so they are a set, too. One spelling:
 * `Values` and `RegexValues` beside `Field`, whichever config they came in.
 */
export const conditions: KeyedRule = keyed(
  conditionKey,
  struct(
    {
      Values: set({ read: canonicalValues, element: leaf() }),
      RegexValues: set(),
      HttpHeaderName: leaf({ take: headerName }),
      IpAddressType: leaf({ take: (own) => own.IpAddressType }),
    },
    { prepare: flattened, ignored: [...configOf.values()] },
  ),
);

function conditionKey(condition: Struct): string {
  const field = textOf(condition.Field);
  return field === 'http-header' ? `${field}:${textOf(condition.HttpHeaderName)}` : field;
}

function flattened(condition: Struct): Struct {
  const name = configOf.get(textOf(condition.Field));
  const config = name === undefined ? undefined : condition[name];
  return isStruct(config) ? { ...condition, ...config } : condition;
}

function headerName(condition: Struct): unknown {
  const name = condition.HttpHeaderName;
  return typeof name === 'string' ? name.toLowerCase() : name;
}

function canonicalValues(values: unknown, condition: Struct): unknown {
  if (!Array.isArray(values)) return values;
  return caseless.has(textOf(condition.Field)) ? values.map(withoutCase) : values;
}

function withoutCase(value: unknown): unknown {
  if (typeof value === 'string') return value.toLowerCase();
  if (!isStruct(value)) return value;
  return Object.fromEntries(
    ['Key', 'Value']
      .filter((name) => typeof value[name] === 'string')
      .map((name) => [name, String(value[name]).toLowerCase()]),
  );
}
