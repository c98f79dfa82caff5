import { expect, test } from 'vitest';
import { layeringProblems } from '../../../scripts/checks/layering.ts';
import { parse } from '../../../scripts/checks/source.ts';

const packages = { dependencies: ['zod', '@aws-sdk/client-ecs'], devDependencies: ['dynalite', '@types/aws-lambda'] };

function problems(files: Readonly<Record<string, string>>): readonly string[] {
  const sources = Object.entries(files).map(([path, text]) => parse(path, text));
  return layeringProblems(sources, packages).map((problem) => problem.sentence);
}

test('a folder imports those below it, over any distance', () => {
  expect(
    problems({
      'src/handlers/a.ts': "import { b } from '../control-loop/b.ts'; import type { F } from '../findings/f.ts';",
      'src/control-loop/b.ts': "export { r } from '../records/r.ts'; import '../reports/p.ts';",
      'src/records/r.ts': "import { m } from '../rollouts/states/m.ts'; import { z } from 'zod';",
      'src/desired-state/d.ts': "import { c } from '../aws/c.ts'; import { hash } from 'node:crypto';",
    }),
  ).toEqual([]);
});

test.each([
  ['up', 'src/rollouts/a.ts', "import { b } from '../records/b.ts';", 'below src/records/'],
  ['up for a type', 'src/aws/a.ts', "import type { B } from '../reconcilers/b.ts';", 'below src/reconcilers/'],
  ['up by import type', 'src/aws/a.ts', "type B = import('../reconcilers/b.ts').B;", 'below src/reconcilers/'],
  ['up lazily', 'src/aws/a.ts', "await import('../cli/b.ts');", 'below src/cli/'],
  [
    'up by passing on',
    'src/findings/a.ts',
    "export type { B } from '../desired-state/b.ts';",
    'below src/desired-state/',
  ],
  ['beside', 'src/cli/a.ts', "import { b } from '../handlers/b.ts';", 'beside src/handlers/'],
  ['out of src', 'src/cli/a.ts', "import { b } from '../../scripts/b.ts';", 'src/ imports src/ only'],
  ['of the simulator', 'src/control-loop/a.ts', "import { b } from '../simulator/b.ts';", 'use the simulator'],
  [
    'of the simulator, not lazily',
    'src/cli/rehearse.ts',
    "import { b } from '../simulator/b.ts';",
    'use the simulator',
  ],
  ['from the simulator', 'src/simulator/a.ts', "import { b } from '../aws/b.ts';", 'knows AWS, not us'],
  ['of a devDependency', 'src/aws/a.ts', "import d from 'dynalite';", 'a devDependency'],
  ['of an unnamed package', 'src/aws/a.ts', "import d from '@scope/other/deep';", 'package.json does not name'],
  ['into a new folder', 'src/cli/a.ts', "import { b } from '../utils/b.ts';", 'no place in the layering'],
  ['of a computed name', 'src/aws/a.ts', 'await import(name);', 'package.json does not name'],
])('an import %s is refused', (_, path, text, sentence) => {
  const [found, ...more] = problems({ [path]: text });
  expect(found).toContain(sentence);
  expect(more).toEqual([]);
});

test('a finding may name the type of a failed call, and only the type', () => {
  expect(problems({ 'src/findings/a.ts': "import type { AwsFailure } from '../aws/failure.ts';" })).toEqual([]);
  expect(problems({ 'src/findings/a.ts': "import { failed } from '../aws/failure.ts';" })).toHaveLength(1);
  expect(problems({ 'src/findings/a.ts': "import type { Call } from '../aws/call.ts';" })).toHaveLength(1);
});

test('the simulator may use devDependencies, and anybody the types of @types', () => {
  expect(problems({ 'src/simulator/a.ts': "import d from 'dynalite';" })).toEqual([]);
  expect(problems({ 'src/handlers/a.ts': "import type { SQSEvent } from 'aws-lambda';" })).toEqual([]);
  expect(problems({ 'src/handlers/a.ts': "import { SQSEvent } from 'aws-lambda';" })).toHaveLength(1);
});

test('the commands simulator and rehearse load the simulator when they run', () => {
  expect(problems({ 'src/cli/rehearse.ts': "await import('../simulator/b.ts');" })).toEqual([]);
});

test('a cycle is found once, through types as well, wherever it begins', () => {
  expect(
    problems({
      'src/aws/c.ts': "import { a } from './a.ts';",
      'src/aws/a.ts': "import type { B } from './b.ts';",
      'src/aws/b.ts': "export { c } from './c.ts';",
    }),
  ).toEqual([expect.stringContaining('src/aws/a.ts → src/aws/b.ts → src/aws/c.ts → src/aws/a.ts')]);
});
