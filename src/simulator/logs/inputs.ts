import { AwsError, type Limit, type ThrottleBucket } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { type LogGroupRecord, theGroup } from './state.ts';

/** InvalidParameterException with a sentence of its own. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** A bound as CloudWatch Logs words it. */
export function limit(path: string, must: string, bounds: Omit<Limit, 'path' | 'code' | 'message'>): Limit {
  const message = (value: unknown) =>
    `1 validation error detected: Value '${String(value ?? null)}' at '${path}' failed to satisfy constraint: Member must ${must}`;
  return { path, code: 'InvalidParameterException', message, ...bounds };
}

/** For a member that must be there. */
export function needed(path: string): Limit {
  return limit(path, 'not be null', { required: true });
}

function named(path: string, max: number, pattern: string): readonly Limit[] {
  return [
    limit(path, 'have length greater than or equal to 1', { min: 1 }),
    limit(path, `have length less than or equal to ${max}`, { max }),
    limit(path, `satisfy regular expression pattern: ${pattern}`, { pattern: new RegExp(`^${pattern}$`) }),
  ];
}

const namePattern = '[\\.\\-_/#A-Za-z0-9]+';
/** A group is called by its name, or by its ARN from another account. */
const identifierPattern = '[\\w#+=/:,.@-]*';

export const groupName: readonly Limit[] = [needed('logGroupName'), ...named('logGroupName', 512, namePattern)];
export const optionalGroup: readonly Limit[] = [
  ...named('logGroupName', 512, namePattern),
  ...named('logGroupIdentifier', 2048, identifierPattern),
];
export const groupPrefix = named('logGroupNamePrefix', 512, namePattern);
export const streamName: readonly Limit[] = [needed('logStreamName'), ...named('logStreamName', 512, '[^:*]*')];
export const streamPrefix = named('logStreamNamePrefix', 512, '[^:*]*');

/** By name or by identifier, exactly one of the two; the identifier is a name or an ARN with or without `:*`. */
export function groupOf(
  world: World,
  where: Where,
  input: { readonly logGroupName?: string | undefined; readonly logGroupIdentifier?: string | undefined },
): LogGroupRecord {
  const { logGroupName, logGroupIdentifier } = input;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined)
    throw invalidParameter('LogGroup name and LogGroup identifier cannot be specified at the same time.');
  if (logGroupName !== undefined) return theGroup(world, where, logGroupName);
  if (logGroupIdentifier === undefined)
    throw invalidParameter('Either LogGroup name or LogGroup identifier must be specified.');
  const arn = parseGroupArn(logGroupIdentifier);
  return arn === undefined ? theGroup(world, where, logGroupIdentifier) : theGroup(world, arn.where, arn.name);
}

const groupArn = /^arn:aws:logs:([a-z0-9-]+):(\d{12}):log-group:([^:]+)(:\*)?$/;

export interface GroupArn {
  readonly where: Where;
  readonly name: string;
  /** The form of DescribeLogGroups' `arn`, which tagging refuses. */
  readonly starred: boolean;
}

/** Undefined for what is no ARN of a log group. */
export function parseGroupArn(text: string): GroupArn | undefined {
  const [, region, account, name, star] = groupArn.exec(text) ?? [];
  if (region === undefined || account === undefined || name === undefined) return undefined;
  return { where: { account, region }, name, starred: star !== undefined };
}

/** Mostly not published, adjustable (aws-facts §9.3); each call has a bucket of its own. */
export function bucketOf(operation: string, perSecond: number): readonly ThrottleBucket[] {
  return [{ name: operation, burst: perSecond, refill: perSecond }];
}

/** For a nextToken that no page of ours gave. */
export function invalidToken(): AwsError {
  return invalidParameter('The specified nextToken is invalid.');
}
