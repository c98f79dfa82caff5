import { expect, test } from 'vitest';
import {
  declaredKinds,
  findingProblems,
  linkProblems,
  lockfileProblems,
  machinePathProblems,
} from '../../../scripts/checks/repository.ts';
import { parse } from '../../../scripts/checks/source.ts';

// Put together here: written out, they would be found in this file.
const elsewhere = ['', 'home', 'somebody', 'ecs-steward'].join('/');

test('a path of somebody’s machine is refused, with its line', () => {
  expect(machinePathProblems('docs/a.md', `see\n${elsewhere}/README.md`)).toMatchObject([{ line: 2 }]);
  expect(machinePathProblems('docs/a.md', 'see ./home/a and https://example.com/home/b and /homeless/c')).toEqual([]);
});

test('a lock that names a registry is refused', () => {
  expect(lockfileProblems('package-lock.json', '"resolved": "https://registry.example/zod.tgz",')).toHaveLength(1);
  expect(lockfileProblems('package-lock.json', '"integrity": "sha512-x"')).toEqual([]);
});

const pages: Readonly<Record<string, string>> = {
  'docs/b.md': '# First\n\n## What `it` is, and why\n',
  'src/a.ts': '',
};
const read = (path: string): string | undefined => pages[path];

test.each([
  ['a missing file', '[x](c.md)', 'docs/c.md, which is not there'],
  ['a missing heading', '[x](b.md#second)', 'no heading of docs/b.md'],
  ['a missing heading of the page itself', '# Here\n[x](#there)', 'no heading of docs/a.md'],
])('a link to %s is refused', (_, text, sentence) => {
  expect(linkProblems('docs/a.md', text, read).map((problem) => problem.sentence)).toEqual([
    expect.stringContaining(sentence),
  ]);
});

test('links to files, headings and other sites are fine, and code is no link', () => {
  const text =
    '# Here\n[x](b.md#what-it-is-and-why) [y](../src/a.ts) [z](https://example.com) [h](#here) `[q](gone.md)`';
  expect(linkProblems('docs/a.md', `${text}\n\`\`\`\n[r](gone.md)\n\`\`\`\n`, read)).toEqual([]);
});

const finding = (code: string): string =>
  `export const x${code.length} = findingKind<object>({ code: '${code}', severity: 'error' });`;

test('a finding under another name, two in a file, and none are refused', () => {
  const problems = findingProblems([
    parse('src/findings/right.ts', finding('right')),
    parse('src/findings/other.ts', finding('another')),
    parse('src/findings/two.ts', `${finding('two')}\n${finding('three')}`),
    parse('src/findings/empty.ts', 'export const x = 1;'),
  ]);
  expect(problems.map((problem) => problem.path)).toEqual([
    'src/findings/other.ts',
    'src/findings/two.ts',
    'src/findings/empty.ts',
  ]);
});

test('a kind is declared by its type', () => {
  const kind = parse('src/reconcilers/queue.ts', 'export const queue: ResourceKind = { kind: "queue" };');
  const none = parse('src/reconcilers/kinds.ts', 'export const kinds: readonly ResourceKind[] = [queue];');
  expect(declaredKinds([kind, none])).toEqual(['queue']);
});
