import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const rows = [...readFileSync(`${root}docs/guarantees.md`, 'utf8').matchAll(/^\| R(\d+) \| (.+) \| (.+) \|$/gm)].map(
  ([, no, sentence, state]) => ({ no: Number(no), sentence: sentence ?? '', state: state ?? '' }),
);

/** R numbers that begin the names of tests, by file. */
const named = new Map(
  globSync('test/**/*.test.ts', { cwd: root, exclude: ['test/fixtures/**'] }).map((file) => {
    const heads = readFileSync(`${root}${file}`, 'utf8').matchAll(/['"`]((?:[RFTI]\d+,? )+)/g);
    return [
      file,
      new Set([...heads].flatMap(([, head]) => [...(head ?? '').matchAll(/R(\d+)/g)].map(([, n]) => Number(n)))),
    ];
  }),
);

test('every guarantee is listed once, in order', () => {
  expect(rows.map(({ no }) => no)).toEqual(Array.from({ length: 45 }, (_, index) => index + 1));
});

test('what holds is held by tests that name its number', () => {
  for (const { no, state } of rows.filter((row) => /^holds( in part)?: /.test(row.state))) {
    const files = [...state.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file ?? '');
    expect(files.length, `R${no} names no file`).toBeGreaterThan(0);
    for (const file of files)
      expect(named.get(file)?.has(no), `${file} has no test that begins with R${no}`).toBe(true);
  }
});

test('what is not said to hold is named by no test: else move its line', () => {
  const open = rows.filter((row) => !/^holds( in part)?: /.test(row.state));
  expect(open.every(({ state }) => /^(built|later): /.test(state))).toBe(true);
  for (const { no } of open)
    expect(
      [...named].filter(([, numbers]) => numbers.has(no)).map(([file]) => file),
      `R${no}`,
    ).toEqual([]);
});
