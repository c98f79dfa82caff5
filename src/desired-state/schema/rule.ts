import { z } from 'zod';

/** A rule that a value can break, as facts: the sentence is made in problem-text.ts. */
export interface BrokenRule {
  readonly code: string;
  /** What is allowed, in a few words. */
  readonly allowed: string;
  readonly warning?: true;
}

/** `schema`, and `test` must hold; a breach carries the rule's code. */
export function ruled<Schema extends z.ZodType>(
  schema: Schema,
  rule: BrokenRule,
  test: (value: z.output<Schema>) => boolean,
): Schema {
  return schema.refine(test as (value: unknown) => boolean, { params: rule, message: rule.allowed }) as Schema;
}

/** What a field is, for docs/reference.md and the editors' JSON Schema. */
export interface FieldMeta {
  readonly description: string;
  readonly default?: string;
  /** AWS' own limit. */
  readonly limit?: string;
  readonly examples?: readonly unknown[];
}

export function described<Schema extends z.ZodType>(schema: Schema, meta: FieldMeta): Schema {
  const { default: standard, limit, description, examples } = meta;
  const text = [
    description,
    standard === undefined ? '' : ` Default: ${standard}.`,
    limit === undefined ? '' : ` AWS: ${limit}.`,
  ].join('');
  return schema.meta({ description: text, ...(examples === undefined ? {} : { examples: [...examples] }) }) as Schema;
}

/** A whole number inside bounds; breaches are `out-of-range`. */
export function whole(min: number, max: number, allowed = `${min} to ${max}`): z.ZodNumber {
  return ruled(
    z.number(),
    { code: 'out-of-range', allowed },
    (value) => Number.isInteger(value) && value >= min && value <= max,
  );
}

export function oneOrMany<Schema extends z.ZodType>(item: Schema) {
  return z.union([item.transform((value) => [value]), z.array(item).min(1)]) as unknown as z.ZodType<
    z.output<Schema>[],
    z.input<Schema> | z.input<Schema>[]
  >;
}
