import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../', import.meta.url);

/** Every number of a fact in code, with one file that uses it. */
function cited(): Map<string, string> {
  const numbers = new Map<string, string>();
  const folders = ['src', 'scripts', 'bench', 'bootstrap', 'test'].filter((each) => existsSync(new URL(each, root)));
  for (const folder of folders) {
    const names = readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => each.endsWith('.ts')))
      for (const [number] of readFileSync(new URL(`${folder}/${name}`, root), 'utf8').matchAll(/§\d+(\.\d+)?/g))
        numbers.set(number, `${folder}/${name}`);
  }
  return numbers;
}

it('each fact that code names by number stands in docs/aws-facts.md with AWS’ own pages', () => {
  const page = readFileSync(new URL('docs/aws-facts.md', root), 'utf8');
  const lines = new Set([...page.matchAll(/^\| (§\d+(?:\.\d+)?) \| [^|]+ \| [^|]+ \|$/gm)].map(([, number]) => number));
  const used = cited();
  expect(used.size).toBeGreaterThan(20);
  expect([...used].filter(([number]) => !lines.has(number))).toEqual([]);
});
