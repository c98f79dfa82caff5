import { containers } from './checks/containers.ts';
import { counts } from './checks/counts.ts';
import { definitions } from './checks/definitions.ts';
import { loadBalanced } from './checks/load-balanced.ts';
import { mapOf } from './checks/outline.ts';
import { overlays } from './checks/overlays.ts';
import { places } from './checks/places.ts';
import { routes } from './checks/routes.ts';
import { serviceRules } from './checks/service-rules.ts';
import { sizes } from './checks/size.ts';
import { tags } from './checks/tags.ts';
import { withoutConsequences } from './consequences.ts';
import { desiredApp } from './desired-app.ts';
import { type Position, parseDocumentText, type TextRead } from './document-text.ts';
import { inlineFiles } from './inline-files.ts';
import { collisions, collisionText, ownedNames } from './owned-names.ts';
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
      readonly document: Document;
      /** What is stored: JSON with every `file:` inlined. */
      readonly stored: string;
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** An item of the table ends at 400 KB; a document above this is refused before it is parsed. */
export const MOST_BYTES = 256 * 1024;

/** Reads YAML or JSON. Everything that is wrong is said at once, each with its place. Never throws. */
export function readDocument(source: DocumentSource): DocumentRead {
  const bytes = Buffer.byteLength(source.text);
  if (bytes > MOST_BYTES) return { ok: false, problems: [problemAt(source.file, tooLarge(bytes, ''), [1, 1])] };
  const text = parseDocumentText(source.text);
  if (!text.ok) return { ok: false, problems: text.placed.map(({ found, at }) => problemAt(source.file, found, at)) };
  const inlined = inlineFiles(text.raw, source.readFile);
  return judge(source, text, inlined.raw, inlined.found);
}

function tooLarge(bytes: number, what: string): Found {
  const size = `${Math.ceil(bytes / 1024)} KiB`;
  return {
    code: 'too-large',
    path: [],
    allowed: `a document has at most ${MOST_BYTES / 1024} KiB; this one has ${size}${what}`,
  };
}

type Text = Extract<TextRead, { readonly ok: true }>;

function judge(source: DocumentSource, text: Text, raw: unknown, before: readonly Found[]): DocumentRead {
  const { place, written } = text;
  const parsed = documentSchema.safeParse(raw);
  const found = withoutConsequences([
    ...text.slips.map((each) => each.found),
    ...before,
    ...unique([
      ...(parsed.success ? definitions(parsed.data) : schemaProblems(parsed.error.issues, raw)),
      ...crossed(raw).filter((each) => !isAllowedRegistry(each, source.registries ?? [])),
    ]),
  ]);
  const slipped = new Map(text.slips.map((each) => [each.found, each.at]));
  const said = found
    .map((each) =>
      problemAt(source.file, each, slipped.get(each) ?? place(each.path, each.atKey === true), written(each.path)),
    )
    .sort((a, b) => a.line - b.line || a.column - b.column || (a.path < b.path ? -1 : 1));
  if (!parsed.success || said.some(({ severity }) => severity === 'error')) return { ok: false, problems: said };
  const owned = collisions(ownedNames(desiredApp(parsed.data))).map((collision): Found => {
    const path = ['services', collision.other.service];
    return { code: 'name-collision', path, atKey: true, allowed: collisionText(collision) };
  });
  if (owned.length > 0)
    return { ok: false, problems: owned.map((each) => problemAt(source.file, each, place(each.path, true))) };
  const stored = JSON.stringify(raw);
  const bytes = Buffer.byteLength(stored);
  if (bytes > MOST_BYTES)
    return { ok: false, problems: [problemAt(source.file, tooLarge(bytes, ' with its files'), [1, 1])] };
  return { ok: true, document: parsed.data, stored, warnings: said };
}

/** What only several fields together can say; also where the schema found faults, as far as they can be read. */
function crossed(raw: unknown): Found[] {
  if (typeof raw !== 'object' || raw === null) return [];
  const outline = mapOf(raw);
  const checks = [sizes, places, routes, overlays, counts, containers, serviceRules, loadBalanced, tags];
  return checks.flatMap((check) => check(outline));
}

function isAllowedRegistry({ code, value }: Found, registries: readonly string[]): boolean {
  return code === 'foreign-registry' && registries.some((host) => String(value).startsWith(`${host}/`));
}

function problemAt(
  file: string,
  { code, path, allowed, value, warning, nearest }: Found,
  at: Position,
  written?: string,
): Problem {
  const hidden = path.includes('environment') || path.includes('secrets');
  return {
    code,
    severity: warning === true ? 'warning' : 'error',
    path: pathText(path),
    file,
    line: at[0],
    column: at[1],
    value: hidden ? kindOf(value) : shown(value, written),
    allowed,
    ...(nearest === undefined || nearest === '' || hidden ? {} : { nearest }),
  };
}

/** Only single values: a map or a list may hold a secret somewhere inside (R44). */
function shown(value: unknown, written: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'object' && value !== null) return kindOf(value);
  const text = written === undefined || written === '' ? (JSON.stringify(value) ?? '') : written;
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Of what is not shown: whether it is a single value at all. */
function kindOf(value: unknown): string | undefined {
  if (value === null) return 'null';
  return typeof value !== 'object' ? undefined : Array.isArray(value) ? 'a list' : 'a map';
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
