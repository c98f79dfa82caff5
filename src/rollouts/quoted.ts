/** Control, format (bidi, zero width), separator and lone surrogate characters: what could fake a line of a log or hide text. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from outside inside one of our sentences: in quotes, escaped, and cut to `most` characters. */
export function quoted(text: string, most = 200): string {
  const characters = [...text.slice(0, 2 * most)];
  const cut = characters.length > most || text.length > 2 * most;
  const shown = characters.slice(0, most).join('');
  const escaped = shown
    .replace(/[\\"]/g, '\\$&')
    .replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return `"${escaped}${cut ? '…' : ''}"`;
}
