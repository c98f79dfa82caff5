import { AwsError, type Limit } from '../operation.ts';
import type { World } from '../world.ts';

/** Names, identifiers and bounds of IAM (IAM and STS quotas). */

export function roleArn(account: string, path: string, name: string): string {
  return `arn:aws:iam::${account}:role${path}${name}`;
}

export function policyArn(account: string, path: string, name: string): string {
  return `arn:aws:iam::${account}:policy${path}${name}`;
}

/** `AROA…` for roles, `ANPA…` for managed policies. */
export function identifier(world: World, prefix: 'AROA' | 'ANPA'): string {
  return `${prefix}${world.random.hex(17).toUpperCase()}`;
}

export function noSuchRole(name: string | undefined): AwsError {
  return new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
}

export function noSuchPolicy(arn: string | undefined): AwsError {
  return new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
}

export function limitExceeded(sentence: string): AwsError {
  return new AwsError('LimitExceeded', sentence, 409);
}

export function deleteConflict(sentence: string): AwsError {
  return new AwsError('DeleteConflict', sentence, 409);
}

/** The quotas count characters without white space. */
export function sizeOf(text: string): number {
  return text.replaceAll(/\s/g, '').length;
}

function constraint(path: string, must: string, bounds: Omit<Limit, 'path' | 'code' | 'message'>): Limit {
  const member = `${path.charAt(0).toLowerCase()}${path.slice(1)}`;
  return {
    path,
    ...bounds,
    code: 'ValidationError',
    message: (value) =>
      `1 validation error detected: Value ${value === undefined ? 'null' : `'${String(value)}'`} at '${member}' failed to satisfy constraint: Member must ${must}`,
  };
}

export function needed(path: string): Limit {
  return constraint(path, 'not be null', { required: true });
}

const NAME = /^[\w+=,.@-]+$/;

function named(path: string, max: number): readonly Limit[] {
  return [
    needed(path),
    constraint(path, `have length less than or equal to ${max}`, { max }),
    constraint(path, 'satisfy regular expression pattern: [\\w+=,.@-]+', { min: 1, pattern: NAME }),
  ];
}

export const roleName = named('RoleName', 64);
export const inlineName = named('PolicyName', 128);
export const pathLimit = constraint(
  'Path',
  'satisfy regular expression pattern: (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)',
  {
    pattern: /^\/(?:[!-~]+\/)?$/,
  },
);

/** IAM answers a few tens of calls a second; the number is not published. */
export const buckets = [{ name: 'iam', burst: 20, refill: 15 }] as const;
export const facts = ['§7', '§9.3'] as const;
