import { AwsError, type Limit } from './operation.ts';

/** Checks an input against bounds that are data beside the operation; throws the first one that is broken. */
export function checkLimits(limits: readonly Limit[], input: unknown): void {
  for (const limit of limits) for (const value of valuesAt(input, limit.path.split('.'))) checkOne(limit, value);
}

/** All values at a path such as `containerDefinitions[].name`; a missing parent has none, a missing member is undefined. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [first, ...rest] = path;
  if (first === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  const list = first.endsWith('[]');
  const inner = (value as Readonly<Record<string, unknown>>)[list ? first.slice(0, -2) : first];
  if (!list) return valuesAt(inner, rest);
  return Array.isArray(inner) ? inner.flatMap((item) => valuesAt(item, rest)) : [];
}

function checkOne(limit: Limit, value: unknown): void {
  if (value === undefined || value === null) {
    if (limit.required) refuse(limit, value);
    return;
  }
  const size = sizeOf(value);
  if (size !== undefined && limit.min !== undefined && size < limit.min) refuse(limit, value);
  if (size !== undefined && limit.max !== undefined && size > limit.max) refuse(limit, value);
  if (limit.pattern !== undefined && typeof value === 'string' && !limit.pattern.test(value)) refuse(limit, value);
  if (limit.oneOf !== undefined && !limit.oneOf.some((allowed) => allowed === value)) refuse(limit, value);
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

function refuse(limit: Limit, value: unknown): never {
  throw new AwsError(limit.code, typeof limit.message === 'string' ? limit.message : limit.message(value));
}
