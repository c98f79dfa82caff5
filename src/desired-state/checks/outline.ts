/** A document that may be wrong anywhere, read leniently: cross-checks say what they can, whatever else is broken. */
export type Raw = Readonly<Record<string, unknown>>;

export function mapOf(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export interface RawService {
  readonly name: string;
  /** With the document's defaults, field by field. */
  readonly fields: Raw;
  /** As written. */
  readonly own: Raw;
}

/** The rules are those of `withDefaults` in desired-app.ts, for a document that may be wrong anywhere. */
export function servicesOf(document: Raw): RawService[] {
  const defaults = mapOf(document.defaults);
  return Object.entries(mapOf(document.services)).map(([name, value]) => {
    const own = mapOf(value);
    const { scaling, count, ...rest } = defaults;
    const file = mapOf(mapOf(own.taskDefinition).inlined);
    const fields = {
      ...rest,
      ...(own.count === undefined && own.stateful !== true && scaling !== undefined ? { scaling } : {}),
      ...(own.scaling === undefined && count !== undefined ? { count } : {}),
      ...(file.cpu === undefined ? {} : { cpu: file.cpu }),
      ...(file.memory === undefined ? {} : { memory: file.memory }),
    };
    const merged = Object.entries(own).map(([field, inner]) => [field, mergedField(field, fields, inner)]);
    return { name, own, fields: { ...fields, ...Object.fromEntries(merged) } };
  });
}

/** Maps that a service and the defaults both give are merged. */
export const mergedFields: ReadonlySet<string> = new Set([
  'environment',
  'secrets',
  'tags',
  'healthCheck',
  'deployment',
  'smokeTest',
  'logs',
  'scaling',
  'targetGroupAttributes',
  'roles',
]);

function mergedField(field: string, standard: Raw, own: unknown): unknown {
  const isMap = typeof own === 'object' && own !== null && !Array.isArray(own);
  return mergedFields.has(field) && isMap ? { ...mapOf(standard[field]), ...own } : own;
}

/** A field's place: where it is written, in the service or in the defaults. */
export function placeOf({ name, own }: RawService, field: string): readonly string[] {
  return field in own ? ['services', name, field] : ['defaults', field];
}
