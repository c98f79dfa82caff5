import { metricDimension, metricNames, metricNamespace } from '../../src/reports/metric-names.ts';
import { ref } from '../intrinsics.ts';
import { names } from '../names.ts';
import type { Resource, Value } from '../template-shape.ts';

interface Alarm {
  /** `ecs-steward-NAME` */
  readonly name: string;
  /** What it means, and where to look first. */
  readonly description: string;
  readonly metric: Metric;
  readonly statistic: 'Sum' | 'Maximum';
  readonly when: readonly ['<' | '>=', number];
  /** Seconds. */
  readonly period: number;
  readonly periods?: Value;
  readonly silence?: 'breaching';
}

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

const ours = (MetricName: string): Metric => ({
  Namespace: metricNamespace,
  MetricName,
  Dimensions: [metricDimension],
});
const ofFunction = (name: string, MetricName: string): Metric => ({
  Namespace: 'AWS/Lambda',
  MetricName,
  Dimensions: [{ Name: 'FunctionName', Value: name }],
});
const ofQueue = (name: string, MetricName: string): Metric => ({
  Namespace: 'AWS/SQS',
  MetricName,
  Dimensions: [{ Name: 'QueueName', Value: name }],
});

const once = { statistic: 'Sum', when: ['>=', 1], period: 300 } as const;

const table: Readonly<Record<string, Alarm>> = {
  NothingLookedAtAlarm: {
    name: 'nothing-looked-at',
    description:
      'No sweep ended for so many minutes: apps run on, but nobody looks after them. See the schedule, then the logs of dispatch and reconcile.',
    metric: ours(metricNames.sweeps),
    statistic: 'Sum',
    when: ['<', 1],
    period: 60,
    periods: ref('SilenceMinutes'),
    silence: 'breaching',
  },
  DispatchErrorsAlarm: {
    name: 'dispatch-errors',
    description: 'Dispatch could not handle an event: see its log for event-failed.',
    metric: ofFunction(names.dispatch, 'Errors'),
    ...once,
  },
  ReconcileErrorsAlarm: {
    name: 'reconcile-errors',
    description: 'Reconcile ended with an error or ran out of time: see its log.',
    metric: ofFunction(names.reconcile, 'Errors'),
    ...once,
  },
  DispatchThrottlesAlarm: {
    name: 'dispatch-throttles',
    description: 'Dispatch was called more often than its concurrency allows: an event storm, or too small a limit.',
    metric: ofFunction(names.dispatch, 'Throttles'),
    ...once,
  },
  ReconcileThrottlesAlarm: {
    name: 'reconcile-throttles',
    description: 'Reconcile was called more often than its concurrency allows.',
    metric: ofFunction(names.reconcile, 'Throttles'),
    ...once,
  },
  DeadLettersAlarm: {
    name: 'dead-letters',
    description:
      'Something was given up: a message, an event, a call of the schedule. Read it in the dead-letter queue, then move it back.',
    metric: ofQueue(names.deadLetters, 'ApproximateNumberOfMessagesVisible'),
    statistic: 'Maximum',
    when: ['>=', 1],
    period: 60,
  },
  QueueBehindAlarm: {
    name: 'queue-behind',
    description: 'A message waits for more than an hour: passes fail again and again, or there are too few workers.',
    metric: ofQueue(names.queue, 'ApproximateAgeOfOldestMessage'),
    statistic: 'Maximum',
    when: ['>=', 3600],
    period: 300,
  },
  StreamBehindAlarm: {
    name: 'stream-behind',
    description: 'Changed documents are noticed more than ten minutes late: see the log of dispatch.',
    metric: ofFunction(names.dispatch, 'IteratorAge'),
    statistic: 'Maximum',
    when: ['>=', 600_000],
    period: 300,
  },
  HeldAlarm: {
    name: 'held',
    description:
      'A candidate did not work and is held: its service runs the last good one. See its findings, then push a fix or release it.',
    metric: ours(metricNames.held),
    ...once,
  },
  PassesFailedAlarm: {
    name: 'passes-failed',
    description: 'Passes could not read or write the table, three times in five minutes: see the log of reconcile.',
    metric: ours(metricNames.passFailed),
    statistic: 'Sum',
    when: ['>=', 3],
    period: 300,
  },
};

const comparisons = { '<': 'LessThanThreshold', '>=': 'GreaterThanOrEqualToThreshold' } as const;

export const alarmNames: readonly string[] = Object.values(table).map(({ name }) => `ecs-steward-${name}`);

export function alarms(): Readonly<Record<string, Resource>> {
  return Object.fromEntries(Object.entries(table).map(([id, alarm]) => [id, alarmResource(alarm)]));
}

function alarmResource({ name, description, metric, statistic, when, period, periods, silence }: Alarm): Resource {
  const [comparison, threshold] = when;
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `ecs-steward-${name}`,
      AlarmDescription: description,
      Namespace: metric.Namespace,
      MetricName: metric.MetricName,
      Dimensions: metric.Dimensions.map((each) => ({ ...each })),
      Statistic: statistic,
      ComparisonOperator: comparisons[comparison],
      Threshold: threshold,
      Period: period,
      EvaluationPeriods: periods ?? 1,
      TreatMissingData: silence ?? 'notBreaching',
      AlarmActions: [ref('Topic')],
      OKActions: [ref('Topic')],
    },
  };
}
