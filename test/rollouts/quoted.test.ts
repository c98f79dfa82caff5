import { describe, expect, it } from 'vitest';
import { quoted } from '../../src/rollouts/quoted.ts';

describe('T13 text from outside', () => {
  it.each([
    ['plain text', 'plain text', '"plain text"'],
    ['quotes and backslashes', 'a "b" \\c', '"a \\"b\\" \\\\c"'],
    ['ends of lines and escape codes', 'a\n\u001b[31mb', '"a\\u{a}\\u{1b}[31mb"'],
    ['text that turns its direction', 'a\u202eb\u2066c', '"a\\u{202e}b\\u{2066}c"'],
    ['letters without width', 'a\u200bb\ufeff', '"a\\u{200b}b\\u{feff}"'],
    ['half a letter', 'a\ud800b', '"a\\u{d800}b"'],
    ['letters of other scripts as they are', 'größe 日本 🙂', '"größe 日本 🙂"'],
  ])('shows %s', (_what, text, shown) => {
    expect(quoted(text)).toBe(shown);
  });

  it('is cut at a letter', () => {
    expect(quoted('🙂🙂🙂🙂', 3)).toBe('"🙂🙂🙂…"');
    expect(quoted('abc', 3)).toBe('"abc"');
    expect(quoted('abcd', 3)).toBe('"abc…"');
  });
});
