import type {
  NotScaledReason,
  PolicyType,
  PredictiveScalingPolicyConfiguration,
  ScalableTargetAction,
  ScalingActivityStatusCode,
  StepScalingPolicyConfiguration,
  SuspendedState,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { stateKey } from '../world.ts';

export interface AlarmRecord {
  readonly name: string;
  readonly arn: string;
}

/** An alarm's side of a metric, and since when (ms since 1970) it lies there. */
export interface Breach {
  readonly side: 'high' | 'low';
  readonly since: number;
  /** That there was nothing to scale has been said. */
  reported: boolean;
}

/** A policy is of one type, with the configuration of that type. */
export type PolicyConfiguration =
  | { readonly type: 'TargetTrackingScaling'; readonly tracking: TargetTrackingScalingPolicyConfiguration }
  | { readonly type: 'StepScaling'; readonly steps: StepScalingPolicyConfiguration }
  | { readonly type: 'PredictiveScaling'; readonly predictive: PredictiveScalingPolicyConfiguration };

/** Times are milliseconds since 1970. Plain data throughout, so that snapshots can be cloned. */
export interface PolicyRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly type: PolicyType;
  configuration: PolicyConfiguration;
  /** Those of target tracking: high, and low unless scale-in is disabled. */
  alarms: readonly AlarmRecord[];
  breach: Breach | undefined;
}

/** Replaced as a whole by each Put: a timer knows by that whether it is still meant. */
export interface ActionRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  /** The last Put, from which a rate counts. */
  readonly putAt: number;
  readonly schedule: string;
  readonly timezone: string | undefined;
  readonly startAt: number | undefined;
  readonly endAt: number | undefined;
  readonly action: ScalableTargetAction;
}

export interface TargetRecord {
  /** `service/CLUSTER/SERVICE` */
  readonly resourceId: string;
  readonly arn: string;
  readonly createdAt: number;
  /** Until then other calls don't see a new target (aws-facts §10). */
  readonly visibleFrom: number;
  readonly tags: Map<string, string>;
  readonly policies: Map<string, PolicyRecord>;
  readonly actions: Map<string, ActionRecord>;
  minCapacity: number;
  maxCapacity: number;
  suspended: Required<{ [Name in keyof SuspendedState]: boolean }>;
  scaledOutAt: number | undefined;
  scaledInAt: number | undefined;
  /** Counts the beginnings of watching, so that an older timer knows that it is too old. */
  watch: number;
}

/** What DescribeScalingActivities shows, with both texts of its life. */
export interface ActivityRecord {
  readonly id: string;
  readonly resourceId: string;
  readonly description: string;
  readonly cause: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: ScalingActivityStatusCode;
  readonly message: string;
  /** What it says until endedAt. */
  readonly waiting: string;
  readonly notScaled: readonly NotScaledReason[];
}

interface AutoScalingState {
  /** By resource ID. */
  readonly targets: Map<string, TargetRecord>;
  /** Oldest first. */
  readonly activities: ActivityRecord[];
  /** On order: `RESOURCE-ID METRIC` → value. */
  readonly metrics: Map<string, number>;
  /** Services that were asked for right after they were made, by ARN: when they are seen (ms since 1970). */
  readonly newServices: Map<string, { readonly createdAt: number; readonly seenFrom: number }>;
}

export const autoScalingState = stateKey<AutoScalingState>('application-autoscaling', () => ({
  targets: new Map(),
  activities: [],
  metrics: new Map(),
  newServices: new Map(),
}));
