import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Scalar, visit, type YAMLMap } from 'yaml';
import type { Found } from './problem.ts';

/** What a text can hold beside plain maps, lists and values. */
export interface AtNode {
  readonly found: Found;
  readonly node: unknown;
}

const MOST_DEPTH = 40;

export const TOO_DEEP: Found = {
  code: 'too-deep',
  path: [],
  allowed: `a document is at most ${MOST_DEPTH} levels deep`,
};

const reservedKeys: ReadonlySet<unknown> = new Set(['__proto__', 'constructor', 'prototype']);

/** What is refused before it is read: it could blow a small text up, reach a prototype, or has no path. */
export function dangers(contents: Node | null): AtNode[] {
  const faults: AtNode[] = [];
  const add = (found: Found, node: unknown) => faults.push({ found, node });
  visit(contents, (_key, node, above) => {
    if (isAlias(node)) {
      add({ code: 'alias', path: [], allowed: 'aliases (*name) are not allowed; write it out, or use defaults' }, node);
      return visit.BREAK;
    }
    if (above.filter((each) => isMap(each) || isSeq(each)).length > MOST_DEPTH) {
      add(TOO_DEEP, node);
      return visit.BREAK;
    }
    if (isScalar(node) && !isPlainTag(node)) add(unknownTag, node);
    if (isMap(node)) faults.push(...wrongKeys(node, pathOf([...above, node])));
    return undefined;
  });
  return faults;
}

const unknownTag: Found = { code: 'syntax', path: [], allowed: 'only the tags !!str, !!int, !!float, !!bool, !!null' };

function isPlainTag({ tag }: Scalar): boolean {
  return tag === undefined || /^tag:yaml\.org,2002:(?:str|int|float|bool|null)$/.test(tag);
}

function wrongKeys(map: YAMLMap, path: readonly (string | number)[]): AtNode[] {
  return map.items.flatMap(({ key }): AtNode[] => {
    const name = keyText(key);
    if (reservedKeys.has(name))
      return [
        {
          found: { code: 'reserved-key', path: [...path, name], allowed: `${name} is no name to use here` },
          node: key,
        },
      ];
    if (isScalar(key) && key.value !== null) return [];
    return [{ found: { code: 'key', path, allowed: 'a key is a word: no list, no map, not empty' }, node: key ?? map }];
  });
}

/** What is wrong with the text, and leaves the rest readable: keys twice, merge keys, texts that YAML takes for numbers. */
export function slips(contents: Node | null): AtNode[] {
  const faults: AtNode[] = [];
  visit(contents, (_key, node, above) => {
    if (isMap(node)) faults.push(...keySlips(node, pathOf([...above, node])));
    if (isScalar(node) && _key !== 'key' && losesSpelling(node)) {
      const path = pathOf([...above, node]);
      if (isText(path)) faults.push({ found: { ...lostSpelling(node), path }, node });
    }
    return undefined;
  });
  return faults;
}

function keySlips(map: YAMLMap, path: readonly (string | number)[]): AtNode[] {
  const seen = new Set<string>();
  return map.items.flatMap(({ key }): AtNode[] => {
    const name = keyText(key);
    const twice = seen.has(name);
    seen.add(name);
    if (isMergeKey(key))
      return [
        {
          found: {
            code: 'merge-key',
            path: [...path, name],
            allowed: 'merge keys (<<) are not allowed; write it out, or use defaults',
          },
          node: key,
        },
      ];
    return twice
      ? [{ found: { code: 'duplicate-key', path: [...path, name], allowed: `${name} is there twice` }, node: key }]
      : [];
  });
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

/** Said as such, so that no unknown field is said of them, too. */
export function withoutMergeKeys(contents: Node | null): void {
  visit(contents, {
    Map: (_key, map) => {
      map.items = map.items.filter(({ key }) => !isMergeKey(key));
    },
  });
}

/** `1.20`, `0755`, `1e3`, `True`: read as 1.2, 755, 1000, true. */
function losesSpelling({ type, value, source }: Scalar): boolean {
  if (type !== 'PLAIN' || source === undefined || value === null || value === undefined) return false;
  return typeof value !== 'string' && String(value) !== source;
}

function lostSpelling({ value }: Scalar): Omit<Found, 'path'> {
  const kind = typeof value === 'boolean' ? 'true or false' : 'a number';
  return { code: 'lost-spelling', allowed: `is read as ${kind} and loses its spelling; put it in quotes` };
}

/** Fields whose values AWS keeps as text, whatever they look like. */
const texts: ReadonlySet<unknown> = new Set([
  'account',
  'environment',
  'secrets',
  'command',
  'entryPoint',
  'tags',
  'options',
  'query',
  'targetGroupAttributes',
]);

function isText(path: readonly (string | number)[]): boolean {
  // The name of a service is no field.
  const fields = path[0] === 'services' ? path.slice(2) : path;
  return fields.some((part) => texts.has(part));
}

function pathOf(nodes: readonly unknown[]): (string | number)[] {
  return nodes.flatMap((node, index): (string | number)[] => {
    if (isPair(node)) return [keyText(node.key)];
    return isSeq(node) && index + 1 < nodes.length ? [node.items.indexOf(nodes[index + 1])] : [];
  });
}

export function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value ?? '') : String(key);
}

export function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
