import { expect, test } from 'vitest';
import { houseProblems, LONGEST_FILE, LONGEST_FUNCTION } from '../../../scripts/checks/house.ts';
import { parse } from '../../../scripts/checks/source.ts';

function sentences(path: string, text: string): readonly string[] {
  return houseProblems(parse(path, text)).map((problem) => problem.sentence);
}

const statements = (count: number): string => 'f();\n'.repeat(count);

test.each([
  ['Date.now', 'const now = Date.now();', 'take a Clock'],
  ['Date.now passed on', 'run(Date.now);', 'take a Clock'],
  ['a member by string', "const now = Date['now']();", 'take a Clock'],
  ['new Date()', 'const now = new Date();', 'take a Clock'],
  ['performance.now', 'performance.now();', 'take a Clock'],
  ['Math.random', 'const x = Math.random();', 'take `random'],
  ['setTimeout', 'setTimeout(f, 1);', 'delayed message'],
  ['setInterval', 'setInterval(f, 1);', 'delayed message'],
  ['process.env', 'const home = process.env.HOME;', 'pass the value in'],
  ['console', "console.warn('x');", 'logger that is passed in'],
  ['any', 'let x: any;', 'say unknown'],
  ['a non-null !', 'f(x!);', 'check for undefined'],
  ['a cast through unknown', 'f(x as unknown as string);', 'with a schema'],
  ['an empty catch', 'try { f(); } catch {}', 'say why it may go'],
  ['something left open', `// ${'TO'}${'DO'}: later`, 'file an issue'],
  ['a long file', statements(LONGEST_FILE + 1), 'split it by noun'],
  ['a long function', `const g = () => {\n${statements(LONGEST_FUNCTION - 1)}};`, 'give its parts names'],
])('src/ refuses %s, once, and says what to do instead', (_, text, instead) => {
  expect(sentences('src/aws/snippet.ts', text)).toEqual([expect.stringContaining(instead)]);
});

test.each([
  ['a date that is given', 'const then = new Date(text);'],
  ['a Clock’s own now', 'const now = clock.now();'],
  ['an explained catch', 'try { f(); } catch {\n// Absent: nothing to do.\n}'],
  ['a word in a string', "const any = 'Date.now() as any';"],
  ['the longest file', statements(LONGEST_FILE)],
  ['the longest function', `const g = () => {\n${statements(LONGEST_FUNCTION - 2)}};`],
])('src/ allows %s', (_, text) => {
  expect(sentences('src/aws/snippet.ts', text)).toEqual([]);
});

test('the lines of a named function inside are its own, those of a callback are not', () => {
  const half = statements(LONGEST_FUNCTION / 2);
  expect(sentences('src/aws/a.ts', `const g = () => {\n${half}return { h: () => {\n${half}} };\n};`)).toEqual([]);
  expect(sentences('src/aws/a.ts', `const g = () => {\n${half}run(() => {\n${half}});\n};`)).toHaveLength(1);
});

test('the named edges may take time, environment and console', () => {
  expect(sentences('src/handlers/lambda-dispatch.ts', 'console.log(Date.now(), process.env.TABLE);')).toEqual([]);
  expect(sentences('src/handlers/dispatch.ts', 'console.log(Date.now(), process.env.TABLE);')).toHaveLength(3);
});

test.each([
  ['test', 'skip'],
  ['it', 'only'],
  ['describe', 'skip', 'each'],
  ['test', 'concurrent', 'only'],
  ['test', 'todo'],
])('a test of %s with %s is refused', (...words) => {
  expect(sentences('test/a.test.ts', `${words.join('.')}('x', () => f());`)).toEqual([
    expect.stringContaining('mend the test'),
  ]);
});
