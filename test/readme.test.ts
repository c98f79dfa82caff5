import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readDocument } from '../src/desired-state/read-document.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const demo = new URL('../scripts/demo.ts', import.meta.url).pathname;

/** The code block after the comment that begins with a word. */
function block(word: string): string {
  const found = new RegExp(`<!-- ${word}:[^>]*-->\\n\`\`\`\\w+\\n([^]*?)\\n\`\`\``).exec(readme);
  if (found?.[1] === undefined) throw new Error(`README.md has no block «${word}»`);
  return found[1];
}

function output(...args: readonly string[]): readonly string[] {
  const env = { ...process.env, NO_COLOR: '1' };
  const text = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', demo, ...args], {
    encoding: 'utf8',
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
  return text.split('\n');
}

test('the lines of the demo are those that it prints, in its order', () => {
  const printed = output();
  let from = 0;
  for (const line of block('demo').split('\n')) {
    const cut = line.endsWith('…') ? line.slice(0, -1) : undefined;
    const at = printed.findIndex(
      (each, index) => index >= from && (each === line || (cut !== undefined && each.startsWith(cut))),
    );
    expect(at, `the demo no longer prints: ${line}`).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
}, 60_000);

test('the finding is one that the demo tells', () => {
  const finding = output('--json')
    .filter((line) => line.includes('"code":"rollout-held"'))
    .map((line) => JSON.parse(line) as { cause: string; whatToDo: string[] })[0];
  const shown = block('finding').split('\n');
  expect(finding?.cause).toContain(shown[1]?.replace(/^cause +/, ''));
  expect(finding?.whatToDo).toContain(shown[2]?.replace(/^what to do +/, ''));
}, 60_000);

test('the document is accepted as it stands', () => {
  const read = readDocument({ text: block('document'), file: 'README.md' });
  expect(read.ok ? [] : read.problems).toEqual([]);
});

test('README fits on a few screens', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(150);
});
