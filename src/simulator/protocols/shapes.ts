import { NormalizedSchema } from '@smithy/core/schema';
import { httpBinding } from './http-binding.ts';
import type { Shapes } from './wire.ts';

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

const known = new WeakMap<object, Shapes>();
const membersOf = new WeakMap<NormalizedSchema, ReadonlyMap<string, NormalizedSchema>>();

/**
 * Reads an operation's schema as the SDK's clients export it: `[9, namespace, name, traits, input, output]`.
 * The schemas are values of the SDK without a public type of their own, so their form is checked here, once.
 */
export function shapesOf(schema: unknown): Shapes {
  if (!Array.isArray(schema) || schema[0] !== 9 || typeof schema[2] !== 'string')
    throw new Error('not the schema of an operation: expected an export such as UpdateService$ of an SDK client');
  const found = known.get(schema);
  if (found !== undefined) return found;
  const shapes: Shapes = {
    name: schema[2],
    input: NormalizedSchema.of(schema[4] as SchemaRef),
    output: NormalizedSchema.of(schema[5] as SchemaRef),
    http: httpBinding(schema[3]),
  };
  known.set(schema, shapes);
  return shapes;
}

/** The members of a structure or union by name; empty for an operation without input. */
export function members(shape: NormalizedSchema): ReadonlyMap<string, NormalizedSchema> {
  const found = membersOf.get(shape);
  if (found !== undefined) return found;
  const made = new Map<string, NormalizedSchema>(shape.structIterator());
  membersOf.set(shape, made);
  return made;
}

/** `services` + `[0]`, `services[0]` + `.name`: how a place in a request is named. */
export function join(path: string, member: string): string {
  return path === '' ? member : `${path}.${member}`;
}
