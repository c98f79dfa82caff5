import { pageOf } from '../page.ts';
import { invalid } from './names.ts';

/** One page of ARNs or names with the token of the next one, in the order of `items`. */
export function paged<Item>(
  items: readonly Item[],
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
  usual = 100,
): { page: readonly Item[]; rest: { nextToken?: string } } {
  const numbered = items.map((item, index) => ({ item, key: String(index).padStart(9, '0') }));
  const { items: page, next } = pageOf(numbered, {
    size: maxResults ?? usual,
    token: nextToken,
    keyOf: ({ key }) => key,
    refuse: () => invalid('Invalid token.'),
  });
  return { page: page.map(({ item }) => item), rest: next === undefined ? {} : { nextToken: next } };
}
