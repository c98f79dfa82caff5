import { z } from 'zod';
import { wildcard } from './wildcard.ts';

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const values = z.union([z.string(), z.boolean(), z.array(z.string())]).transform((value) => [value].flat().map(String));
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.object({ AWS: texts.optional(), Service: texts.optional() })]),
  Action: texts,
  Resource: texts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), values)).default({}),
});
const policy = z.object({
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});

/** A call that a service of AWS, or an account, makes to a queue, a topic or a bus. */
export interface Call {
  readonly by: { readonly service: string } | { readonly account: string };
  /** `sqs:SendMessage` */
  readonly action: string;
  readonly resource: string;
  /** What the call is made for, such as a rule, and whose it is. */
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** Whether a resource's own policy allows a call: an Allow that fits, and no Deny that does. Throws for conditions it does not know. */
export function policyAllows(text: string | undefined, call: Call): boolean {
  if (text === undefined || text === '') return false;
  const fitting = policy.parse(JSON.parse(text)).Statement.filter((one) => applies(one, call));
  return fitting.some(({ Effect }) => Effect === 'Allow') && !fitting.some(({ Effect }) => Effect === 'Deny');
}

function applies({ Principal, Action, Resource, Condition }: z.output<typeof statement>, call: Call): boolean {
  return (
    names(Principal, call) &&
    Action.some((pattern) => wildcard(pattern, 'i').test(call.action)) &&
    (Resource?.some((pattern) => wildcard(pattern).test(call.resource)) ?? true) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, contextOf(call)[key.toLowerCase()], wanted)),
    )
  );
}

function names(principal: z.output<typeof statement>['Principal'], { by }: Call): boolean {
  if (principal === '*') return true;
  if ('service' in by) return principal.Service?.includes(by.service) ?? false;
  const root = new RegExp(`^(?:\\*|${by.account}|arn:[^:]+:iam::${by.account}:root)$`);
  return principal.AWS?.some((name) => root.test(name)) ?? false;
}

function contextOf({ by, sourceArn, sourceAccount }: Call): Readonly<Record<string, string | undefined>> {
  return {
    'aws:sourcearn': sourceArn,
    'aws:sourceaccount': sourceAccount,
    'aws:securetransport': 'true',
    'aws:principalisawsservice': String('service' in by),
    'aws:principalaccount': 'account' in by ? by.account : undefined,
  };
}

/** A negated operator holds for a key that is not there. */
function holds(operator: string, value: string | undefined, wanted: readonly string[]): boolean {
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return value !== undefined && wanted.includes(value);
    case 'StringNotEquals':
      return value === undefined || !wanted.includes(value);
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return value !== undefined && wanted.some((pattern) => wildcard(pattern).test(value));
    default:
      throw new Error(`The simulator does not know the condition operator ${operator} in policies of resources.`);
  }
}
