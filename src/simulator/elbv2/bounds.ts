import type { Limit } from '../operation.ts';

/** Bounds in the words of AWS' request validation (`1 validation error detected: …`). */
export function required(path: string): Limit {
  return { path, required: true, ...broken(path, 'Member must not be null') };
}

/** Characters of a text, or items of a list; both ends included. */
export function lengths(path: string, min: number, max: number): readonly Limit[] {
  return [
    { path, min, ...broken(path, `Member must have length greater than or equal to ${min}`) },
    { path, max, ...broken(path, `Member must have length less than or equal to ${max}`) },
  ];
}

/** Numbers; both ends included. */
export function range(path: string, min: number, max: number): readonly Limit[] {
  return [
    { path, min, ...broken(path, `Member must have value greater than or equal to ${min}`) },
    { path, max, ...broken(path, `Member must have value less than or equal to ${max}`) },
  ];
}

/** For enums of which the simulator knows all values by name, also those that it refuses later. */
export function oneOf(path: string, values: readonly string[]): Limit {
  return { path, oneOf: values, ...broken(path, `Member must satisfy enum value set: [${values.join(', ')}]`) };
}

/** Of all Describe calls with pages (aws-facts §4.1). */
export const pageSize: readonly Limit[] = range('PageSize', 1, 400);

/** Of all Create calls with tags. */
export const tagBounds: readonly Limit[] = [...lengths('Tags[].Key', 1, 128), ...lengths('Tags[].Value', 0, 256)];

/** `DefaultActions[].Type` is named `defaultActions.member.type`. */
function broken(path: string, constraint: string): Pick<Limit, 'code' | 'message'> {
  const member = path
    .split('.')
    .map((part) => part.charAt(0).toLowerCase() + part.slice(1))
    .join('.')
    .replaceAll('[]', '.member');
  return {
    code: 'ValidationError',
    message: (value) =>
      `1 validation error detected: Value ${value === undefined || value === null ? 'null' : `'${String(value)}'`} at '${member}' failed to satisfy constraint: ${constraint}`,
  };
}
