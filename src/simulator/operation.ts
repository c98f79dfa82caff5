import type { Caller, World } from './world.ts';

/** An error as AWS sends it: its wire code (`TargetGroupNotFound`, `ClientException`), HTTP status and sentence. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error's shape, such as `resourceIds` or `Item`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** A throttle bucket: `burst` tokens, `refill` tokens a second. Operations that share a name share the bucket (aws-facts §9). */
export interface ThrottleBucket {
  readonly name: string;
  readonly burst: number;
  readonly refill: number;
}

/**
 * One bound of an input member, as data. `path` as in `containerDefinitions[].name`; for text min/max are lengths,
 * for lists their sizes, for numbers the value.
 */
export interface Limit {
  readonly path: string;
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly oneOf?: readonly (string | number)[];
  /** AWS' error code and sentence; a function gets the offending value. */
  readonly code: string;
  readonly message: string | ((value: unknown) => string);
}

/** One operation of one AWS service. */
export interface Operation<Input, Output> {
  /** As IAM spells the action: `ecs:UpdateService`, `elasticloadbalancing:CreateRule`, `application-autoscaling:PutScalingPolicy`. */
  readonly name: string;
  /** The SDK's own schema (`UpdateService$` of the client): decodes, refuses unknown members by name, encodes. */
  readonly schema: unknown;
  readonly effect: 'read' | 'write';
  readonly limits: readonly Limit[];
  readonly buckets: readonly ThrottleBucket[];
  /** The sections of the facts that it implements, as `§2.3`; the coverage table is made of them. */
  readonly facts: readonly [string, ...string[]];
  /** Throws AwsError. No clock and no randomness but the world's; later effects through world.clock. */
  run(world: World, caller: Caller, input: Input): Output;
}

export type Protocol = 'awsJson1.0' | 'awsJson1.1' | 'awsQuery' | 'ec2Query' | 'restJson1' | 'restXml';

/** One AWS service as the wire knows it. */
export interface SimulatedService {
  /** Endpoint prefix: `ecs`, `api.ecr`, `elasticloadbalancing`, … */
  readonly endpoint: string;
  readonly signingName: string;
  readonly protocol: Protocol;
  /** X-Amz-Target prefix (JSON) or API version (query, REST). */
  readonly target: string;
  /** XML namespace of query answers. */
  readonly namespace?: string;
  /** What stands before `#` in the `__type` of its errors, where the service sends that (aws-facts §1.2). */
  readonly errorNamespace?: string;
  /** Query-compatible JSON services: today's error code → the old one of `x-amzn-query-error`. */
  readonly queryErrors?: Readonly<Record<string, string>>;
  readonly operations: readonly Operation<never, unknown>[];
}
