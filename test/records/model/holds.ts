import type { Condition } from '../../../src/records/item-expressions.ts';

type Members = Readonly<Record<string, unknown>>;

/** Whether a condition holds for an item: the few words of DynamoDB that records use; every other word throws. */
export function holds({ text, names = {}, values = {} }: Condition, item: Members | undefined): boolean {
  const words = text.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const next = () => words[at++] ?? '';
  const nameOf = (word: string) => (word.startsWith('#') ? (names[word] ?? fail(word)) : word);
  const either = (): boolean => {
    let result = both();
    while (words[at] === 'OR') {
      at += 1;
      result = both() || result;
    }
    return result;
  };
  const both = (): boolean => {
    let result = one();
    while (words[at] === 'AND') {
      at += 1;
      result = one() && result;
    }
    return result;
  };
  const closed = (inner: boolean) => (next() === ')' ? inner : fail(text));
  const one = (): boolean => {
    const word = next();
    if (word === '(') return closed(either());
    if (word === 'attribute_not_exists') {
      next();
      const name = nameOf(next());
      return closed(item?.[name] === undefined);
    }
    const sign = next();
    const bound = next();
    const value = bound in values ? values[bound] : fail(bound);
    return compare(sign, item?.[nameOf(word)], value);
  };
  const result = either();
  return at === words.length ? result : fail(text);
}

function compare(sign: string, stored: unknown, value: unknown): boolean {
  if (sign === '=') return stored === value;
  if (sign === '<=') return typeof stored === 'number' && typeof value === 'number' && stored <= value;
  return fail(sign);
}

function fail(what: string): never {
  throw new Error(`the model does not know ${what}`);
}
