/** A structure of AWS' words: plain JSON, nothing known of it yet. */
export type Struct = Readonly<Record<string, unknown>>;

export function asStruct(value: unknown): Struct | undefined {
  return isStruct(value) ? value : undefined;
}

export function isStruct(value: unknown): value is Struct {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Text of any value, for keys: never an exception, whatever a document or an answer holds. */
export function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Equality of plain data; the order of members means nothing. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, index) => sameJson(element, b[index]));
  }
  if (!isStruct(a) || !isStruct(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameJson(a[name], b[name]))
  );
}
