import { AwsError, type Limit, type ThrottleBucket } from '../operation.ts';
import type { Where } from '../where.ts';
import type { Caller } from '../world.ts';

/** ECR's way to refuse a member (aws-facts §8). */
export function invalidParameter(member: string, constraint: string): AwsError {
  return new AwsError('InvalidParameterException', sentence(member, constraint));
}

function sentence(member: string, constraint: string): string {
  return `Invalid parameter at '${member}' failed to satisfy constraint: '${constraint}'`;
}

/** A bound with ECR's sentence. List marks are no part of the names that AWS prints. */
export function limit(path: string, constraint: string, bounds: Omit<Limit, 'path' | 'code' | 'message'>): Limit {
  return {
    path,
    code: 'InvalidParameterException',
    message: sentence(path.replaceAll('[]', ''), constraint),
    ...bounds,
  };
}

/** The model's pattern, without anchors as the error quotes it. */
const namePattern = '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*';

export const repositoryName: readonly Limit[] = [
  limit('repositoryName', 'must not be null', { required: true }),
  limit('repositoryName', 'must have length between 2 and 256', { min: 2, max: 256 }),
  limit('repositoryName', `must satisfy regular expression '${namePattern}'`, {
    pattern: new RegExp(`^${namePattern}$`),
  }),
];

export const registryId = limit('registryId', "must satisfy regular expression '[0-9]{12}'", { pattern: /^\d{12}$/ });

/** Names a registry other than the caller's where one is given. */
export function registryOf(caller: Caller, given: string | undefined): Where {
  return { account: given ?? caller.account, region: caller.region };
}

/** For a nextToken that no page of ours gave. */
export function invalidToken(): AwsError {
  return invalidParameter('nextToken', 'Invalid token');
}

/** Not published for most calls (aws-facts §9.3); each call has a bucket of its own. */
export function bucketOf(operation: string, perSecond: number): readonly ThrottleBucket[] {
  return [{ name: operation, burst: perSecond, refill: perSecond }];
}

/** Calls a second and burst; a guess within what practice shows (aws-facts §9.3, (?)). */
export const readsPerSecond = 20;
export const writesPerSecond = 10;
