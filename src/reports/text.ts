/** Control, format (bidi, zero width) and separator characters: what could fake a line of a log or hide text. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from outside, with what can't be seen made visible and the rest cut: a log line stays one line (T13). */
export function escaped(text: string, most = 1_000): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
