import type { Parameter } from '@aws-sdk/client-cloudformation';
import { type Template, type TemplateParameter, validationError } from './template.ts';

/** Values by name, as text. */
export type ParameterValues = Readonly<Record<string, string>>;

/** Given values, previous ones where asked for, else defaults; each checked. Throws ValidationError. */
export function parameterValues(
  template: Template,
  given: readonly Parameter[],
  previous: ParameterValues,
): ParameterValues {
  const unknown = given.map(({ ParameterKey = '' }) => ParameterKey).filter((name) => !(name in template.Parameters));
  if (unknown.length > 0) throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, parameter] of Object.entries(template.Parameters)) {
    const found = given.find(({ ParameterKey }) => ParameterKey === name);
    const value = (found?.UsePreviousValue ? previous[name] : found?.ParameterValue) ?? parameter.Default;
    if (value === undefined) missing.push(name);
    else {
      check(name, parameter, value);
      values[name] = value;
    }
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  return values;
}

function check(name: string, parameter: TemplateParameter, value: string): void {
  const { Type, AllowedPattern, AllowedValues, ConstraintDescription } = parameter;
  if (Type.startsWith('AWS::SSM::')) throw validationError(`The simulator does not know parameters of type ${Type}.`);
  const fail = (why: string) =>
    validationError(
      `Parameter '${name}' ${ConstraintDescription === undefined ? why : `failed to satisfy constraint: ${ConstraintDescription}`}`,
    );
  if (AllowedValues?.includes(value) === false) throw fail(`must be one of AllowedValues`);
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value))
    throw fail(`must match pattern ${AllowedPattern}`);
  if (value.length < (parameter.MinLength ?? 0)) throw fail(`must contain at least ${parameter.MinLength} characters`);
  if (value.length > (parameter.MaxLength ?? Number.POSITIVE_INFINITY))
    throw fail(`must contain at most ${parameter.MaxLength} characters`);
  if (Type !== 'Number') return;
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) throw validationError(`Parameter '${name}' must be a number.`);
  if (number < (parameter.MinValue ?? Number.NEGATIVE_INFINITY))
    throw fail(`must be a number not less than ${parameter.MinValue}`);
  if (number > (parameter.MaxValue ?? Number.POSITIVE_INFINITY))
    throw fail(`must be a number not greater than ${parameter.MaxValue}`);
}

/** What Ref answers: a list for the types that are lists. */
export function parameterReference({ Type }: TemplateParameter, value: string): string | readonly string[] {
  const isList = Type === 'CommaDelimitedList' || Type.startsWith('List<');
  return isList ? value.split(',').map((one) => one.trim()) : value;
}
