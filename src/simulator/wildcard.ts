/** `*` stands for any number of characters, `?` for one; a backslash takes that from them. The whole text must fit. */
export function wildcard(pattern: string, flags: '' | 'i' = ''): RegExp {
  const source = pattern.replace(/\\([*?\\])|[\s\S]/g, (char, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`;
    if (char === '*') return '[^]*';
    return char === '?' ? '[^]' : char.replace(/[\\^$.|+()[\]{}/-]/, '\\$&');
  });
  return new RegExp(`^${source}$`, flags);
}
