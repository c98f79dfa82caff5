import { z } from 'zod';

/** A rule that a value can break, as facts: the sentence is made in problem-text.ts. */
export interface BrokenRule {
  readonly code: string;
  /** What is allowed, in a few words. */
  readonly allowed: string;
  readonly warning?: true;
  /** The right value that was most likely meant. */
  readonly nearest?: (value: string) => string | undefined;
}

/** `schema`, and `test` must hold; a breach carries the rule's code. */
export function ruled<Schema extends z.ZodType>(
  schema: Schema,
  rule: BrokenRule,
  test: (value: z.output<Schema>) => boolean,
): Schema {
  return schema.refine((value) => test(value as z.output<Schema>), { params: rule, message: rule.allowed });
}

/** What a field is, for docs/reference.md and the editors' JSON Schema. */
export interface FieldMeta {
  readonly description: string;
  /** In words: what holds where the field is absent. */
  readonly standard?: string;
  /** AWS' own limit. */
  readonly limit?: string;
  readonly examples?: unknown[];
}

export function described<Schema extends z.ZodType>(schema: Schema, meta: FieldMeta): Schema {
  const { examples, ...words } = meta;
  // zod leaves `examples` out where a value is transformed; under another name they stay.
  return schema.meta({ ...words, ...(examples === undefined ? {} : { samples: examples }) });
}

/** Text of one form; editors get the pattern, too. */
export function matching(pattern: RegExp, rule: BrokenRule) {
  return ruled(z.string(), rule, (value) => pattern.test(value)).meta({ pattern: pattern.source });
}

/** A whole number inside bounds; breaches are `out-of-range`. */
export function whole(min: number, max: number, allowed = `${min} to ${max}`): z.ZodNumber {
  return ruled(
    z.number(),
    { code: 'out-of-range', allowed },
    (value) => Number.isInteger(value) && value >= min && value <= max,
  ).meta({ type: 'integer', minimum: min, maximum: max });
}

/** A list of at least `min` and at most `max` items. */
export function listOf<Item extends z.ZodType>(item: Item, min: number, max: number): z.ZodArray<Item> {
  const allowed = max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max} of them`;
  const bounds = { minItems: min, ...(max === Number.POSITIVE_INFINITY ? {} : { maxItems: max }) };
  return ruled(z.array(item), { code: 'out-of-range', allowed }, ({ length }) => length >= min && length <= max).meta(
    bounds,
  );
}

/** A list in which nothing stands twice. */
export function distinct<Item extends z.ZodType>(list: z.ZodArray<Item>): z.ZodArray<Item> {
  return ruled(
    list,
    { code: 'duplicate', allowed: 'each of them once' },
    (all) => new Set(all).size === all.length,
  ).meta(list.meta() ?? {});
}

/** One value, or a list of them; a list either way. */
export function oneOrMany<Item extends z.ZodType>(item: Item) {
  return z.union([item.transform((value) => [value]), listOf(item, 1, Number.POSITIVE_INFINITY)]);
}

/** Scalars that AWS keeps as text: YAML's numbers and booleans become their text. */
export const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** Text of one form that YAML may take for a number: `210987654321`, `200`. */
export function numberOrText(rule: BrokenRule, test: (value: string) => boolean) {
  return z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(ruled(z.string(), rule, test));
}
