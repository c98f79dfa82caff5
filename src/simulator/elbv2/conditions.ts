import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalid, unknownValue } from './elb-operation.ts';
import { quotas } from './quotas.ts';

/** Field → the member that holds its values. */
const configs = {
  'host-header': 'HostHeaderConfig',
  'path-pattern': 'PathPatternConfig',
  'http-header': 'HttpHeaderConfig',
  'query-string': 'QueryStringConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'source-ip': 'SourceIpConfig',
} as const satisfies Record<string, keyof RuleCondition>;
type Field = keyof typeof configs;
const fields = Object.keys(configs) as Field[];

/** Any number of these in a rule, one each of the others. */
const repeatable: readonly Field[] = ['http-header', 'query-string'];
const mostValues = quotas['condition-values-per-alb-rule'];
const mostWildcards = quotas['condition-wildcards-per-alb-rule'];
const longestValue = 128;

/** Brings conditions into the form in which DescribeRules answers them (aws-facts §4.3), or refuses them. */
export function acceptConditions(given: readonly RuleCondition[]): RuleCondition[] {
  if (given.length === 0) throw invalid('A condition must be specified');
  const accepted = given.map((condition) => acceptCondition(condition));
  for (const field of fields)
    if (!repeatable.includes(field) && accepted.filter((condition) => condition.Field === field).length > 1)
      throw invalid(`A rule can only have one '${field}' condition`);
  const values = accepted.flatMap((condition) => textsOf(condition));
  const count = accepted.reduce((sum, condition) => sum + valuesOf(condition).length, 0);
  if (count > mostValues) throw invalid(`A rule can only have '${mostValues}' condition values`);
  if (values.join('').replaceAll(/[^*?]/g, '').length > mostWildcards)
    throw invalid(`A rule can only have '${mostWildcards}' condition wildcards`);
  return accepted;
}

/** One condition: its field, exactly one list of values, each of them short enough. */
function acceptCondition(condition: RuleCondition): RuleCondition {
  const field = fields.find((one) => one === condition.Field);
  if (condition.Field === undefined || condition.Field === '') throw invalid('A condition field must be specified');
  if (field === undefined)
    throw invalid(`Condition field '${condition.Field}' must be one of '[${fields.join(', ')}]'`);
  refuseOtherConfigs(condition, field);
  const accepted = acceptValues(condition, field);
  if (valuesOf(accepted).length === 0) throw invalid('A condition value must be specified');
  for (const text of textsOf(accepted))
    if (text.length > longestValue) throw invalid(`The '${field}' value is too long; the limit is '${longestValue}'`);
  return accepted;
}

/** A config of another field would be silently without effect, so it is refused. */
function refuseOtherConfigs(condition: RuleCondition, field: Field): void {
  for (const [other, config] of Object.entries(configs))
    if (other !== field && condition[config] !== undefined)
      throw invalid(`You cannot provide '${config}' for a condition of type '${field}'`);
  const config = configs[field];
  if (condition.Values !== undefined && condition[config] !== undefined)
    throw invalid(`You cannot provide both Values and '${config}' for a condition of type '${field}'`);
  const regular = condition.RegexValues ?? regexIn(condition, field);
  if (regular !== undefined) throw unknownValue('listener rules', `RegexValues in the condition '${field}'`);
}

/** How AWS answers regular expressions is not known (aws-facts §4.3), so they are refused by name. */
function regexIn(condition: RuleCondition, field: Field): string[] | undefined {
  switch (field) {
    case 'host-header':
    case 'path-pattern':
    case 'http-header':
      return condition[configs[field]]?.RegexValues;
    default:
      return undefined;
  }
}

/** Path and host are answered in both forms, the other fields only with their config. */
function acceptValues(condition: RuleCondition, field: Field): RuleCondition {
  switch (field) {
    case 'path-pattern': {
      const Values = [...(condition.Values ?? condition.PathPatternConfig?.Values ?? [])];
      return { Field: field, Values, PathPatternConfig: { Values: [...Values] } };
    }
    case 'host-header': {
      const Values = [...(condition.Values ?? condition.HostHeaderConfig?.Values ?? [])];
      return { Field: field, Values, HostHeaderConfig: { Values: [...Values] } };
    }
    case 'http-header':
      return { Field: field, HttpHeaderConfig: acceptHeader(condition) };
    case 'query-string':
      return {
        Field: field,
        QueryStringConfig: { Values: structuredClone(condition.QueryStringConfig?.Values ?? []) },
      };
    case 'http-request-method':
      return { Field: field, HttpRequestMethodConfig: { Values: acceptMethods(condition) } };
    case 'source-ip':
      return { Field: field, SourceIpConfig: { Values: acceptSources(condition) } };
  }
}

/** The Host header has a field of its own. */
function acceptHeader({ HttpHeaderConfig: config, Values }: RuleCondition) {
  const name = config?.HttpHeaderName ?? '';
  if (Values !== undefined || name === '')
    throw invalid(`A condition of type 'http-header' needs the name of the header in 'HttpHeaderConfig'`);
  if (name.length > 40 || !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || name.toLowerCase() === 'host')
    throw invalid(`The header name '${name}' is not valid`);
  return { HttpHeaderName: name, Values: [...(config?.Values ?? [])] };
}

/** Methods are case sensitive, and have no wildcards. */
function acceptMethods({ HttpRequestMethodConfig: config }: RuleCondition): string[] {
  const methods = [...(config?.Values ?? [])];
  for (const method of methods)
    if (!/^[A-Z_-]{1,40}$/.test(method)) throw invalid(`The HTTP request method '${method}' is not valid`);
  return methods;
}

function acceptSources({ SourceIpConfig: config }: RuleCondition): string[] {
  // For Network Load Balancers only.
  if (config?.IpAddressType !== undefined) throw unknownValue('listener rules', 'SourceIpConfig.IpAddressType');
  const blocks = [...(config?.Values ?? [])];
  for (const block of blocks)
    if (!/^[\d.]+\/\d{1,2}$|^[\da-f:]+\/\d{1,3}$/i.test(block)) throw invalid(`'${block}' is not a valid CIDR block`);
  return blocks;
}

/** Whatever counts as a value for the limit of five a rule. */
function valuesOf(condition: RuleCondition): readonly unknown[] {
  return (
    condition.Values ??
    condition.HttpHeaderConfig?.Values ??
    condition.QueryStringConfig?.Values ??
    condition.HttpRequestMethodConfig?.Values ??
    condition.SourceIpConfig?.Values ??
    []
  );
}

/** All texts of a condition that may hold wildcards. */
function textsOf(condition: RuleCondition): string[] {
  const pairs = condition.QueryStringConfig?.Values ?? [];
  return [
    ...(condition.Values ?? []),
    ...(condition.HttpHeaderConfig?.Values ?? []),
    ...pairs.flatMap(({ Key, Value }) => [Key ?? '', Value ?? '']),
  ];
}
