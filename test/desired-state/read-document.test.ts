import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemText } from '../../src/desired-state/problem-text.ts';
import { MOST_BYTES, readDocument } from '../../src/desired-state/read-document.ts';

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

describe('hostile documents', () => {
  it('T16 a document over 256 KiB is refused before it is parsed, with its size', () => {
    const result = readDocument({ text: 'a'.repeat(MOST_BYTES + 1), file: 'big.yaml' });
    expect(result.ok ? '' : result.problems.map(problemText)).toEqual([
      'big.yaml:1:1 the document: a document has at most 256 KiB; this one has 257 KiB',
    ]);
  });

  it('T16 an alias is refused', () => {
    const bomb = `a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n`;
    const result = readDocument({ text: bomb, file: 'bomb.yaml' });
    expect(result.ok ? [] : result.problems.map(({ code }) => code)).toEqual(['alias']);
  });

  it('T16 deep nesting and duplicate keys are refused', () => {
    const deep = readDocument({ text: `app: ${'['.repeat(200)}${']'.repeat(200)}`, file: 'deep.yaml' });
    expect(deep.ok ? [] : deep.problems.map(({ code }) => code)).toEqual(['too-deep']);
    const twice = readDocument({ text: 'app: a\napp: b\n', file: 'twice.yaml' });
    expect(twice.ok ? [] : twice.problems.map(({ code, line }) => [code, line])).toEqual([['duplicate-key', 2]]);
  });

  it('T15 prototype keys are refused and reach no object', () => {
    const result = readDocument({
      text: '{"app":"todo","services":{"__proto__":{"polluted":true}}}',
      file: 'evil.json',
    });
    expect(result.ok ? [] : result.problems.map(({ code }) => code)).toEqual(['reserved-key']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('no text makes it throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json({ maxDepth: 6 }).map((json) => `services: ${json}`),
        ),
        (text) => {
          const result = readDocument({ text, file: 'any.yaml' });
          expect(result.ok || result.problems.length > 0).toBe(true);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});
