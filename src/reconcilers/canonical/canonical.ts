import type { ComparedKind } from '../difference.ts';
import type { KeyedNode, LeafNode, LeafType, ListNode, MapNode, Node, StructNode } from './compile.ts';
import { canonicalJson } from './json.ts';
import { kindOf } from './kinds.ts';
import type { Struct } from './plain-data.ts';
import { asStruct, isStruct, sameJson } from './plain-data.ts';
import type { Default } from './rules.ts';

/**
 * One side in canonical form: AWS' types, only fields that the SDK knows on both sides, sets sorted, and whatever
 * equals AWS' default left out. Both sides come to the same form, and a second time changes nothing.
 */
export function canonical(kind: ComparedKind, side: object): Struct {
  const own = asStruct(side) ?? {};
  return canonicalStruct(kindOf(kind), own, own) ?? {};
}

export function defaultOf(value: Default | undefined, own: Struct, root: Struct): unknown {
  return typeof value === 'function' ? value(own, root) : value;
}

function canonicalStruct(node: StructNode, given: Struct, root: Struct): Struct | undefined {
  const own = node.rule.prepare === undefined ? given : node.rule.prepare(given, root);
  let out: Record<string, unknown> | undefined;
  for (const { name, node: member } of node.members) {
    const take = member.rule.take;
    const raw = take === undefined ? own[name] : take(own);
    // YAML's null is not given (ruling 2).
    if (raw === undefined || raw === null) continue;
    const value = canonicalNode(member, raw, own, root);
    if (value === undefined) continue;
    out ??= {};
    out[name] = value;
  }
  return out;
}

/** A value of another type than AWS' stays as it is: it is reported as one field, never an exception. */
function canonicalNode(node: Node, raw: unknown, own: Struct, root: Struct): unknown {
  if (node.form === 'leaf') return canonicalLeaf(node, raw, own, root);
  const value = node.rule.read === undefined ? raw : node.rule.read(raw, own, root);
  switch (node.form) {
    case 'struct':
      return isStruct(value) ? canonicalStruct(node, value, root) : value;
    case 'keyed':
      return Array.isArray(value) ? canonicalKeyed(node, value, root) : value;
    case 'list':
      return Array.isArray(value) ? canonicalList(node, value, own, root) : value;
    case 'map':
      return isStruct(value) ? canonicalMap(node, value, root) : value;
    case 'json':
      return canonicalJson(value, node.rule.keys);
  }
}

function canonicalLeaf(node: LeafNode, raw: unknown, own: Struct, root: Struct): unknown {
  const { read, default: fallback } = node.rule;
  const typed = coerced(raw, node.type);
  const value = read === undefined ? typed : read(typed, own, root);
  return fallback !== undefined && value === defaultOf(fallback, own, root) ? undefined : value;
}

function canonicalKeyed(node: KeyedNode, raw: readonly unknown[], root: Struct): readonly unknown[] | undefined {
  const { key, drop, prepareList, absent, askedApart } = node.rule;
  const list: { readonly key: string; readonly element: Struct }[] = [];
  for (const given of prepareList === undefined ? raw : prepareList(raw)) {
    if (!isStruct(given)) continue;
    const element = canonicalStruct(node.element, given, root) ?? {};
    const name = key(element);
    if (drop?.(element) === true) continue;
    if (absent !== undefined && sameJson(absent(name), element)) continue;
    list.push({ key: name, element });
  }
  // An empty answer of a call of its own says that it was asked.
  if (list.length === 0) return askedApart === true ? [] : undefined;
  if (list.length > 1) list.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return list.map(({ element }) => element);
}

function canonicalList(
  node: ListNode,
  raw: readonly unknown[],
  own: Struct,
  root: Struct,
): readonly unknown[] | undefined {
  const list: unknown[] = [];
  for (const given of raw) {
    if (given === undefined || given === null) continue;
    const { element } = node;
    if (element.form === 'leaf') list.push(canonicalLeaf(element, given, own, root));
    else list.push(isStruct(given) ? (canonicalStruct(element, given, root) ?? {}) : given);
  }
  if (list.length === 0) return undefined;
  return node.rule.order === 'free' && list.length > 1 ? asSet(list) : list;
}

/** Sorted by text, and each once. */
function asSet(list: readonly unknown[]): readonly unknown[] {
  const byText = new Map(
    list.map((element) => [typeof element === 'string' ? element : JSON.stringify(element), element]),
  );
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, element]) => element);
}

function canonicalMap(node: MapNode, raw: Struct, root: Struct): Struct | undefined {
  const { defaults, askedApart } = node.rule;
  const entries: [string, unknown][] = [];
  for (const [key, given] of Object.entries(raw)) {
    if (given === undefined || given === null) continue;
    const value = canonicalLeaf(node.value, given, raw, root);
    if (defaults !== undefined && Object.hasOwn(defaults, key) && defaults[key] === value) continue;
    entries.push([key, value]);
  }
  // fromEntries makes own members whatever the keys are called: a key `__proto__` is only a key.
  return entries.length === 0 && askedApart !== true ? undefined : Object.fromEntries(entries);
}

/** AWS' type from what a document may write (`loose`): 8080 and true where AWS has text, "30" where it has a number. */
function coerced(value: unknown, type: LeafType): unknown {
  switch (type) {
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
        ? String(value)
        : value;
    case 'number':
      return asNumber(value);
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'timestamp':
      return asInstant(value);
    case 'any':
      return value;
  }
}

function asNumber(value: unknown): unknown {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

/** ISO 8601 text; a number is seconds since 1970, as in AWS' JSON protocols (aws-facts §1.1). */
function asInstant(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (typeof value === 'number' && Number.isFinite(value)) return new Date(value * 1000).toISOString();
  if (typeof value !== 'string') return value;
  const time = Date.parse(value);
  return Number.isNaN(time) ? value : new Date(time).toISOString();
}
