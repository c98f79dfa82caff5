import { invalid } from './elb-operation.ts';

/** As requests and answers hold them: all values are texts. */
export interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** In the order of the table that they come from. */
export function shownAttributes(attributes: ReadonlyMap<string, string>): { Key: string; Value: string }[] {
  return [...attributes].map(([Key, Value]) => ({ Key, Value }));
}

/** All attributes with the given ones in them; refuses the first that is unknown, doubled or not allowed. */
export function mergeAttributes(
  what: 'Target group' | 'Load balancer',
  present: ReadonlyMap<string, string>,
  given: readonly Attribute[],
  allows: (key: string, value: string) => boolean,
): Map<string, string> {
  const merged = new Map(present);
  const seen = new Set<string>();
  for (const { Key = '', Value = '' } of given) {
    if (!present.has(Key)) throw invalid(`${what} attribute key '${Key}' is not recognized`);
    if (seen.has(Key)) throw invalid(`${what} attribute key '${Key}' was provided multiple times`);
    if (!allows(Key, Value)) throw invalid(`'${Value}' is not a valid value for the attribute '${Key}'`);
    seen.add(Key);
    merged.set(Key, Value);
  }
  return merged;
}
