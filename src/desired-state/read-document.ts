import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { mapOf } from './checks/outline.ts';
import { places } from './checks/places.ts';
import { routes } from './checks/routes.ts';
import { serviceRules } from './checks/service-rules.ts';
import { sizes } from './checks/size.ts';
import { inlineFiles } from './inline-files.ts';
import { type Found, type Problem, pathText } from './problem.ts';
import { type Document, documentSchema } from './schema/document.ts';
import { schemaProblems } from './schema-problems.ts';

export interface DocumentSource {
  readonly text: string;
  /** As messages name it. */
  readonly file: string;
  /** Text of a file beside the document (`file:` references); undefined: there is none. */
  readonly readFile?: (path: string) => string | undefined;
  /** Registries of other accounts or regions that the fleet allows, as hosts. */
  readonly registries?: readonly string[];
}

export type DocumentRead =
  | {
      readonly ok: true;
      readonly document: Document /** What is stored: JSON with every `file:` inlined. */;
      readonly stored: string;
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** An item of the table ends at 400 KB; a document above this is refused before it is parsed. */
export const MOST_BYTES = 256 * 1024;
const MOST_DEPTH = 40;

/** Reads YAML or JSON. Everything that is wrong is said at once, each with its place. Never throws. */
export function readDocument(source: DocumentSource): DocumentRead {
  const bytes = Buffer.byteLength(source.text);
  if (bytes > MOST_BYTES) {
    return refuse(
      source,
      [
        {
          code: 'too-large',
          path: [],
          allowed: `a document has at most ${MOST_BYTES / 1024} KiB; this one has ${Math.ceil(bytes / 1024)} KiB`,
        },
      ],
      () => [1, 1],
    );
  }
  const lines = new LineCounter();
  const yaml = parseDocument(source.text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    merge: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const place = (path: readonly (string | number)[], atKey: boolean): [number, number] =>
    placeIn(yaml.contents, lines, path, atKey);
  const broken = yaml.errors.map((error): Problem => {
    const { line, col } = lines.linePos(error.pos[0]);
    return {
      code: error.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'syntax',
      severity: 'error',
      path: '',
      file: source.file,
      line,
      column: col,
      value: undefined,
      allowed: error.message.split('\n')[0] ?? 'not YAML',
    };
  });
  if (broken.length > 0) return { ok: false, problems: broken };
  const tooMuch = limits(yaml.contents);
  if (tooMuch !== undefined) return refuse(source, [tooMuch], place);
  const raw: unknown = yaml.toJS({ maxAliasCount: 0 });
  const inlined = inlineFiles(raw, source.readFile);
  return judge(source, inlined.raw, inlined.found, place);
}

function judge(source: DocumentSource, raw: unknown, before: readonly Found[], place: Place): DocumentRead {
  const parsed = documentSchema.safeParse(raw);
  const outline = mapOf(raw);
  const crossed =
    typeof raw === 'object' && raw !== null
      ? [...sizes(outline), ...places(outline), ...routes(outline), ...serviceRules(outline)]
      : [];
  const allowedRegistry = ({ code, value }: Found) =>
    code === 'foreign-registry' && (source.registries ?? []).some((host) => String(value).startsWith(`${host}/`));
  const found = unique([
    ...before,
    ...(parsed.success ? [] : schemaProblems(parsed.error.issues, raw)),
    ...crossed.filter((each) => !allowedRegistry(each)),
  ]);
  const errors = found.filter(({ warning }) => warning !== true);
  if (errors.length > 0 || !parsed.success) return refuse(source, found, place);
  return { ok: true, document: parsed.data, stored: JSON.stringify(raw), warnings: problemsOf(source, found, place) };
}

type Place = (path: readonly (string | number)[], atKey: boolean) => [line: number, column: number];

function refuse(source: DocumentSource, found: readonly Found[], place: Place): DocumentRead {
  return { ok: false, problems: problemsOf(source, found, place) };
}

function problemsOf(source: DocumentSource, found: readonly Found[], place: Place): Problem[] {
  return found
    .map(({ code, path, allowed, value, warning, nearest, atKey }): Problem => {
      const [line, column] = place(path, atKey === true);
      const hidden = path.includes('environment') || path.includes('secrets');
      return {
        code,
        severity: warning === true ? 'warning' : 'error',
        path: pathText(path),
        file: source.file,
        line,
        column,
        value: hidden ? undefined : shown(value),
        allowed,
        ...(nearest === undefined || nearest === '' ? {} : { nearest }),
      };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column || (a.path < b.path ? -1 : 1));
}

function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value) ?? '';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** One problem a place and code: two checks may see the same thing. */
function unique(found: readonly Found[]): Found[] {
  const said = new Map<string, Found>();
  for (const each of found) {
    const key = `${each.code} ${pathText(each.path)}`;
    if (!said.has(key) || each.nearest !== undefined) said.set(key, each);
  }
  return [...said.values()];
}

/** Aliases could blow a small text up, and depth the stack (T16): neither is needed in a document. */
function limits(contents: Node | null): Found | undefined {
  let problem: Found | undefined;
  visit(contents, (_key, node, path) => {
    if (isAlias(node))
      problem = {
        code: 'alias',
        path: [],
        allowed: 'aliases (*name) are not allowed in a document; write it out, or use defaults',
      };
    else if (path.length > MOST_DEPTH * 2)
      problem = { code: 'too-deep', path: [], allowed: `a document is at most ${MOST_DEPTH} levels deep` };
    else if (
      isPair(node) &&
      isScalar(node.key) &&
      (node.key.value === '__proto__' || node.key.value === 'constructor' || node.key.value === 'prototype')
    ) {
      problem = {
        code: 'reserved-key',
        path: [],
        allowed: `${String(node.key.value)} is no name that a document may use`,
      };
    }
    return problem === undefined ? undefined : visit.BREAK;
  });
  return problem;
}

/** Line and column of a path, else of the nearest thing above it that is in the text. */
function placeIn(
  contents: Node | null,
  lines: LineCounter,
  path: readonly (string | number)[],
  atKey: boolean,
): [number, number] {
  let node: unknown = contents;
  let offset = 0;
  for (const [index, part] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) break;
      const key = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
      const value = (pair.value as Node | null)?.range?.[0];
      const last = index === path.length - 1;
      offset = (last && !atKey && isScalar(pair.value) ? value : key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(part)] as Node | undefined;
      if (item === undefined) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  const { line, col } = lines.linePos(offset);
  return [line, col];
}
