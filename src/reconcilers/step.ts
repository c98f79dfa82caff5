import type { AwsCall } from '../aws/commands.ts';
import type { Difference } from './difference.ts';

export type KindName =
  | 'repository'
  | 'log-group'
  | 'cluster'
  | 'target-group'
  | 'listener-rule'
  | 'task-definition'
  | 'service'
  | 'scalable-target'
  | 'scaling-policy'
  | 'scheduled-action';

/** low: create, tag · medium: any other change · high: delete, replace, roll back. */
export type Risk = 'low' | 'medium' | 'high';

/** Why a step is there, in the words of the log. */
export type Reason =
  | 'create'
  | 'document'
  | 'drift'
  | 'rollout'
  | 'roll-back'
  | 'replacement'
  | 'tombstone'
  | 'adoption'
  | 'request';

/** A value that an earlier step of the same plan makes: `field` is a path into its answer, as `TargetGroups.0.TargetGroupArn`. */
export interface Ref {
  readonly ref: string;
  readonly field: string;
}

/** One write to AWS, as plain data. */
export interface Step {
  /** Unique in the plan, readable: `backend/target-group/create es-todo-backend-7c1f20`. */
  readonly id: string;
  readonly kind: KindName;
  /** The document's service; absent for the cluster. */
  readonly service?: string;
  readonly call: AwsCall;
  /** The call's input; may hold Refs at any depth. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Name or ARN of what is written. */
  readonly target: string;
  readonly reason: Reason;
  readonly risk: Risk;
  /** One sentence for on-call, after «because». */
  readonly why: string;
  readonly differences: readonly Difference[];
  /** Ids of steps that must have been applied before. */
  readonly after: readonly string[];
}

export function isRef(value: unknown): value is Ref {
  return (
    typeof value === 'object' && value !== null && 'ref' in value && 'field' in value && Object.keys(value).length === 2
  );
}
