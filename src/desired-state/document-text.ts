import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Found } from './problem.ts';

/** Line and column, from 1, of a path; of the nearest thing above it where the path is not in the text. */
export type Place = (path: readonly (string | number)[], atKey?: boolean) => Position;
export type Position = readonly [line: number, column: number];

export interface Placed {
  readonly found: Found;
  readonly at: Position;
}

export type TextRead =
  | { readonly ok: true; readonly raw: unknown; readonly place: Place }
  | { readonly ok: false; readonly placed: readonly Placed[] };

const MOST_DEPTH = 40;
const MOST_SYNTAX_ERRORS = 20;
const reservedKeys: ReadonlySet<unknown> = new Set(['__proto__', 'constructor', 'prototype']);

/** YAML 1.2 (core) or JSON, with positions. Whatever could blow a small text up is refused, not read (T15, T16). */
export function parseDocumentText(text: string): TextRead {
  const lines = new LineCounter();
  const parsed = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    // Duplicates are looked for below: the parser's own check takes time by the square of the number of keys.
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    // `silent` would drop a second document of the text without a word.
    logLevel: 'error',
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return [line, col];
  };
  const broken = syntaxErrors(parsed, at);
  if (broken.length > 0) return { ok: false, placed: broken };
  const dangerous = dangers(parsed.contents, at);
  if (dangerous.length > 0) return { ok: false, placed: dangerous };
  const raw: unknown = parsed.toJS({ maxAliasCount: 0 });
  return { ok: true, raw, place: placesIn(parsed.contents, at) };
}

function syntaxErrors(parsed: Document.Parsed, at: (offset: number) => Position): Placed[] {
  const errors = [...parsed.errors, ...parsed.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')];
  const placed = errors.map(({ code, message, pos }): Placed => {
    const allowed = sentences[code] ?? withoutSource(message);
    return { found: { code: 'syntax', path: [], allowed }, at: at(pos[0]) };
  });
  // The parser stops where its stack ends, and says so in its own way.
  const deep = placed.find(({ found }) => found.allowed.startsWith('Maximum call stack'));
  return deep === undefined ? placed.slice(0, MOST_SYNTAX_ERRORS) : [{ ...deep, found: tooDeep }];
}

const sentences: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: 'tags (!name) are not known in a document',
  MULTIPLE_DOCS: 'one document a file: a second one begins here',
};

const tooDeep: Found = { code: 'too-deep', path: [], allowed: `a document is at most ${MOST_DEPTH} levels deep` };

/** The parser's sentence without what it quotes of the text: that may be a secret (R44). */
function withoutSource(message: string): string {
  return message.split('\n')[0]?.replace(/: ?".*$/, '') ?? 'not YAML';
}

function dangers(contents: Node | null, at: (offset: number) => Position): Placed[] {
  const placed: Placed[] = [];
  const add = (found: Found, node: unknown) => placed.push({ found, at: at(offsetOf(node) ?? 0) });
  visit(contents, (_key, node, above) => {
    if (isAlias(node)) {
      add({ code: 'alias', path: [], allowed: 'aliases (*name) are not allowed; write it out, or use defaults' }, node);
      return visit.BREAK;
    }
    if (above.filter((each) => isMap(each) || isSeq(each)).length > MOST_DEPTH) {
      add(tooDeep, node);
      return visit.BREAK;
    }
    if (isMap(node)) {
      for (const { found, key } of keyFaults(node, pathOf([...above, node]))) add(found, key);
    }
    return undefined;
  });
  return placed;
}

function keyFaults(map: YAMLMap, path: readonly (string | number)[]): { found: Found; key: unknown }[] {
  const seen = new Set<string>();
  return map.items.flatMap(({ key }) => {
    const name = keyText(key);
    const twice = seen.has(name);
    seen.add(name);
    if (reservedKeys.has(name))
      return [
        { found: { code: 'reserved-key', path: [...path, name], allowed: `${name} is no name to use here` }, key },
      ];
    return twice
      ? [{ found: { code: 'duplicate-key', path: [...path, name], allowed: `${name} is there twice` }, key }]
      : [];
  });
}

function pathOf(nodes: readonly unknown[]): (string | number)[] {
  return nodes.flatMap((node, index): (string | number)[] => {
    if (isPair(node)) return [keyText(node.key)];
    return isSeq(node) && index + 1 < nodes.length ? [node.items.indexOf(nodes[index + 1])] : [];
  });
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value ?? '') : String(key);
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function placesIn(contents: Node | null, at: (offset: number) => Position): Place {
  const indexes = new WeakMap<YAMLMap, Map<string, Pair>>();
  const pairOf = (map: YAMLMap, name: string): Pair | undefined => {
    const index = indexes.get(map) ?? new Map(map.items.map((pair) => [keyText(pair.key), pair]));
    indexes.set(map, index);
    return index.get(name);
  };
  return (path, atKey = false) => {
    let node: unknown = contents;
    let offset = 0;
    for (const [index, part] of path.entries()) {
      if (isMap(node)) {
        const pair = pairOf(node, String(part));
        if (pair === undefined) break;
        const atValue = index === path.length - 1 && !atKey && isScalar(pair.value);
        offset = (atValue ? offsetOf(pair.value) : offsetOf(pair.key)) ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        const item = node.items[Number(part)];
        if (item === undefined) break;
        offset = offsetOf(item) ?? offset;
        node = item;
      } else break;
    }
    return at(offset);
  };
}
