import type { Place, PolicyDocument, TrustPolicy } from '../src/aws/policy.ts';
import { sub } from './intrinsics.ts';
import { policyNames } from './names.ts';
import type { Value } from './template-shape.ts';

/** The place of the stack in the stack's own words: CloudFormation puts account and region in. */
export const stackPlace: Place = {
  partition: '${AWS::Partition}',
  account: '${AWS::AccountId}',
  region: '${AWS::Region}',
  ...policyNames,
};

/** A policy as a template's value. What IAM puts in (`${aws:…}`) is kept from CloudFormation, which would look for it. */
export function policyInTemplate({ Version, Statement }: PolicyDocument): Value {
  return {
    Version,
    Statement: Statement.map(({ Sid, Effect, Action, Resource, Condition }) => ({
      Sid,
      Effect,
      Action: [...Action],
      Resource: Resource.map(text),
      ...conditionOf(Condition),
    })),
  };
}

export function trustInTemplate({ Version, Statement }: TrustPolicy): Value {
  return {
    Version,
    Statement: Statement.map(({ Sid, Effect, Principal, Action, Condition }) => ({
      Sid,
      Effect,
      Principal: mapped({ ...Principal }, text),
      Action: [...Action],
      ...conditionOf(Condition),
    })),
  };
}

function conditionOf(condition: PolicyDocument['Statement'][number]['Condition']): Readonly<Record<string, Value>> {
  if (condition === undefined) return {};
  const inner = (keys: NonNullable<typeof condition>[string]) =>
    mapped(keys, (values) => (typeof values === 'string' ? text(values) : values.map(text)));
  return { Condition: mapped(condition, inner) };
}

function mapped<From>(record: Readonly<Record<string, From>>, to: (value: From) => Value): Value {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}

/** What CloudFormation puts in: its own words, and the parameter of a spoke's trust. */
const OWN_WORDS = /\$\{(?:AWS::|ExternalId\})/;
const OTHERS = /\$\{(?!AWS::|ExternalId\})/g;

function text(value: string): Value {
  return OWN_WORDS.test(value) ? sub(value.replaceAll(OTHERS, '${!')) : value;
}
