import { closest, distance } from 'fastest-levenshtein';

/** The word that was meant, where one is near enough: two letters off, or a third of the word's length. */
export function nearestWord(word: string, allowed: readonly string[]): string | undefined {
  if (allowed.length === 0) return undefined;
  const nearest = closest(word, [...allowed]);
  const off = distance(word.toLowerCase(), nearest.toLowerCase());
  return off <= Math.max(2, Math.ceil(word.length / 3)) ? nearest : undefined;
}
