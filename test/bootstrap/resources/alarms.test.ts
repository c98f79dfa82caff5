import { Metrics } from '@aws-lambda-powertools/metrics';
import { describe, expect, it } from 'vitest';
import { alarms } from '../../../bootstrap/resources/alarms.ts';
import { dashboard } from '../../../bootstrap/resources/dashboard.ts';
import type { PassFact } from '../../../src/control-loop/facts.ts';
import { measure, measureDispatch, measureSweep } from '../../../src/handlers/telling.ts';
import { metricDimension, metricNames, metricNamespace, metricService } from '../../../src/reports/metric-names.ts';

const all = Object.entries(alarms()).map(([id, { Properties }]) => ({ id, properties: Properties }));

interface Written {
  readonly metrics: readonly string[];
  readonly namespace: string;
  readonly dimensions: readonly (readonly string[])[];
  readonly service: unknown;
}

/** What powertools makes of it, as CloudWatch reads it from the log. */
function written(work: (metrics: Metrics) => void): Written {
  const metrics = new Metrics({ namespace: metricNamespace, serviceName: metricService });
  work(metrics);
  const { _aws, service } = metrics.serializeMetrics();
  const [{ Namespace, Dimensions, Metrics: names } = { Namespace: '', Dimensions: [], Metrics: [] }] =
    _aws.CloudWatchMetrics;
  metrics.clearMetrics();
  return { metrics: names.map(({ Name }) => Name), namespace: Namespace, dimensions: Dimensions, service };
}

const ended = (is: 'converged' | 'unsettled' | 'failed'): PassFact => ({
  fact: 'ended',
  app: 'todo',
  outcome: is === 'converged' ? { is } : { is, why: '', lookAgainMs: 1, asked: false },
  receipt: { reads: 1, writes: 0, records: 0, readsByCall: {}, writesByCall: {}, retries: 0 } as never,
  differencesFound: 0,
  differencesRepaired: 0,
  durationMs: 1,
});
const move = (to: string): PassFact => ({
  fact: 'move',
  app: 'todo',
  service: 'api',
  from: 'x',
  move: { to } as never,
});
const finding = (severity: string): PassFact => ({ fact: 'finding', finding: { severity } as never });

const real = written((metrics) => {
  measureSweep(metrics, { differ: [] });
  for (const is of ['converged', 'unsettled', 'failed'] as const) measure(metrics, ended(is));
  for (const to of ['completed', 'rolled-back', 'held']) measure(metrics, move(to));
  for (const severity of ['error', 'warning']) measure(metrics, finding(severity));
});

describe('alarms', () => {
  it('every metric of ours that is looked at is one that the functions write', () => {
    expect(real.metrics).toEqual(expect.arrayContaining(Object.values(metricNames)));
    expect(real.namespace).toBe(metricNamespace);
    expect(real.dimensions).toEqual([[metricDimension.Name]]);
    expect(real.service).toBe(metricDimension.Value);
  });

  it('silence is an alarm: sweeps that do not come, and only they', () => {
    const loud = all.filter(({ properties }) => properties.TreatMissingData === 'breaching');
    expect(loud.map(({ id }) => id)).toEqual(['NothingLookedAtAlarm']);
    expect(loud[0]?.properties).toMatchObject({
      MetricName: 'sweeps',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
    });
  });

  it('a fleet without an app is no alarm: the schedule’s turn counts as looked at', () => {
    expect(written((metrics) => measureDispatch(metrics, { is: 'nothing', source: 'schedule' })).metrics).toContain(
      'sweeps',
    );
    for (const outcome of [{ is: 'nothing', source: 'ecr' }, { is: 'dropped' }] as const) {
      const metrics = new Metrics({ namespace: metricNamespace, serviceName: metricService });
      measureDispatch(metrics, outcome);
      expect(metrics.hasStoredMetrics()).toBe(false);
    }
  });

  it('every alarm says what it means, and tells the topic', () => {
    for (const { properties } of all) {
      expect(String(properties.AlarmDescription).length).toBeGreaterThan(40);
      expect(properties.AlarmActions).toEqual([{ Ref: 'Topic' }]);
    }
  });

  it('errors, throttles, dead letters and held candidates each have one', () => {
    const names = all.map(({ properties }) => String(properties.AlarmName).replace('ecs-steward-', ''));
    expect(names).toEqual(
      expect.arrayContaining([
        'dispatch-errors',
        'reconcile-errors',
        'dispatch-throttles',
        'reconcile-throttles',
        'dead-letters',
        'held',
      ]),
    );
  });
});

it('the dashboard’s body is what CloudWatch reads: JSON with widgets on a grid of 24 columns', () => {
  const { DashboardBody } = dashboard().Dashboard?.Properties ?? {};
  const { widgets } = JSON.parse((DashboardBody as { 'Fn::Sub': string })['Fn::Sub']) as {
    widgets: { x: number; width: number; properties: { metrics: string[][] } }[];
  };
  expect(widgets.length).toBeGreaterThan(4);
  for (const { x, width, properties } of widgets) {
    expect(x + width).toBeLessThanOrEqual(24);
    for (const series of properties.metrics) expect(series).toHaveLength(4);
  }
});
