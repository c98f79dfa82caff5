import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../operation.ts';
import { join, members } from './shapes.ts';

/** Refuses, with its path, what the schema does not know or has in another type. Null counts as absent, as in AWS. */
export function checkJson(shape: NormalizedSchema, value: unknown, path = ''): void {
  if (value === null || value === undefined || shape.isDocumentSchema()) return;
  if (shape.isUnitSchema() || shape.isStructSchema()) checkStructure(shape, value, path);
  else if (shape.isListSchema()) checkList(shape, value, path);
  else if (shape.isMapSchema()) checkMap(shape, value, path);
  else checkSimple(shape, value, path);
}

function checkStructure(shape: NormalizedSchema, value: unknown, path: string): void {
  const known = members(shape);
  for (const [name, inner] of Object.entries(objectOf(value, 'structure', path))) {
    const member = known.get(name);
    if (member === undefined) throw unknownMember(join(path, name));
    checkJson(member, inner, join(path, name));
  }
}

function checkList(shape: NormalizedSchema, value: unknown, path: string): void {
  if (!Array.isArray(value)) throw wrongType(value, 'list', path);
  const inner = shape.getValueSchema();
  value.forEach((item, index) => {
    checkJson(inner, item, `${path}[${index}]`);
  });
}

function checkMap(shape: NormalizedSchema, value: unknown, path: string): void {
  const inner = shape.getValueSchema();
  for (const [key, item] of Object.entries(objectOf(value, 'map', path))) checkJson(inner, item, join(path, key));
}

function checkSimple(shape: NormalizedSchema, value: unknown, path: string): void {
  const wanted = jsonType(shape);
  if (typeof value !== wanted) throw wrongType(value, wanted, path);
}

function jsonType(shape: NormalizedSchema): 'string' | 'boolean' | 'number' {
  if (shape.isStringSchema() || shape.isBlobSchema()) return 'string';
  return shape.isBooleanSchema() ? 'boolean' : 'number';
}

function objectOf(value: unknown, wanted: string, path: string): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(value, wanted, path);
  return value;
}

function unknownMember(path: string): AwsError {
  return new AwsError('SerializationException', `The simulator does not know the member ${path} of this operation.`);
}

function wrongType(value: unknown, wanted: string, path: string): AwsError {
  const kind = Array.isArray(value) ? 'LIST' : typeof value === 'object' ? 'STRUCTURE' : typeof value;
  const place = path === '' ? 'the request' : path;
  return new AwsError(
    'SerializationException',
    `${kind.toUpperCase()}_VALUE cannot be converted to ${wanted}: ${place}`,
  );
}
