import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { fixturePath } from '../reconcilers/comparison-fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

function compare(...args: readonly string[]): { status: number | null; lines: unknown[]; said: string } {
  const script = fileURLToPath(new URL('../../scripts/compare.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, ...args],
    {
      encoding: 'utf8',
    },
  );
  const lines = stdout === '' ? [] : stdout.trimEnd().split('\n');
  return { status, lines: lines.map((line): unknown => JSON.parse(line)), said: stderr.trim() };
}

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const wrong = { name: 'w', kind: 'logGroup', declared: {}, observed: { retentionInDays: 7 }, same: true };

describe('npm run compare', () => {
  it('prints one line a case and the summary, and ends with 0 when all are right', () => {
    const { status, lines } = compare(fileURLToPath(fixturePath('no-false-diff')));
    expect(status).toBe(0);
    expect(lines).toHaveLength(119);
    expect(lines.at(0)).toEqual({
      name: 'td-output-only-fields',
      expected: 'same',
      got: 'same',
      paths: [],
      ok: true,
    });
    expect(lines.at(-1)).toEqual({ event: 'summary', cases: 118, right: 118, falseDifferences: 0, missed: 0 });
  });

  it('ends with 1 when a case is wrong, and counts a kind that it does not know', () => {
    const { status, lines } = compare(fileOf('wrong.json', JSON.stringify([wrong, { ...wrong, kind: 'bucket' }])));
    expect(status).toBe(1);
    expect(lines).toEqual([
      { name: 'w', expected: 'same', got: 'different', paths: ['retentionInDays'], ok: false },
      { name: 'w', expected: 'same', got: 'unknown kind bucket', paths: [], ok: false },
      { event: 'summary', cases: 2, right: 0, falseDifferences: 1, missed: 0 },
    ]);
  });

  it.each([
    ['no file', [], /^Give one file of cases/],
    ['two files', ['a', 'b'], /^Give one file of cases/],
    ['a file that is not there', [join(folder, 'none.json')], /none\.json can't be read\.$/],
    ['a file that is no JSON', [fileOf('no.json', '{')], /no\.json can't be used: it is not JSON: .*\.$/],
  ])('says one sentence and ends with 2 for %s', (_what, args, sentence) => {
    const { status, lines, said } = compare(...args);
    expect({ status, lines }).toEqual({ status: 2, lines: [] });
    expect(said).toMatch(sentence);
    expect(said.split('\n')).toHaveLength(1);
  });
});
