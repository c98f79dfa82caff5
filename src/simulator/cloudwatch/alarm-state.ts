import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface AlarmDefinition {
  readonly name: string;
  readonly description: string | undefined;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Average' | 'Maximum' | 'Minimum' | 'SampleCount';
  readonly comparison:
    | 'GreaterThanOrEqualToThreshold'
    | 'GreaterThanThreshold'
    | 'LessThanThreshold'
    | 'LessThanOrEqualToThreshold';
  readonly threshold: number;
  /** Seconds. */
  readonly period: number;
  readonly periods: number;
  readonly points: number;
  readonly missing: MissingData;
  readonly actionsEnabled: boolean;
  readonly actions: Readonly<Record<AlarmStateValue, readonly string[]>>;
}

export interface Alarm {
  readonly arn: string;
  definition: AlarmDefinition;
  state: AlarmStateValue;
  reason: string;
  /** Milliseconds since 1970. */
  stateSince: number;
  configuredAt: number;
}

const alarmsKey = stateKey('cloudwatch:alarms', () => new Map<string, Alarm>());

export function alarmsOf(world: World, where: Where): Map<string, Alarm> {
  return world.state(alarmsKey, where);
}
