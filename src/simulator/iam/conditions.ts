import { AwsError } from '../operation.ts';
import { wildcard } from '../wildcard.ts';
import { type Context, literal, resolved } from './variables.ts';

/** One line of a Condition element: operator, key and the values that it is compared with. */
export interface PolicyCondition {
  readonly operator: string;
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
  /** In lower case: keys are. */
  readonly key: string;
  readonly values: readonly string[];
}

type Compare = (value: string, wanted: string, context: Context) => boolean;

interface Operator {
  readonly compare: Compare;
  /** True where none fits: then a key that is absent fits, too. */
  readonly negated: boolean;
}

const equals: Compare = (value, wanted, context) => value === text(wanted, context);
const equalsIgnoringCase: Compare = (value, wanted, context) =>
  value.toLowerCase() === text(wanted, context)?.toLowerCase();
const like: Compare = (value, wanted, context) => {
  const pattern = resolved(wanted, context);
  return pattern !== undefined && wildcard(pattern).test(value);
};
/** Each of the six parts by itself: a wildcard never reaches over a colon before the resource. */
const arnLike: Compare = (value, wanted, context) => {
  const pattern = resolved(wanted, context);
  if (pattern === undefined) return false;
  const [patterns, parts] = [arnParts(pattern), arnParts(value)];
  return (
    parts.length === 6 && patterns.length === 6 && patterns.every((part, at) => wildcard(part).test(parts[at] ?? ''))
  );
};
const bool: Compare = (value, wanted) => value.toLowerCase() === wanted.toLowerCase();
const number =
  (fits: (value: number, wanted: number) => boolean): Compare =>
  (value, wanted) =>
    fits(Number(value), Number(wanted));

const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: equals, negated: false },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: true },
  StringLike: { compare: like, negated: false },
  StringNotLike: { compare: like, negated: true },
  ArnEquals: { compare: arnLike, negated: false },
  ArnNotEquals: { compare: arnLike, negated: true },
  ArnLike: { compare: arnLike, negated: false },
  ArnNotLike: { compare: arnLike, negated: true },
  Bool: { compare: bool, negated: false },
  NumericEquals: { compare: number((value, wanted) => value === wanted), negated: false },
  NumericNotEquals: { compare: number((value, wanted) => value === wanted), negated: true },
  NumericLessThan: { compare: number((value, wanted) => value < wanted), negated: false },
  NumericLessThanEquals: { compare: number((value, wanted) => value <= wanted), negated: false },
  NumericGreaterThan: { compare: number((value, wanted) => value > wanted), negated: false },
  NumericGreaterThanEquals: { compare: number((value, wanted) => value >= wanted), negated: false },
};

/** Refuses by name the operators that the simulator does not know (dates, addresses, binaries). */
export function conditionsOf(
  given: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
): PolicyCondition[] {
  return Object.entries(given).flatMap(([name, keys]) => {
    const [, set, operator = '', ifExists] =
      /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? [];
    if (operator !== 'Null' && !Object.hasOwn(operators, operator))
      throw new AwsError(
        'NotImplementedBySimulator',
        `The simulator does not know the condition operator ${name} of IAM policies.`,
        501,
      );
    return Object.entries(keys).map(([key, values]) => ({
      operator,
      set: set as PolicyCondition['set'],
      ifExists: ifExists !== undefined,
      key: key.toLowerCase(),
      values,
    }));
  });
}

/** Several keys and operators must all fit; of several values one (IAM user guide, Condition operators). */
export function fits({ operator, set, ifExists, key, values }: PolicyCondition, context: Context): boolean {
  const found = context.get(key) ?? [];
  if (operator === 'Null') return values.some((value) => (found.length === 0) === (value.toLowerCase() === 'true'));
  const { compare, negated } = operators[operator] ?? { compare: () => false, negated: false };
  const one = (value: string) => values.some((wanted) => compare(value, wanted, context)) !== negated;
  if (set === 'ForAllValues') return found.every(one);
  if (set === 'ForAnyValue') return found.some(one);
  if (found.length === 0) return negated || ifExists;
  return negated ? found.every(one) : found.some(one);
}

function text(wanted: string, context: Context): string | undefined {
  const pattern = resolved(wanted, context);
  return pattern === undefined ? undefined : literal(pattern);
}

/** `arn:aws:iam::1:role/a:b` has six parts: what is behind the fifth colon belongs together. */
function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
