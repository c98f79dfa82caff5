import type { TargetTrackingScalingPolicyConfiguration } from '@aws-sdk/client-application-auto-scaling';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { autoScalingState, type Breach, type PolicyRecord, type TargetRecord } from './state.ts';

/** A target tracking policy with the value of its metric. */
export interface Tracked {
  readonly policy: PolicyRecord;
  readonly configuration: TargetTrackingScalingPolicyConfiguration;
  readonly target: number;
  readonly value: number | undefined;
}

export function metricKey(resourceId: string, metric: string): string {
  return `${resourceId} ${metric}`;
}

/** The predefined type, the customized metric's name, or the Id of the expression that returns data. */
function metricOf(configuration: TargetTrackingScalingPolicyConfiguration): string {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } = configuration;
  const returned = customized?.Metrics?.find((metric) => metric.ReturnData !== false);
  return predefined?.PredefinedMetricType ?? customized?.MetricName ?? returned?.Id ?? '';
}

export function trackedPolicies(world: World, where: Where, target: TargetRecord): Tracked[] {
  const { metrics } = world.state(autoScalingState, where);
  return [...target.policies.values()].flatMap((policy) => {
    if (policy.configuration.type !== 'TargetTrackingScaling') return [];
    const configuration = policy.configuration.tracking;
    const value = metrics.get(metricKey(target.resourceId, metricOf(configuration)));
    return [{ policy, configuration, target: configuration.TargetValue ?? 0, value }];
  });
}

const lowShare = 0.9;

/** On which side of its two alarms the metric lies; it keeps its time while it stays on one side. */
export function updateBreach({ policy, value, target, configuration }: Tracked, now: number): void {
  const side = value === undefined ? undefined : sideOf(value, target, configuration.DisableScaleIn === true);
  if (side !== policy.breach?.side)
    policy.breach = side === undefined ? undefined : { side, since: now, reported: false };
}

function sideOf(value: number, target: number, noScaleIn: boolean): Breach['side'] | undefined {
  if (value > target) return 'high';
  return value < target * lowShare && !noScaleIn ? 'low' : undefined;
}

/** Alarm periods: three minutes over the target, fifteen under 90 % of it (aws-facts §5). */
const alarmAfter: Readonly<Record<Breach['side'], number>> = { high: 3 * 60_000, low: 15 * 60_000 };

export function inAlarm(policy: PolicyRecord, side: Breach['side'], now: number): boolean {
  return policy.breach?.side === side && now >= policy.breach.since + alarmAfter[side];
}

/** The count at which the metric would lie at its target, if the load were shared evenly. */
export function wantedCount({ value, target }: Tracked, count: number): number {
  return value === undefined ? count : Math.ceil((count * value) / target);
}

const defaultCooldown = 300;

/** In milliseconds; ECS' default is 300 s both ways. */
export function cooldown(configuration: TargetTrackingScalingPolicyConfiguration, side: Breach['side']): number {
  const seconds = side === 'high' ? configuration.ScaleOutCooldown : configuration.ScaleInCooldown;
  return (seconds ?? defaultCooldown) * 1000;
}
