import type { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { members } from '../../../src/simulator/protocols/shapes.ts';

/** Values of a shape, with some of its members; text without what XML can't carry. */
export function valueFor(shape: NormalizedSchema, depth = 4): fc.Arbitrary<unknown> {
  if (shape.isUnitSchema()) return fc.constant({});
  if (shape.isStructSchema()) return structureOf(shape, depth);
  if (shape.isListSchema())
    return fc.array(valueFor(shape.getValueSchema(), depth - 1), { minLength: 1, maxLength: 3 });
  if (shape.isMapSchema())
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), valueFor(shape.getValueSchema(), depth - 1), {
      minKeys: 1,
      maxKeys: 3,
    });
  if (shape.isBooleanSchema()) return fc.boolean();
  if (shape.isBlobSchema()) return fc.uint8Array({ minLength: 1, maxLength: 12 });
  if (shape.isTimestampSchema()) return fc.integer({ min: 0, max: 2_000_000_000 }).map((time) => new Date(time * 1000));
  if (shape.isStringSchema()) return fc.stringMatching(/^[ -~äß€]{1,12}$/).filter((text) => text.trim() === text);
  return fc.integer({ min: -1_000_000, max: 1_000_000 });
}

function structureOf(shape: NormalizedSchema, depth: number): fc.Arbitrary<unknown> {
  // Shapes can hold themselves: below a depth only simple members are left.
  const some = [...members(shape)].filter(([, member]) => depth > 0 || isSimple(member));
  if (some.length === 0) return fc.constant({});
  const model = Object.fromEntries(some.map(([name, member]) => [name, valueFor(member, depth - 1)]));
  const whole = fc.record(model, { requiredKeys: [] });
  if (!shape.isUnionSchema()) return whole;
  return fc.oneof(...Object.entries(model).map(([name, value]) => value.map((inner) => ({ [name]: inner }))));
}

function isSimple(shape: NormalizedSchema): boolean {
  return !shape.isStructSchema() && !shape.isListSchema() && !shape.isMapSchema();
}

/** Without structures, lists and maps that hold nothing: a query form can't tell them from absent ones. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutEmpty).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) return value;
  const entries = Object.entries(value)
    .map(([name, inner]): [string, unknown] => [name, withoutEmpty(inner)])
    .filter(([, inner]) => inner !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
