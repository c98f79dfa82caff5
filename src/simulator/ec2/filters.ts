import { AwsError } from '../operation.ts';
import { wildcard } from '../wildcard.ts';
import type { Ec2State } from './state.ts';

/** As requests hold it. */
export interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/** By the filter's name: the values that an item has for it. */
export type FilterTable<Item> = Readonly<Record<string, (item: Item) => readonly string[]>>;

/** Whose filters they are; the id is needed for tags. */
interface Filtered<Item> {
  readonly operation: string;
  readonly idOf: (item: Item) => string;
  readonly filters: FilterTable<Item>;
}

/** The items that fit all filters, by one of each filter's values. A filter that is not known is refused by its name. */
export function filtered<Item>(
  { operation, idOf, filters }: Filtered<Item>,
  state: Ec2State,
  items: readonly Item[],
  given: readonly Filter[],
): Item[] {
  const tests = given.map(({ Name = '', Values = [] }) => {
    const valuesOf = tagValues(state, idOf, Name) ?? (Object.hasOwn(filters, Name) ? filters[Name] : undefined);
    if (valuesOf === undefined)
      throw new AwsError(
        'NotImplementedBySimulator',
        `The simulator does not know the filter ${Name} of ${operation}.`,
        501,
      );
    const patterns = Values.map((value) => wildcard(value));
    return (item: Item) => valuesOf(item).some((value) => patterns.some((pattern) => pattern.test(value)));
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

/** `tag-key` and `tag:KEY` exist for every kind. undefined: neither of them. */
function tagValues<Item>(
  state: Ec2State,
  idOf: (item: Item) => string,
  name: string,
): ((item: Item) => readonly string[]) | undefined {
  if (name === 'tag-key') return (item) => [...(state.tags.get(idOf(item))?.keys() ?? [])];
  if (!name.startsWith('tag:')) return undefined;
  return (item) => {
    const value = state.tags.get(idOf(item))?.get(name.slice('tag:'.length));
    return value === undefined ? [] : [value];
  };
}
