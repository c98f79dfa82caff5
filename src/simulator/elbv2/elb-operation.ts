import { AwsError, type Operation, type ThrottleBucket } from '../operation.ts';

/** Input and output as the SDK has them, without its metadata. */
export type ElbOperation<Input, Output> = Operation<Input, Omit<Output, '$metadata'>>;

/** aws-facts §9.2; the bucket of the whole account is the server's. */
const nonMutating: ThrottleBucket = { name: 'non-mutating', burst: 40, refill: 10 };
const mutating: ThrottleBucket = { name: 'mutating', burst: 20, refill: 3 };
const registration: ThrottleBucket = { name: 'registration', burst: 20, refill: 4 };
const resourceIntensive: ThrottleBucket = { name: 'resource-intensive', burst: 10, refill: 0.2 };

/** Spread into the operations of each category. */
export const reads = { effect: 'read', buckets: [nonMutating] } as const;
export const changes = { effect: 'write', buckets: [mutating] } as const;
export const registers = { effect: 'write', buckets: [registration] } as const;
export const builds = { effect: 'write', buckets: [resourceIntensive] } as const;

/** Wire code of whatever AWS finds wrong with an input before it looks at the world. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** A value that AWS knows and the simulator does not; whole members are `refuseOthers`. */
export function unknownValue(operation: string, what: string): AwsError {
  return new AwsError('NotImplementedBySimulator', `The simulator does not know ${what} of ${operation}.`, 501);
}
