import type { LogGroupClass } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

/** Times are milliseconds since 1970, as everywhere in CloudWatch Logs. */
export interface LogEventRecord {
  readonly id: string;
  readonly timestamp: number;
  readonly ingestedAt: number;
  readonly message: string;
}

/** One container's lines, as a rule: `prefix/container/task`. */
export interface LogStreamRecord {
  readonly name: string;
  readonly createdAt: number;
  /** By timestamp; events of the same moment in the order of their arrival. */
  readonly events: LogEventRecord[];
}

/** Plain data, so that snapshots can be cloned. */
export interface LogGroupRecord {
  readonly name: string;
  /** Without `:*`. */
  readonly arn: string;
  readonly createdAt: number;
  readonly groupClass: LogGroupClass;
  readonly kmsKeyId: string | undefined;
  readonly deletionProtected: boolean;
  readonly tags: Map<string, string>;
  readonly streams: Map<string, LogStreamRecord>;
  /** Days; undefined: for ever. */
  retentionInDays: number | undefined;
}

interface LogsState {
  readonly groups: Map<string, LogGroupRecord>;
  /** Counts all events, for their identifiers. */
  events: number;
}

/** Per account and region. */
export const logsState = stateKey<LogsState>('logs', () => ({ groups: new Map(), events: 0 }));

/** The group, or AWS' error that there is none. */
export function theGroup(world: World, where: Where, name: string): LogGroupRecord {
  const group = world.state(logsState, where).groups.get(name);
  if (group === undefined) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

/** The stream, or AWS' error that there is none. */
export function theStream(group: LogGroupRecord, name: string): LogStreamRecord {
  const stream = group.streams.get(name);
  if (stream === undefined) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  return stream;
}

const dayMilliseconds = 86_400_000;

/** The oldest timestamp that a group still keeps. */
export function oldestKept(group: LogGroupRecord, now: number): number {
  return group.retentionInDays === undefined ? 0 : now - group.retentionInDays * dayMilliseconds;
}
