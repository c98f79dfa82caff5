import type { Value } from './template-shape.ts';

/** CloudFormation's intrinsic functions, by short names. */

export function ref(name: string): Value {
  return { Ref: name };
}

export function attribute(resource: string, name: string): Value {
  return { 'Fn::GetAtt': [resource, name] };
}

export function arnOf(resource: string): Value {
  return attribute(resource, 'Arn');
}

/** Text with `${AWS::Region}`, `${Parameter}`, `${Resource.Attribute}` in it. */
export function sub(text: string): Value {
  return { 'Fn::Sub': text };
}

export function either(condition: string, then: Value, otherwise: Value = ref('AWS::NoValue')): Value {
  return { 'Fn::If': [condition, then, otherwise] };
}
