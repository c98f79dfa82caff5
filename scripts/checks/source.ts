import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Comment, type EcmaScriptModule, type Program, parseSync, Visitor } from 'oxc-parser';

/** One TypeScript file, read and parsed once for all checks. */
export interface Source {
  /** From the repository's root, with `/` on every platform. */
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
}

export interface Import {
  readonly specifier: string;
  /** Gone when the types are stripped. */
  readonly typeOnly: boolean;
  /** `import('…')`: loaded only when it is reached. */
  readonly lazy: boolean;
  readonly line: number;
}

/** What a check found: `path:line sentence`, and the sentence says what to do instead. */
export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly sentence: string;
}

export function shown(problem: Problem): string {
  return `${problem.path}:${problem.line} ${problem.sentence}`;
}

/** All TypeScript files of these folders, in the order of their paths. */
export function readSources(root: string, folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => parse(path, readFileSync(join(root, path), 'utf8')));
}

export function parse(path: string, text: string): Source {
  const parsed = parseSync(path, text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${path} can't be parsed: ${error.message}`);
  return { path, text, program: parsed.program, comments: parsed.comments, imports: importsOf(parsed, text) };
}

export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function importsOf(parsed: { module: EcmaScriptModule; program: Program }, text: string): readonly Import[] {
  const { staticImports, staticExports } = parsed.module;
  const found: Import[] = staticImports.map((one) => ({
    specifier: one.moduleRequest.value,
    typeOnly: one.entries.length > 0 && one.entries.every((entry) => entry.isType),
    lazy: false,
    line: lineAt(text, one.start),
  }));
  for (const { start, entries } of staticExports)
    for (const { moduleRequest, isType } of entries)
      if (moduleRequest !== null)
        found.push({ specifier: moduleRequest.value, typeOnly: isType, lazy: false, line: lineAt(text, start) });
  new Visitor({
    ImportExpression: ({ source, start }) => {
      // A computed name is shown as it stands: no rule lets it pass as one of ours.
      const specifier = source.type === 'Literal' ? String(source.value) : text.slice(source.start, source.end);
      found.push({ specifier, typeOnly: false, lazy: true, line: lineAt(text, start) });
    },
    TSImportType: ({ source, start }) => {
      found.push({ specifier: source.value, typeOnly: true, lazy: false, line: lineAt(text, start) });
    },
  }).visit(parsed.program);
  return found;
}
