import type { AwsError } from './operation.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly next: string | undefined;
}

export interface PageRequest<Item> {
  readonly size: number;
  readonly token: string | undefined;
  /** Unique; pages go by it, so that what is made or deleted meanwhile moves nothing else. */
  readonly keyOf: (item: Item) => string;
  /** For a token that we did not give. */
  readonly refuse: () => AwsError;
}

/** One page of a list, in the order of its keys. */
export function pageOf<Item>(items: Iterable<Item>, request: PageRequest<Item>): Page<Item> {
  const after = request.token === undefined ? undefined : lastKey(request.token, request.refuse);
  const sorted = [...items]
    .map((item) => ({ item, key: request.keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  const page = sorted.slice(0, request.size);
  const last = page.at(-1);
  const next = last === undefined || sorted.length === page.length ? undefined : tokenAfter(last.key);
  return { items: page.map(({ item }) => item), next };
}

const mark = 'after:';

function tokenAfter(key: string): string {
  return Buffer.from(mark + key).toString('base64');
}

function lastKey(token: string, refuse: () => AwsError): string {
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith(mark)) throw refuse();
  return text.slice(mark.length);
}
