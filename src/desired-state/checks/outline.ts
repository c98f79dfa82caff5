/** A document that may be wrong anywhere, read leniently: cross-checks say what they can, whatever else is broken. */
export type Raw = Readonly<Record<string, unknown>>;

export function mapOf(value: unknown): Raw {
  return isMap(value) ? value : {};
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
  const services = Object.entries(mapOf(document.services));
  // What is no map at all has been said by its type.
  return services
    .filter(([, value]) => isMap(value))
    .map(([name, value]) => {
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
  return mergedFields.has(field) && isMap(own) ? { ...mapOf(standard[field]), ...own } : own;
}

function isMap(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field's place: where it is written, in the service or in the defaults. */
export function placeOf({ name, own, fields }: RawService, field: string): readonly string[] {
  return field in own || !(field in fields) ? ['services', name, field] : ['defaults', field];
}

/** A member of a map that service and defaults may give together. */
export function memberPlace(service: RawService, field: string, member: string): readonly string[] {
  if (member in mapOf(service.own[field])) return ['services', service.name, field, member];
  return member in mapOf(service.fields[field]) ? ['defaults', field, member] : [...placeOf(service, field), member];
}
