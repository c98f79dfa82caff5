import type { Struct } from './plain-data.ts';
import { textOf } from './plain-data.ts';

/** Canonical form of JSON without a schema: null left out, plain lists sorted, lists with a key sorted by it. */
export function canonicalJson(value: unknown, keys: Readonly<Record<string, string>>, name = ''): unknown {
  if (Array.isArray(value)) return canonicalList(value, keys, name);
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = [];
  for (const [member, given] of Object.entries(value)) {
    if (given === undefined || given === null) continue;
    const form = canonicalJson(given, keys, member);
    if (form !== undefined) entries.push([member, form]);
  }
  return Object.fromEntries(entries);
}

/** The member that tells the elements of the list `name` apart. */
export function keyOf(keys: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(keys, name) ? keys[name] : undefined;
}

export function keyText(element: unknown, key: string): string {
  return typeof element === 'object' && element !== null ? textOf((element as Struct)[key]) : textOf(element);
}

function canonicalList(list: readonly unknown[], keys: Readonly<Record<string, string>>, name: string): unknown {
  const forms = list
    .filter((element) => element !== undefined && element !== null)
    .map((element) => canonicalJson(element, keys));
  if (forms.length === 0) return undefined;
  const key = keyOf(keys, name);
  const text = (element: unknown) => (key === undefined ? JSON.stringify(element) : keyText(element, key));
  return forms
    .map((form) => ({ text: text(form), form }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ form }) => form);
}
