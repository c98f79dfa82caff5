import { pageOf as page } from '../page.ts';
import { invalid } from './elb-operation.ts';

const largestPage = 400;

/** One page of a Describe call, as `Marker` and `PageSize` ask for it. */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { Marker, PageSize }: { readonly Marker?: string | undefined; readonly PageSize?: number | undefined },
): { items: readonly Item[]; next: { NextMarker?: string } } {
  const refuse = () => invalid(`Invalid marker '${Marker}'`);
  const { items: shown, next } = page(items, { size: PageSize ?? largestPage, token: Marker, keyOf, refuse });
  return { items: shown, next: next === undefined ? {} : { NextMarker: next } };
}
