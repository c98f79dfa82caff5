import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemText } from '../../src/desired-state/problem-text.ts';
import { readDocument } from '../../src/desired-state/read-document.ts';

const folder = new URL('../fixtures/desired-state/', import.meta.url);

interface Expected {
  readonly path: string;
  readonly code: string;
  readonly line: number;
  readonly hint: string;
}

const index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as {
  documents: { file: string; valid: boolean; problems: Expected[]; services?: string[] }[];
};

function read(file: string) {
  return readDocument({
    text: readFileSync(new URL(file, folder), 'utf8'),
    file,
    readFile: (path) => (existsSync(new URL(path, folder)) ? readFileSync(new URL(path, folder), 'utf8') : undefined),
  });
}

const facts = ({ path, code, line }: { path: string; code: string; line: number }) => `${line} ${path} ${code}`;

/** Numbers, names and paths of a hint: what must be in the sentence, in this order or another. */
function substance(hint: string): RegExp {
  const words =
    hint.match(
      /\d+|\/\S*(?=\s|$)|[a-z]+(?:[A-Z.[\]]\S*)|\b(?:network|image|path|environment|lower-case|hyphens|twelve|hexadecimal|stateful|fronted|registry|reserved|secrets|container|other|parameters)\b/g,
    ) ?? [];
  return new RegExp(words.map((word) => `(?=[^]*${word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')})`).join(''));
}

describe('documents as users write them', () => {
  for (const { file, valid, problems, services } of index.documents) {
    it(`${file} is ${valid ? 'valid' : `refused with all of its ${problems.length} problems at once`}`, () => {
      const result = read(file);
      expect(result.ok).toBe(valid);
      const said = result.ok ? result.warnings : result.problems;
      // A missing field that only follows from a typo is said by the typo (the index allows it).
      const optional = new Set(
        file === '10-bad-typos.yaml' ? problems.filter(({ code }) => code === 'missing-field').map(facts) : [],
      );
      expect(said.map(facts).sort()).toEqual(
        problems
          .map(facts)
          .filter((fact) => !optional.has(fact))
          .sort(),
      );
      if (result.ok && services !== undefined) expect(Object.keys(result.document.services)).toEqual(services);
    });
  }

  for (const { file, problems } of index.documents) {
    if (problems.length === 0) continue;
    it(`${file}: each problem says what the index wants to be said`, () => {
      const result = read(file);
      const texts = new Map((result.ok ? [] : result.problems).map((problem) => [problem.path, problemText(problem)]));
      for (const { path, code, hint } of problems) {
        const text = texts.get(path);
        // Left out where it only follows from a typo.
        if (text === undefined && code === 'missing-field') continue;
        expect(text).toMatch(substance(hint));
      }
    });
  }

  it('a typo names the nearest right word', () => {
    const result = read('10-bad-typos.yaml');
    const said = result.ok ? [] : result.problems.map(({ path, nearest }) => [path, nearest]);
    expect(said).toEqual([
      ['netwrok', 'network'],
      ['services.backend.imgae', 'image'],
      ['services.backend.helthCheck', 'healthCheck'],
      ['services.backend.routes[0].pth', 'path'],
      ['services.backend.enviroment', 'environment'],
    ]);
  });

  it('a wrong size names the nearest right ones', () => {
    const result = read('11-bad-cpu-memory.yaml');
    const texts = result.ok ? [] : result.problems.map(problemText);
    expect(texts.find((text) => text.includes('services.d.memory'))).toContain('16384 or 20480');
    expect(texts.find((text) => text.includes('services.a.memory'))).toContain('256 allows 512, 1024, 2048');
    expect(texts.find((text) => text.includes('services.e.memory'))).toContain('4 to 16 GB');
  });

  it('R44 a value that looks like a secret is in no problem', () => {
    const result = read('15-bad-many-at-once.yaml');
    expect(JSON.stringify(result.ok ? result.warnings : result.problems)).not.toContain('example-not-a-key');
  });
});
