import { CreateServiceRequest$, RegisterTaskDefinitionRequest$ } from '@aws-sdk/client-ecs';
import { NormalizedSchema } from '@smithy/core/schema';
import { nearestWord } from './nearest-word.ts';

/** A value that the SDK would drop without a word, or send in a form that AWS refuses. */
export interface ShapeFault {
  readonly code: 'unknown-field' | 'wrong-type';
  readonly path: readonly (string | number)[];
  /** What is allowed there. */
  readonly allowed: string;
  readonly nearest?: string;
}

type Path = readonly (string | number)[];

/** Input of RegisterTaskDefinition, by the SDK's own schema; a part of it is enough. */
export function taskDefinitionFaults(value: unknown): ShapeFault[] {
  return faults(NormalizedSchema.of(RegisterTaskDefinitionRequest$), value, []);
}

/** Input of CreateService. */
export function serviceFaults(value: unknown): ShapeFault[] {
  return faults(NormalizedSchema.of(CreateServiceRequest$), value, []);
}

/** null is «take it away» in an overlay, and absent in a file: never a fault. */
function faults(schema: NormalizedSchema, value: unknown, path: Path): ShapeFault[] {
  if (value === null || value === undefined) return [];
  if (schema.isStructSchema()) return isMap(value) ? structFaults(schema, value, path) : [wrong(path, 'a map')];
  if (schema.isListSchema())
    return Array.isArray(value)
      ? value.flatMap((item, index) => faults(schema.getValueSchema(), item, [...path, index]))
      : [wrong(path, 'a list')];
  if (schema.isMapSchema())
    return isMap(value)
      ? Object.entries(value).flatMap(([key, item]) => faults(schema.getValueSchema(), item, [...path, key]))
      : [wrong(path, 'a map')];
  return leafFaults(schema, value, path);
}

function structFaults(schema: NormalizedSchema, value: Readonly<Record<string, unknown>>, path: Path): ShapeFault[] {
  const members = new Map(schema.structIterator());
  return Object.entries(value).flatMap(([name, inner]): ShapeFault[] => {
    const member = members.get(name);
    if (member !== undefined) return faults(member, inner, [...path, name]);
    const nearest = nearestWord(name, [...members.keys()]);
    return [
      {
        code: 'unknown-field',
        path: [...path, name],
        allowed: `a field of ECS: ${[...members.keys()].join(', ')}`,
        ...(nearest === undefined ? {} : { nearest }),
      },
    ];
  });
}

/** Numbers stand in for text where AWS has text (`cpu: 256`); the definition is brought to AWS' type later. */
function leafFaults(schema: NormalizedSchema, value: unknown, path: Path): ShapeFault[] {
  if (schema.isStringSchema())
    return typeof value === 'string' || typeof value === 'number' ? [] : [wrong(path, 'text')];
  if (schema.isNumericSchema()) return typeof value === 'number' ? [] : [wrong(path, 'a number')];
  if (schema.isBooleanSchema()) return typeof value === 'boolean' ? [] : [wrong(path, 'true or false')];
  return [];
}

function wrong(path: Path, allowed: string): ShapeFault {
  return { code: 'wrong-type', path, allowed: `must be ${allowed}` };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
