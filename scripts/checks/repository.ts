import { posix } from 'node:path';
import { Visitor } from 'oxc-parser';
import { lineAt, type Problem, type Source } from './source.ts';

/** Where people's machines keep things; a committed file that names such a place works on one machine only. */
const MACHINE_PATH = /(?<![\w.:/-])\/(?:work|root|home|Users|tmp\/bash_jobs[^/\s]*)\/[\w.-]+/g;

export function machinePathProblems(path: string, text: string): readonly Problem[] {
  return [...text.matchAll(MACHINE_PATH)].map((match) => ({
    path,
    line: lineAt(text, match.index),
    sentence: `names ${match[0]}, a place of one machine: give a path from the repository’s root.`,
  }));
}

export function lockfileProblems(path: string, text: string): readonly Problem[] {
  return [...text.matchAll(/"resolved": "https?:\/\/[^"]*"/g)].map((match) => ({
    path,
    line: lineAt(text, match.index),
    sentence: 'names a registry’s host: keep omit-lockfile-registry-resolved=true in .npmrc and write the lock again.',
  }));
}

/** Relative links of a Markdown file, with the headings that they point at. `read` gives undefined for no such file. */
export function linkProblems(
  path: string,
  text: string,
  read: (path: string) => string | undefined,
): readonly Problem[] {
  // Blanked, so that lines stay where they are: an example is not a link.
  const prose = text.replaceAll(/^```[\s\S]*?^```|`[^`\n]*`/gm, (code) => code.replaceAll(/[^\n]/g, ' '));
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].flatMap((match) => {
    const [target = '', heading] = (match[1] ?? '').split('#');
    if (/^[a-z]+:/.test(target)) return [];
    const file = target === '' ? path : posix.join(posix.dirname(path), target);
    const found = file === path ? text : read(file);
    const line = lineAt(text, match.index);
    if (found === undefined) return [{ path, line, sentence: `links to ${file}, which is not there.` }];
    if (heading === undefined || !file.endsWith('.md') || anchorsOf(found).has(heading)) return [];
    return [{ path, line, sentence: `links to #${heading}, which is no heading of ${file}.` }];
  });
}

/** As GitHub makes them: lower case, punctuation gone, blanks to hyphens. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.matchAll(/^#{1,6} +(.+)$/gm)].map((match) => match[1] ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Each file of src/findings/ makes one finding, and its code is the file's name. */
export function findingProblems(sources: readonly Source[]): readonly Problem[] {
  return sources
    .filter(({ path }) => path.startsWith('src/findings/') && path !== 'src/findings/finding.ts')
    .flatMap((source) => {
      const name = posix.basename(source.path, '.ts');
      const codes = codesOf(source);
      if (codes.length === 1 && codes[0] === name) return [];
      const sentence =
        codes.length === 1
          ? `makes the finding ${codes[0]}: code and file name are one word, so name both ${codes[0]} or ${name}.`
          : `makes ${codes.length} findings (${codes.join(', ')}): one file, one finding.`;
      return [{ path: source.path, line: 1, sentence }];
    });
}

function codesOf(source: Source): readonly string[] {
  const codes: string[] = [];
  new Visitor({
    CallExpression: ({ callee, arguments: [kind] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'findingKind' || kind?.type !== 'ObjectExpression') return;
      for (const property of kind.properties)
        if (property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'code')
          codes.push(property.value.type === 'Literal' ? String(property.value.value) : '?');
    },
  }).visit(source.program);
  return codes;
}

/** The files of src/reconcilers/ that declare a `ResourceKind`, by their name. */
export function declaredKinds(sources: readonly Source[]): readonly string[] {
  return sources
    .filter(({ path }) => path.startsWith('src/reconcilers/'))
    .filter(({ text }) => /^export const \w+: ResourceKind\b/m.test(text))
    .map(({ path }) => posix.basename(path, '.ts'));
}
