import { invalid } from './elb-operation.ts';

const largestPage = 400;

/**
 * One page in the order of the keys. The marker holds the last key of a page, so that what is deleted between two pages
 * neither hides nor repeats anything else.
 */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { Marker, PageSize }: { readonly Marker?: string | undefined; readonly PageSize?: number | undefined },
): { items: Item[]; next: { NextMarker?: string } } {
  const after = Marker === undefined ? '' : keyIn(Marker);
  const left = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => key > after)
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  const page = left.slice(0, PageSize ?? largestPage);
  const last = page.at(-1);
  const more = last !== undefined && page.length < left.length;
  return { items: page.map(({ item }) => item), next: more ? { NextMarker: markerOf(last.key) } : {} };
}

function markerOf(key: string): string {
  return Buffer.from(`after ${key}`).toString('base64url');
}

function keyIn(marker: string): string {
  const text = Buffer.from(marker, 'base64url').toString();
  if (!text.startsWith('after ')) throw invalid(`Invalid marker '${marker}'`);
  return text.slice('after '.length);
}
