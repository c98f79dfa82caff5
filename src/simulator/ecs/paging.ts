import { invalid } from './names.ts';

/** A page and the token of the next one. Tokens are positions, in a form that nobody takes for one. */
export function paged<Item>(
  items: readonly Item[],
  size: number,
  token: string | undefined,
): { page: Item[]; nextToken: string | undefined } {
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString('utf8'));
  if (!Number.isInteger(from) || from < 0) throw invalid('Invalid token.');
  const next = from + size;
  return {
    page: items.slice(from, next),
    nextToken: next < items.length ? Buffer.from(String(next)).toString('base64') : undefined,
  };
}
