import { publish } from '../sns/publishing.ts';
import { findTopic } from '../sns/state.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { type Alarm, type AlarmDefinition, type AlarmStateValue, alarmsOf } from './alarm-state.ts';
import { valuesBetween } from './metrics.ts';
import { sampleQueue } from './queue-metrics.ts';

const MINUTE = 60_000;

/** How far beyond its periods an alarm looks for points (user guide, «Configuring how CloudWatch alarms treat missing data»). */
const FURTHER_PERIODS = 2;

/** Looks at the alarm every minute for as long as it is there. */
export function watch(world: World, where: Where, name: string): void {
  const next = (Math.floor(world.clock.now() / MINUTE) + 1) * MINUTE;
  world.clock.at(next, `alarm ${name}`, () => {
    const alarm = alarmsOf(world, where).get(name);
    if (alarm === undefined) return;
    sampleQueue(world, where, alarm.definition);
    const { state, reason } = judge(world, where, alarm);
    if (state !== alarm.state) change(world, where, alarm, state, reason);
    watch(world, where, name);
  });
}

/** The state that its points give it, newest first. */
function judge(world: World, where: Where, alarm: Alarm): { readonly state: AlarmStateValue; readonly reason: string } {
  const { definition } = alarm;
  const { period, periods, points, missing, threshold } = definition;
  const end = Math.floor(world.clock.now() / MINUTE) * MINUTE;
  const all = Array.from({ length: periods + FURTHER_PERIODS }, (_one, index) => {
    const to = end - index * period * 1000;
    const metric = { namespace: definition.namespace, name: definition.metric, dimensions: definition.dimensions };
    return statisticOf(definition, valuesBetween(world, where, metric, to - period * 1000, to));
  });
  const present = all.filter((value) => value !== undefined).slice(0, periods);
  const breaching = present.filter((value) => breaches(definition, value)).length;
  const absent = periods - present.length;
  const reason = `Threshold Crossed: ${present.length} datapoints [${present.join(', ')}] with ${breaching} over the threshold (${threshold}), ${absent} missing [${missing}].`;
  const sure = absent === 0 || breaching >= points || breaching + absent < points;
  return { state: sure ? given(breaching >= points) : guessed(alarm, breaching, present.length, absent), reason };
}

function given(breaching: boolean): AlarmStateValue {
  return breaching ? 'ALARM' : 'OK';
}

/** What the missing points decide. */
function guessed({ definition, state }: Alarm, breaching: number, present: number, absent: number): AlarmStateValue {
  switch (definition.missing) {
    case 'breaching':
      return given(breaching + absent >= definition.points);
    case 'notBreaching':
      return given(breaching >= definition.points);
    case 'ignore':
      return state;
    case 'missing':
      return present === 0 ? 'INSUFFICIENT_DATA' : given(breaching === present);
  }
}

function statisticOf({ statistic }: AlarmDefinition, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'Maximum':
      return Math.max(...values);
    case 'Minimum':
      return Math.min(...values);
    case 'SampleCount':
      return values.length;
  }
}

function breaches({ comparison, threshold }: AlarmDefinition, value: number): boolean {
  switch (comparison) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

/** Tells the topics of the new state. Topics' policies let alarms of their own account in by default. */
function change(world: World, where: Where, alarm: Alarm, state: AlarmStateValue, reason: string): void {
  const { name, description, actions, actionsEnabled } = alarm.definition;
  const message = {
    AlarmName: name,
    AlarmDescription: description ?? null,
    AWSAccountId: where.account,
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: new Date(world.clock.now()).toISOString().replace('Z', '+0000'),
    Region: where.region,
    AlarmArn: alarm.arn,
    OldStateValue: alarm.state,
  };
  alarm.state = state;
  alarm.reason = reason;
  alarm.stateSince = world.clock.now();
  if (!actionsEnabled) return;
  for (const arn of actions[state]) {
    const topic = findTopic(world, arn);
    if (topic !== undefined) publish(world, topic, JSON.stringify(message), `${state}: "${name}" in ${where.region}`);
  }
}
