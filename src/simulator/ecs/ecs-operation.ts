import type { Limit, Operation } from '../operation.ts';

/** An operation of ECS: the SDK's command types, without the metadata that no service sends. */
export type EcsOperation<Input, Output> = Operation<Input, Omit<Output, '$metadata'>>;

/** A bound of the size of a list, or of a number. */
export function within(path: string, min: number, max: number): Limit {
  return { path, min, max, code: 'InvalidParameterException', message: `${path} must be between ${min} and ${max}.` };
}

export function needed(path: string): Limit {
  return { path, required: true, code: 'InvalidParameterException', message: `${path} can not be blank.` };
}

/** `maxResults` of a list. */
export const pageSize = within('maxResults', 1, 100);
