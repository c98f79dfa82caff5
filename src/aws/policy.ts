/** An IAM policy as data; `JSON.stringify` makes the text that AWS takes (IAM JSON policy reference). */

export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Who may assume a role. */
export interface TrustStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: { readonly AWS: string } | { readonly Service: string };
  readonly Action: readonly string[];
  readonly Condition?: Condition;
}

export interface TrustPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly TrustStatement[];
}

/** Where policies are for. Strings, so that a template can put its own references here and the simulator real values. */
export interface Place {
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** Names of our own table and queue. */
  readonly table: string;
  readonly queue: string;
  /** What the names of our roles and functions begin with, and the path of apps' roles: `ecs-steward`. */
  readonly prefix: string;
}

/** IAM's limits in characters without white space: all inline policies of a role together, and one managed policy. */
export const INLINE_LIMIT = 10_240;
export const MANAGED_LIMIT = 6_144;
/** A role's trust policy, as every account begins with. */
export const TRUST_LIMIT = 2_048;
