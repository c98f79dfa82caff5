import { describe, expect, it } from 'vitest';
import { checkLimits } from '../../src/simulator/limits.ts';
import type { Limit } from '../../src/simulator/operation.ts';

const limit = (path: string, bound: Partial<Limit>): Limit => ({
  path,
  code: 'Invalid',
  message: `${path} is wrong`,
  ...bound,
});

describe('limits', () => {
  it.each<[string, Limit, unknown, boolean]>([
    ['a missing member', limit('a', { required: true }), {}, false],
    ['null for a required member', limit('a', { required: true }), { a: null }, false],
    ['a required member', limit('a', { required: true }), { a: '' }, true],
    ['an absent optional member', limit('a', { min: 3 }), {}, true],
    ['text that is too short', limit('a', { min: 3 }), { a: 'ab' }, false],
    ['text that is too long', limit('a', { max: 1 }), { a: 'ab' }, false],
    ['a number at its bound', limit('a', { min: 1, max: 5 }), { a: 5 }, true],
    ['a number beyond its bound', limit('a', { min: 1, max: 5 }), { a: 6 }, false],
    ['a list that is too long', limit('a', { max: 1 }), { a: [1, 2] }, false],
    ['a map that is too large', limit('a', { max: 1 }), { a: { b: '', c: '' } }, false],
    ['text of another pattern', limit('a', { pattern: /^x+$/ }), { a: 'xy' }, false],
    ['a value that is not allowed', limit('a', { oneOf: ['b', 2] }), { a: 'c' }, false],
    ['an allowed value', limit('a', { oneOf: ['b', 2] }), { a: 2 }, true],
    ['a member inside a list', limit('a[].b.c', { max: 1 }), { a: [{ b: { c: 1 } }, { b: { c: 2 } }] }, false],
    ['a required member inside a list', limit('a[].b', { required: true }), { a: [{ b: 1 }, {}] }, false],
    ['a required member of what is absent', limit('a.b', { required: true }), {}, true],
    ['the items of a list', limit('a[]', { max: 2 }), { a: ['ab', 'abc'] }, false],
  ])('judge %s', (_name, one, input, fits) => {
    const check = () => checkLimits([one], input);
    if (fits) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code: 'Invalid', message: `${one.path} is wrong` }));
  });

  it('can name the value', () => {
    const message = (value: unknown) => `'${String(value)}' is too long`;
    expect(() => checkLimits([limit('a', { max: 1, message })], { a: 'abc' })).toThrow("'abc' is too long");
  });
});
