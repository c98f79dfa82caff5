import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { PassFact } from '../control-loop/facts.ts';
import type { Swept } from '../control-loop/sweep.ts';
import {
  driftLine,
  endedLine,
  findingLine,
  type LogLine,
  moveLine,
  recoveredLine,
  sameImageLine,
  stepLine,
} from '../reports/log-line.ts';
import { metricNames } from '../reports/metric-names.ts';
import type { DispatchOutcome } from './dispatch.ts';

/** Facts of a pass as log lines and metrics. */

export function write(logger: Logger, { event, level, message, place, fields }: LogLine): void {
  const extra = { event, place, ...fields };
  if (level === 'ERROR') logger.error(message, extra);
  else if (level === 'WARN') logger.warn(message, extra);
  else if (level === 'DEBUG') logger.debug(message, extra);
  else logger.info(message, extra);
}

export function linesOf(fact: PassFact, key: string): LogLine[] {
  switch (fact.fact) {
    case 'began':
      return [
        {
          event: 'pass-began',
          level: 'DEBUG',
          message: `pass over version ${fact.documentVersion} begins`,
          place: { app: fact.app },
          fields: { documentVersion: fact.documentVersion, fence: fact.fence },
        },
      ];
    case 'finding':
      return [findingLine(fact.finding)];
    case 'drift':
      return [driftLine(fact.app, fact.step, fact.caller, key)];
    case 'recovered':
      return [recoveredLine(fact.app, fact.steps)];
    case 'step':
      return [stepLine(fact.app, fact.applied, key)];
    case 'move':
      return [moveLine(fact.app, fact.service, fact.from, fact.move)];
    case 'same-image':
      return [sameImageLine(fact.app, fact.service, fact.wanted, fact.running)];
    case 'ended':
      return [
        endedLine(fact.app, fact.outcome, fact.receipt, {
          differencesFound: fact.differencesFound,
          differencesRepaired: fact.differencesRepaired,
          durationMs: fact.durationMs,
        }),
      ];
    case 'planned':
      return [];
  }
}

/** One metric an outcome; counts are small, so the app is metadata and no dimension (each dimension costs). */
export function measure(metrics: Metrics, fact: PassFact): void {
  if (fact.fact === 'finding') metrics.addMetric(`finding_${fact.finding.severity}`, MetricUnit.Count, 1);
  if (fact.fact === 'step') metrics.addMetric(`step_${fact.applied.outcome}`, MetricUnit.Count, 1);
  if (fact.fact === 'move') metrics.addMetric(`rollout_${fact.move.to}`, MetricUnit.Count, 1);
  if (fact.fact === 'same-image') metrics.addMetric('rollout_same_image', MetricUnit.Count, 1);
  if (fact.fact !== 'ended') return;
  metrics.addMetadata('app', fact.app);
  metrics.addMetric(`pass_${fact.outcome.is}`, MetricUnit.Count, 1);
  metrics.addMetric('reads', MetricUnit.Count, fact.receipt.reads);
  metrics.addMetric('writes', MetricUnit.Count, fact.receipt.writes);
  metrics.addMetric('differences_found', MetricUnit.Count, fact.differencesFound);
  metrics.addMetric('differences_repaired', MetricUnit.Count, fact.differencesRepaired);
  metrics.addMetric('pass_duration', MetricUnit.Milliseconds, fact.durationMs);
}

/** The heartbeat that the alarm listens for. */
export function measureSweep(metrics: Metrics, { differ }: Pick<Swept, 'differ'>): void {
  metrics.addMetric(metricNames.sweeps, MetricUnit.Count, 1);
  metrics.addMetric(metricNames.appsDiffer, MetricUnit.Count, differ.length);
}

/** A fleet without an app has no scope to sweep: that was looked at, too, and nobody is to be woken for it. */
export function measureDispatch(metrics: Metrics, outcome: DispatchOutcome): void {
  if (outcome.is === 'nothing' && outcome.source === 'schedule') measureSweep(metrics, { differ: [] });
}
