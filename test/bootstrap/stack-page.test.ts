import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { template } from '../../bootstrap/template.ts';
import { everyStack } from './every-stack.ts';

const page = readFileSync(new URL('../../docs/stack.md', import.meta.url), 'utf8');
const parameters = Object.fromEntries(
  everyStack.flatMap(([, options]) => Object.entries(template(options).Parameters)),
);
const rows = page.split('\n').filter((line) => line.startsWith('| `'));

it('docs/stack.md names every parameter, and no other', () => {
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1]));
  expect(named.sort()).toEqual(Object.keys(parameters).sort());
});

it('docs/stack.md gives each default as the template has it', () => {
  for (const row of rows) {
    const [, names = '', defaults = ''] = row.split('|');
    const own = [...names.matchAll(/`(\w+)`/g)].map((match) => parameters[match[1] ?? '']?.Default);
    const values = own.filter((value) => value !== undefined && value !== '');
    if (values.length > 0) expect(defaults.replaceAll('`', '').trim()).toBe(values.join(', '));
  }
});
