import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { houseProblems } from '../scripts/checks/house.ts';
import {
  declaredKinds,
  findingProblems,
  linkProblems,
  lockfileProblems,
  machinePathProblems,
} from '../scripts/checks/repository.ts';
import { type Problem, readSources, shown } from '../scripts/checks/source.ts';
import { kinds } from '../src/reconcilers/kinds.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = readSources(root, ['src', 'test', 'scripts', 'bench', 'bootstrap']);
const files = globSync(['*', '{src,test,scripts,bench,bootstrap,docs,examples,.ci,.github}/**/*'], {
  cwd: root,
  exclude: ['node_modules', 'dist', 'coverage', '*.log'],
}).filter((path) => statSync(`${root}${path}`).isFile());
const markdown = files.filter((path) => path.endsWith('.md'));

function read(path: string): string | undefined {
  if (!existsSync(`${root}${path}`)) return undefined;
  return statSync(`${root}${path}`).isFile() ? readFileSync(`${root}${path}`, 'utf8') : '';
}

function none(problems: readonly Problem[]): void {
  expect(problems.map(shown)).toEqual([]);
}

test('there is something to check', () => {
  expect(sources.filter((source) => source.path.startsWith('src/')).length).toBeGreaterThan(100);
  expect(files).toContain('package-lock.json');
  expect(files).toContain('src/findings/finding.ts');
});

test('every file keeps the house rules', () => {
  none(sources.flatMap(houseProblems));
});

test('no file names a path of somebody’s machine', () => {
  none(files.flatMap((path) => machinePathProblems(path, read(path) ?? '')));
});

test('package-lock.json names no registry', () => {
  none(lockfileProblems('package-lock.json', read('package-lock.json') ?? ''));
});

test('links in Markdown lead somewhere', () => {
  none(markdown.flatMap((path) => linkProblems(path, read(path) ?? '', read)));
});

test('a finding’s code is the name of its file', () => {
  none(findingProblems(sources));
});

test('every resource kind is in the list of kinds once, under the name of its file', () => {
  expect(kinds.map((kind) => kind.kind).sort()).toEqual([...declaredKinds(sources)].sort());
});
