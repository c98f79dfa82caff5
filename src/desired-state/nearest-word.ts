import { closest, distance } from 'fastest-levenshtein';

/** Far above every word that is known; a longer one takes long to compare, and was none of them. */
const LONGEST_WORD = 100;

/** The word that was meant, where one is near enough: two letters off, or a third of the word's length. */
export function nearestWord(word: string, allowed: readonly string[]): string | undefined {
  if (allowed.length === 0 || word.length > LONGEST_WORD) return undefined;
  const nearest = closest(word, [...allowed]);
  const off = distance(word.toLowerCase(), nearest.toLowerCase());
  return off <= Math.max(2, Math.ceil(word.length / 3)) ? nearest : undefined;
}
