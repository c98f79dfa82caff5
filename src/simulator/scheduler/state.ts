import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

export interface ScheduleTarget {
  readonly arn: string;
  readonly roleArn: string;
  readonly input: string | undefined;
  readonly retries: number;
  /** Seconds. */
  readonly maximumAge: number;
  readonly deadLetters: string | undefined;
}

/** An update replaces it as a whole. */
export interface Schedule {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly expression: string;
  readonly timeZone: string;
  readonly startAt: number | undefined;
  readonly endAt: number | undefined;
  readonly enabled: boolean;
  readonly description: string | undefined;
  /** Minutes; undefined: on time. */
  readonly flexible: number | undefined;
  readonly deletesItself: boolean;
  readonly target: ScheduleTarget;
}

const schedulesKey = stateKey('scheduler:default', () => new Map<string, Schedule>());

/** Of the group `default`; other groups are refused by name. */
export function schedulesOf(world: World, where: Where): Map<string, Schedule> {
  return world.state(schedulesKey, where);
}

export function scheduleAt(world: World, where: Where, name: string | undefined, group: string | undefined): Schedule {
  const schedule = (group ?? 'default') === 'default' ? schedulesOf(world, where).get(name ?? '') : undefined;
  if (schedule === undefined) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
  return schedule;
}
