import { metricDimension, metricNames, metricNamespace } from '../../src/reports/metric-names.ts';
import { sub } from '../intrinsics.ts';
import { names } from '../names.ts';
import type { Resource } from '../template-shape.ts';

type Series = readonly [namespace: string, metric: string, dimension: string, value: string];

const ours = (metric: string): Series => [metricNamespace, metric, metricDimension.Name, metricDimension.Value];
const ofFunction = (name: string, metric: string): Series => ['AWS/Lambda', metric, 'FunctionName', name];
const ofQueue = (name: string, metric: string): Series => ['AWS/SQS', metric, 'QueueName', name];

const graphs: readonly { readonly title: string; readonly stat: string; readonly series: readonly Series[] }[] = [
  {
    title: 'Looks',
    stat: 'Sum',
    series: [metricNames.sweeps, metricNames.appsDiffer, metricNames.passConverged, metricNames.passUnsettled].map(
      ours,
    ),
  },
  { title: 'Calls to AWS', stat: 'Sum', series: [metricNames.reads, metricNames.writes].map(ours) },
  {
    title: 'Rollouts',
    stat: 'Sum',
    series: [metricNames.completed, metricNames.rolledBack, metricNames.held].map(ours),
  },
  {
    title: 'Differences and findings',
    stat: 'Sum',
    series: [
      metricNames.differencesFound,
      metricNames.differencesRepaired,
      metricNames.findingError,
      metricNames.findingWarning,
    ].map(ours),
  },
  {
    title: 'Queue',
    stat: 'Maximum',
    series: [
      ofQueue(names.queue, 'ApproximateNumberOfMessagesVisible'),
      ofQueue(names.queue, 'ApproximateAgeOfOldestMessage'),
      ofQueue(names.deadLetters, 'ApproximateNumberOfMessagesVisible'),
    ],
  },
  {
    title: 'Errors and throttles',
    stat: 'Sum',
    series: [names.dispatch, names.reconcile].flatMap((name) => [
      ofFunction(name, 'Errors'),
      ofFunction(name, 'Throttles'),
    ]),
  },
  {
    title: 'Duration',
    stat: 'p90',
    series: [names.dispatch, names.reconcile].map((name) => ofFunction(name, 'Duration')),
  },
];

/** Two graphs a row. */
export function dashboard(): Readonly<Record<string, Resource>> {
  const widgets = graphs.map(({ title, stat, series }, index) => ({
    type: 'metric',
    x: (index % 2) * 12,
    y: Math.floor(index / 2) * 6,
    width: 12,
    height: 6,
    properties: { title, stat, period: 300, view: 'timeSeries', region: '${AWS::Region}', metrics: series },
  }));
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: names.dashboard, DashboardBody: sub(JSON.stringify({ widgets })) },
    },
  };
}
