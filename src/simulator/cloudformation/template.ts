import { z } from 'zod';
import { AwsError } from '../operation.ts';

const parameter = z.strictObject({
  Type: z.string(),
  Default: z.union([z.string(), z.number()]).transform(String).optional(),
  Description: z.string().optional(),
  ConstraintDescription: z.string().optional(),
  AllowedPattern: z.string().optional(),
  AllowedValues: z.array(z.union([z.string(), z.number()]).transform(String)).optional(),
  MinLength: z.coerce.number().optional(),
  MaxLength: z.coerce.number().optional(),
  MinValue: z.coerce.number().optional(),
  MaxValue: z.coerce.number().optional(),
  NoEcho: z
    .union([z.boolean(), z.enum(['true', 'false'])])
    .transform((value) => value === true || value === 'true')
    .optional(),
});

const policies = z.enum(['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']);

const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  Condition: z.string().optional(),
  DeletionPolicy: policies.default('Delete'),
  UpdateReplacePolicy: policies.default('Delete'),
  Metadata: z.record(z.string(), z.unknown()).optional(),
});

const output = z.strictObject({
  Description: z.string().optional(),
  Value: z.unknown(),
  Condition: z.string().optional(),
});

const template = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09').optional(),
  Description: z.string().max(1024).optional(),
  Metadata: z.record(z.string(), z.unknown()).optional(),
  Parameters: z.record(z.string(), parameter).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), output).default({}),
});

export type Template = z.output<typeof template>;
export type TemplateParameter = z.output<typeof parameter>;

/** Templates in JSON. Throws ValidationError; what AWS knows and the simulator does not (Mappings, Transform, Exports) by name. */
export function parseTemplate(text: string): Template {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw formatError('JSON not well-formed.');
  }
  const read = template.safeParse(parsed);
  if (read.success) {
    if (Object.keys(read.data.Resources).length === 0)
      throw formatError('At least one Resources member must be defined.');
    return read.data;
  }
  const [issue] = read.error.issues;
  throw formatError(`${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}`);
}

export function formatError(sentence: string): AwsError {
  return validationError(`Template format error: ${sentence}`);
}

export function validationError(sentence: string): AwsError {
  return new AwsError('ValidationError', sentence);
}
