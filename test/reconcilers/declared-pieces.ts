import fc from 'fast-check';

/** A declared side, as a test sees it: plain JSON. */
export interface Side {
  [name: string]: unknown;
}

const account = '210987654321';
export const word = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);
/** Names that objects inherit are names like others to ECS and Docker. */
const hostile = fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty');
const name = fc.oneof({ weight: 9, arbitrary: word }, { weight: 1, arbitrary: hostile });
export const text = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('', ' ', 'true', '0'));
export const filled = fc.string({ minLength: 1, maxLength: 8 });
export const port = fc.integer({ min: 1, max: 65535 });
export const seconds = fc.integer({ min: 1, max: 900 });
export const role = word.map((last) => `arn:aws:iam::${account}:role/${last}`);
export const targetGroupArn = fc
  .tuple(word, fc.stringMatching(/^[0-9a-f]{16}$/))
  .map(([last, id]) => `arn:aws:elasticloadbalancing:eu-central-1:${account}:targetgroup/${last}/${id}`);

/** A structure of which any part may be left out; `sure` members never are. */
export function partly<T extends Record<string, fc.Arbitrary<unknown>>>(
  members: T,
  sure: readonly (keyof T & string)[] = [],
) {
  return fc.record(members, { requiredKeys: [...sure] }).map((side): Side => ({ ...side }));
}

export function listOf(
  element: fc.Arbitrary<Side>,
  key: (element: Side) => unknown,
  minLength = 0,
): fc.Arbitrary<Side[]> {
  return fc.uniqueArray(element, { minLength, maxLength: 4, selector: (one) => String(key(one)) });
}

export function plainSet(element: fc.Arbitrary<string>, minLength = 0): fc.Arbitrary<string[]> {
  return fc.uniqueArray(element, { minLength, maxLength: 4 });
}

export const named = (members: Record<string, fc.Arbitrary<unknown>>) =>
  listOf(
    partly<Record<string, fc.Arbitrary<unknown>>>({ name, ...members }, ['name', ...Object.keys(members)]),
    (one) => one.name,
  );

export const textMap = fc.uniqueArray(fc.tuple(name, text), { maxLength: 4, selector: ([key]) => key }).map((entries) =>
  // Own members, whatever they are called.
  Object.fromEntries(entries),
);

export const ecsTags = listOf(partly({ key: word, value: text }, ['key', 'value']), ({ key }) => key);
export const capitalTags = listOf(partly({ Key: word, Value: text }, ['Key', 'Value']), ({ Key }) => Key);
