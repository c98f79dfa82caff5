import { describe, expect, it } from 'vitest';
import { said, withWeb } from '../app-document.ts';

const many = (count: number, letter: string) =>
  Object.fromEntries(Array.from({ length: count }, (_each, index) => [`${letter}${index}`, 'x']));

describe('tags of document and service together', () => {
  it('keep to the limit of one thing', () => {
    expect(said(withWeb({ tags: many(20, 'a') }, { tags: many(20, 'b') }))).toEqual([]);
    expect(said(withWeb({ tags: many(21, 'a') }, { tags: many(20, 'b') }))).toEqual(['services.web.tags tag-count']);
  });

  it('count once where both have them, and also in the defaults', () => {
    expect(said(withWeb({ tags: many(40, 'a') }, { tags: many(40, 'a') }))).toEqual([]);
    expect(said(withWeb({ tags: many(30, 'a') }, { defaults: { tags: many(11, 'b') } }))).toEqual([
      'services.web.tags tag-count',
    ]);
  });
});
