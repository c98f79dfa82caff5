import * as client from '@aws-sdk/client-cloudwatch';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { type Alarm, type AlarmDefinition, alarmsOf } from './alarm-state.ts';
import { watch } from './evaluation.ts';
import { addDatum } from './metrics.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§1.1', '§7'] } as const;

const members = [
  'AlarmName',
  'AlarmDescription',
  'ActionsEnabled',
  'OKActions',
  'AlarmActions',
  'InsufficientDataActions',
  'MetricName',
  'Namespace',
  'Statistic',
  'Dimensions',
  'Period',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'ComparisonOperator',
  'TreatMissingData',
  'Tags',
];

/** Alarms on one metric; expressions, percentiles and anomaly bands are refused by name. A change keeps the state. */
export const putMetricAlarm: Operation<client.PutMetricAlarmCommandInput, Plain<client.PutMetricAlarmCommandOutput>> = {
  ...shared,
  name: 'cloudwatch:PutMetricAlarm',
  schema: client.PutMetricAlarm$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('cloudwatch:PutMetricAlarm', input, members);
    const definition = definitionOf(input);
    const alarms = alarmsOf(world, caller);
    const known = alarms.get(definition.name);
    const now = world.clock.now();
    if (known !== undefined) {
      known.definition = definition;
      known.configuredAt = now;
      return {};
    }
    const alarm: Alarm = {
      arn: `arn:aws:cloudwatch:${caller.region}:${caller.account}:alarm:${definition.name}`,
      definition,
      state: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      stateSince: now,
      configuredAt: now,
    };
    alarms.set(definition.name, alarm);
    watch(world, { account: caller.account, region: caller.region }, definition.name);
    return {};
  },
};

const missing = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const statistics = ['Sum', 'Average', 'Maximum', 'Minimum', 'SampleCount'] as const;
const comparisons = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;

function definitionOf(input: client.PutMetricAlarmCommandInput): AlarmDefinition {
  const periods = input.EvaluationPeriods ?? 0;
  const points = input.DatapointsToAlarm ?? periods;
  const period = input.Period ?? 0;
  if (!input.AlarmName) throw invalid('The parameter AlarmName is required.', 'MissingRequiredParameterException');
  if (!input.MetricName || !input.Namespace)
    throw invalid('The parameter MetricName is required.', 'MissingRequiredParameterException');
  if (periods < 1 || points < 1 || points > periods)
    throw invalid('DatapointsToAlarm must be between 1 and EvaluationPeriods.');
  if (![10, 30].includes(period) && (period < 60 || period % 60 !== 0))
    throw invalid('Period must be 10, 30 or a multiple of 60');
  if (period * periods > 86_400 * (period >= 3600 ? 7 : 1))
    throw invalid('Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).');
  return {
    name: input.AlarmName,
    description: input.AlarmDescription,
    namespace: input.Namespace,
    metric: input.MetricName,
    dimensions: Object.fromEntries((input.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value])),
    statistic: oneOf(statistics, input.Statistic, 'Statistic'),
    comparison: oneOf(comparisons, input.ComparisonOperator, 'ComparisonOperator'),
    threshold: input.Threshold ?? 0,
    period,
    periods,
    points,
    missing: oneOf(missing, input.TreatMissingData ?? 'missing', 'TreatMissingData'),
    actionsEnabled: input.ActionsEnabled ?? true,
    actions: {
      OK: input.OKActions ?? [],
      ALARM: input.AlarmActions ?? [],
      INSUFFICIENT_DATA: input.InsufficientDataActions ?? [],
    },
  };
}

function oneOf<Value extends string>(all: readonly Value[], value: string | undefined, name: string): Value {
  const found = all.find((one) => one === value);
  if (found === undefined) throw invalid(`The value ${value} is not supported for parameter ${name}.`);
  return found;
}

function invalid(sentence: string, code = 'ValidationException'): AwsError {
  return new AwsError(code, sentence);
}

export const describeAlarms: Operation<client.DescribeAlarmsCommandInput, Plain<client.DescribeAlarmsCommandOutput>> = {
  ...shared,
  buckets: [{ name: 'DescribeAlarms', burst: 9, refill: 9 }],
  facts: ['§7', '§9.3'],
  name: 'cloudwatch:DescribeAlarms',
  schema: client.DescribeAlarms$,
  effect: 'read',
  run: (world, caller, input) => {
    refuseOthers('cloudwatch:DescribeAlarms', input, [
      'AlarmNames',
      'AlarmNamePrefix',
      'StateValue',
      'MaxRecords',
      'AlarmTypes',
    ]);
    const { AlarmNames: names, AlarmNamePrefix: prefix = '', StateValue: state } = input;
    if ((names?.length ?? 0) > 100)
      throw invalid(
        "1 validation error detected: Value at 'alarmNames' failed to satisfy constraint: Member must have length less than or equal to 100",
      );
    const found = [...alarmsOf(world, caller).values()].filter(
      (alarm) =>
        (names?.includes(alarm.definition.name) ?? alarm.definition.name.startsWith(prefix)) &&
        (state ?? alarm.state) === alarm.state,
    );
    return { MetricAlarms: found.map(shown), CompositeAlarms: [] };
  },
};

function shown({ arn, definition, state, reason, stateSince, configuredAt }: Alarm): client.MetricAlarm {
  return {
    AlarmName: definition.name,
    AlarmArn: arn,
    ...(definition.description === undefined ? {} : { AlarmDescription: definition.description }),
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    ActionsEnabled: definition.actionsEnabled,
    OKActions: [...definition.actions.OK],
    AlarmActions: [...definition.actions.ALARM],
    InsufficientDataActions: [...definition.actions.INSUFFICIENT_DATA],
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(stateSince),
    MetricName: definition.metric,
    Namespace: definition.namespace,
    Statistic: definition.statistic,
    Dimensions: Object.entries(definition.dimensions).map(([Name, Value]) => ({ Name, Value })),
    Period: definition.period,
    EvaluationPeriods: definition.periods,
    DatapointsToAlarm: definition.points,
    Threshold: definition.threshold,
    ComparisonOperator: definition.comparison,
    TreatMissingData: definition.missing,
  };
}

export const deleteAlarms: Operation<client.DeleteAlarmsCommandInput, Plain<client.DeleteAlarmsCommandOutput>> = {
  ...shared,
  name: 'cloudwatch:DeleteAlarms',
  schema: client.DeleteAlarms$,
  effect: 'write',
  run: (world, caller, input) => {
    const alarms = alarmsOf(world, caller);
    for (const name of input.AlarmNames ?? []) alarms.delete(name);
    return {};
  },
};

export const putMetricData: Operation<client.PutMetricDataCommandInput, Plain<client.PutMetricDataCommandOutput>> = {
  ...shared,
  name: 'cloudwatch:PutMetricData',
  schema: client.PutMetricData$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('cloudwatch:PutMetricData', input, ['Namespace', 'MetricData']);
    for (const datum of input.MetricData ?? []) {
      refuseOthers('cloudwatch:PutMetricData', datum, [
        'MetricName',
        'Dimensions',
        'Timestamp',
        'Value',
        'Values',
        'Unit',
      ]);
      addDatum(world, caller, {
        namespace: input.Namespace ?? '',
        name: datum.MetricName ?? '',
        dimensions: Object.fromEntries((datum.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value])),
        values: datum.Values ?? [datum.Value ?? 0],
        at: datum.Timestamp?.getTime() ?? world.clock.now(),
      });
    }
    return {};
  },
};
