import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { Found } from './problem.ts';
import { type AtNode, dangers, keyText, offsetOf, slips, TOO_DEEP, withoutMergeKeys } from './text-faults.ts';

/** Line and column, from 1, of a path; of the nearest thing above it where the path is not in the text. */
export type Place = (path: readonly (string | number)[], atKey?: boolean) => Position;
export type Position = readonly [line: number, column: number];

export interface Placed {
  readonly found: Found;
  readonly at: Position;
}

export type TextRead =
  | {
      readonly ok: true;
      readonly raw: unknown;
      readonly place: Place;
      /** A single value as it is spelt in the text: `1.20`, not 1.2. */
      readonly written: (path: readonly (string | number)[]) => string | undefined;
      /** What is wrong with the text, and does not keep the rest from being read. */
      readonly slips: readonly Placed[];
    }
  | { readonly ok: false; readonly placed: readonly Placed[] };

const MOST_SYNTAX_ERRORS = 20;

/** YAML 1.2 (core) or JSON, with positions. Whatever could blow a small text up is refused, not read (T15, T16). */
export function parseDocumentText(given: string): TextRead {
  // A byte order mark is no part of the first line.
  const text = given.replace(/^\uFEFF/, '');
  const lines = new LineCounter();
  const foreign = text.search(/[\0\uFFFD]/);
  if (foreign >= 0) return { ok: false, placed: [{ found: notUtf8, at: positionOf(text, foreign) }] };
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
  const placed = ({ found, node }: AtNode): Placed => ({ found, at: at(offsetOf(node) ?? 0) });
  const dangerous = dangers(parsed.contents);
  if (dangerous.length > 0) return { ok: false, placed: dangerous.map(placed) };
  const slipped = slips(parsed.contents);
  withoutMergeKeys(parsed.contents);
  const raw: unknown = parsed.toJS({ maxAliasCount: 0 });
  const pairOf = pairsOf();
  return {
    ok: true,
    raw,
    place: placesIn(parsed.contents, pairOf, at),
    written: writtenIn(parsed.contents, pairOf),
    slips: slipped.map(placed),
  };
}

const notUtf8: Found = {
  code: 'encoding',
  path: [],
  allowed: 'a document is text in UTF-8; here is a byte of something else (UTF-16, or a packed file)',
};

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return [before.length, (before.at(-1) ?? '').length + 1];
}

function syntaxErrors(parsed: Document.Parsed, at: (offset: number) => Position): Placed[] {
  const errors = [...parsed.errors, ...parsed.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')];
  const placed = errors.map(({ code, message, pos }): Placed => {
    const allowed = sentences[code] ?? withoutSource(message);
    return { found: { code: 'syntax', path: [], allowed }, at: at(pos[0]) };
  });
  // The parser stops where its stack ends, and says so in its own way.
  const deep = placed.find(({ found }) => found.allowed.startsWith('Maximum call stack'));
  if (deep !== undefined) return [{ ...deep, found: TOO_DEEP }];
  // Of two errors at one place the second follows from the first.
  const first = new Map(placed.toReversed().map((each) => [each.at.join(':'), each]));
  return [...first.values()].reverse().slice(0, MOST_SYNTAX_ERRORS);
}

const sentences: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: 'tags (!name) are not known in a document',
  MULTIPLE_DOCS: 'one document a file: a second one begins here',
};

/** The parser's sentence without what it quotes of the text: that may be a secret (R44). */
function withoutSource(message: string): string {
  return message.split('\n')[0]?.replace(/: ?".*$/, '') ?? 'not YAML';
}

/** The pair of each key, the last one where a key is there twice; found at once also among very many. */
type Pairs = (map: YAMLMap, name: string) => Pair | undefined;

function pairsOf(): Pairs {
  const indexes = new WeakMap<YAMLMap, Map<string, Pair>>();
  return (map, name) => {
    const index = indexes.get(map) ?? new Map(map.items.map((pair) => [keyText(pair.key), pair]));
    indexes.set(map, index);
    return index.get(name);
  };
}

function placesIn(contents: Node | null, pairOf: Pairs, at: (offset: number) => Position): Place {
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

function writtenIn(contents: Node | null, pairOf: Pairs): (path: readonly (string | number)[]) => string | undefined {
  return (path) => {
    let node: unknown = contents;
    for (const part of path) {
      if (isMap(node)) node = pairOf(node, String(part))?.value;
      else if (isSeq(node)) node = node.items[Number(part)];
      else return undefined;
    }
    return isScalar(node) && typeof node.value !== 'string' ? node.source : undefined;
  };
}
