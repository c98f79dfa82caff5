/** How an AWS call failed, as a value. */

/**
 * What the caller may do about it.
 * retry: the same call again · wait: the world must change first, next pass · gone: not there (any more) ·
 * denied: a permission is missing · invalid: the document or the request is wrong · conflict: someone else's thing ·
 * bug: ours.
 */
export type ErrorClass = 'retry' | 'wait' | 'gone' | 'denied' | 'invalid' | 'conflict' | 'bug';

export interface AwsFailure {
  readonly class: ErrorClass;
  /** `ecs:UpdateService` */
  readonly call: string;
  /** AWS' error name as the SDK gives it, or `Timeout`, `Network`, `LeaseOver`, `BudgetOver`, `ControlOld`. */
  readonly code: string;
  readonly message: string;
  /** False: nothing happened. True: the effect may have happened (lost answer), only a read can tell. */
  readonly maybeApplied: boolean;
}

export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };
