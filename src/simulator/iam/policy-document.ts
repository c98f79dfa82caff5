import { z } from 'zod';
import { AwsError } from '../operation.ts';
import { conditionsOf, type PolicyCondition } from './conditions.ts';

/** A policy as the evaluator reads it: lists everywhere, plain data. */
export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: boolean;
  /** Empty in a trust policy: the role itself is the resource. */
  readonly resources: readonly string[];
  readonly notResources: boolean;
  /** Of a trust policy. */
  readonly principals: readonly PolicyPrincipal[];
  readonly conditions: readonly PolicyCondition[];
}

export interface PolicyPrincipal {
  readonly kind: 'AWS' | 'Service';
  readonly name: string;
}

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const conditionValues = z
  .union([z.string(), z.boolean(), z.number(), z.array(z.union([z.string(), z.boolean(), z.number()]))])
  .transform((value) => [value].flat().map(String));
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Principal: z.union([z.literal('*'), z.strictObject({ AWS: texts.optional(), Service: texts.optional() })]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), conditionValues)).optional(),
});
const policy = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement).min(1)]),
});

/** The statements of a policy's text. Throws MalformedPolicyDocument, as IAM does when it is put. */
export function readPolicy(text: string, kind: 'identity' | 'trust'): PolicyStatement[] {
  const parsed = policy.safeParse(json(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw malformed(`Syntax error in policy: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`);
  }
  return parsed.data.Statement.map((given) => statementOf(given, kind));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('Syntax errors in policy.');
  }
}

function statementOf(given: z.output<typeof statement>, kind: 'identity' | 'trust'): PolicyStatement {
  const { Sid, Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = given;
  if ((Action === undefined) === (NotAction === undefined)) throw malformed('Policy statement must contain actions.');
  const hasResource = Resource !== undefined || NotResource !== undefined;
  if (kind === 'identity' && (!hasResource || Principal !== undefined))
    throw malformed(
      Principal === undefined
        ? 'Policy statement must contain resources.'
        : 'Policy document should not specify a principal.',
    );
  if (kind === 'trust' && hasResource) throw malformed('Has prohibited field Resource');
  if (kind === 'trust' && Principal === undefined) throw malformed('Missing required field Principal');
  return {
    sid: Sid,
    effect: Effect,
    actions: Action ?? NotAction ?? [],
    notActions: NotAction !== undefined,
    resources: Resource ?? NotResource ?? [],
    notResources: NotResource !== undefined,
    principals: principalsOf(Principal),
    conditions: conditionsOf(Condition ?? {}),
  };
}

function principalsOf(given: z.output<typeof statement>['Principal']): PolicyPrincipal[] {
  if (given === undefined) return [];
  if (given === '*') return [{ kind: 'AWS', name: '*' }];
  return [
    ...(given.AWS ?? []).map((name): PolicyPrincipal => ({ kind: 'AWS', name })),
    ...(given.Service ?? []).map((name): PolicyPrincipal => ({ kind: 'Service', name })),
  ];
}

export function malformed(sentence: string): AwsError {
  return new AwsError('MalformedPolicyDocument', sentence);
}
