import { expect, it } from 'vitest';
import { wildcard } from '../../src/simulator/wildcard.ts';

it.each([
  ['/api/*', '/api/', true],
  ['/api/*', '/api', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
  ['a\\*c', 'a*c', true],
  ['a\\*c', 'abc', false],
  ['(a+)[b]{1}^$|/-', '(a+)[b]{1}^$|/-', true],
  ['*', 'a\nb', true],
])('%j and %j: %j', (pattern, text, fits) => {
  expect(wildcard(pattern).test(text)).toBe(fits);
});

it('minds the case unless told otherwise', () => {
  expect(wildcard('A*').test('ab')).toBe(false);
  expect(wildcard('A*', 'i').test('ab')).toBe(true);
});
