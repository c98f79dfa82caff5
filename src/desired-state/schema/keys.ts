import { z } from 'zod';
import { documentSchema } from './document.ts';

/** The field names that a map at this place of a document may have: for the nearest right word of a typo. */
export function keysAt(path: readonly (string | number)[]): readonly string[] {
  return [
    ...new Set(
      at(documentSchema, path).flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : [])),
    ),
  ];
}

/** The schema of the values of the map with free keys at this place. */
export function valueSchemaAt(path: readonly (string | number)[]): z.ZodType | undefined {
  const value = at(documentSchema, path).find((schema) => schema instanceof z.ZodRecord)?.valueType;
  return value instanceof z.ZodType ? value : undefined;
}

/** Where fields belong that are right somewhere else: `port` of a document → `services.NAME.port`. */
export function homesBeside(path: readonly (string | number)[]): ReadonlyMap<string, string> {
  if (path.length > 2) return new Map();
  const homes: [string, readonly (string | number)[]][] = [
    ['services.NAME.', ['services', '']],
    ['loadBalancer.', ['loadBalancer']],
    ['network.', ['network']],
    ['', []],
  ];
  return new Map(homes.flatMap(([home, place]) => keysAt(place).map((key) => [key, `${home}${key}`])));
}

function at(schema: unknown, path: readonly (string | number)[]): unknown[] {
  const forms = unwrapped(schema);
  const [first, ...rest] = path;
  if (first === undefined) return forms;
  return forms.flatMap((form) => {
    if (form instanceof z.ZodObject) return at(form.shape[String(first)], rest);
    if (form instanceof z.ZodRecord) return at(form.valueType, rest);
    if (form instanceof z.ZodArray) return at(form.element, rest);
    return [];
  });
}

function unwrapped(schema: unknown): unknown[] {
  if (schema instanceof z.ZodOptional) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodPipe) return [...unwrapped(schema.in), ...unwrapped(schema.out)];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrapped);
  return schema === undefined ? [] : [schema];
}
