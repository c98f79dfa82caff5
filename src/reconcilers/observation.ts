import type { ScalableTarget, ScalingPolicy, ScheduledAction } from '@aws-sdk/client-application-auto-scaling';
import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { Repository } from '@aws-sdk/client-ecr';
import type { Cluster, Service, TaskDefinition } from '@aws-sdk/client-ecs';
import type {
  LoadBalancer,
  Rule,
  TargetGroup,
  TargetGroupAttribute,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsFailure, Result } from '../aws/failure.ts';

/** What a read said of one thing. A failed or partial read is `unknown`, never absence (R4). */
export type Observed<Seen> =
  | { readonly is: 'present'; readonly seen: Seen }
  | { readonly is: 'absent' }
  | { readonly is: 'unknown'; readonly failure: AwsFailure };

export type Tags = ReadonlyMap<string, string>;

export interface SeenRepository {
  readonly repository: Repository;
  /** JSON text; undefined: none. Absent member: not read this time. */
  readonly lifecyclePolicy?: { readonly text: string | undefined };
  readonly tags?: Tags;
}

export interface SeenImage {
  /** Of the tag: an image's, or an index'. */
  readonly digest: string;
  /** Digests by platform (`linux/amd64`) where the tag names an index; empty otherwise. Several variants: all of them, joined by blanks. */
  readonly platforms: ReadonlyMap<string, string>;
}

export interface SeenTaskDefinition {
  readonly definition: TaskDefinition;
  readonly tags: Tags;
}

export interface SeenScaling {
  readonly target: ScalableTarget | undefined;
  readonly policies: readonly ScalingPolicy[];
  readonly scheduledActions: readonly ScheduledAction[];
}

/**
 * What AWS answered in one look. A key that is not in a map was not asked for: kinds that move slowly are read in turns.
 * Filled by the kinds' `observe` alone.
 */
export interface Observation {
  /** When the first read began, milliseconds since 1970. */
  readonly began: number;
  readonly clusters: Map<string, Observed<Cluster>>;
  /** By name. */
  readonly repositories: Map<string, Observed<SeenRepository>>;
  /** By `imageKey`. */
  readonly images: Map<string, Observed<SeenImage>>;
  readonly logGroups: Map<string, Observed<{ readonly group: LogGroup; readonly tags?: Tags }>>;
  /** By name. */
  readonly targetGroups: Map<string, Observed<TargetGroup>>;
  /** By the group's ARN. */
  readonly attributes: Map<string, Observed<readonly TargetGroupAttribute[]>>;
  readonly health: Map<string, Observed<readonly TargetHealthDescription[]>>;
  /** Rules of a listener, by its ARN. */
  readonly rules: Map<string, Observed<readonly Rule[]>>;
  /** By ARN of the load balancer. */
  readonly loadBalancers: Map<string, Observed<LoadBalancer>>;
  /** ARNs of all listeners of a load balancer, by its ARN; read where a removal must know all that leads to a group. */
  readonly listeners: Map<string, Observed<readonly string[]>>;
  /** Tags of target groups and rules, by ARN. */
  readonly tags: Map<string, Tags>;
  /** By ECS service name. */
  readonly services: Map<string, Observed<Service>>;
  /** By revision ARN. */
  readonly taskDefinitions: Map<string, Observed<SeenTaskDefinition>>;
  /** The newest ACTIVE revision, by family. */
  readonly newest: Map<string, Observed<SeenTaskDefinition>>;
  /** By ECS service name. */
  readonly scaling: Map<string, Observed<SeenScaling>>;
}

export function emptyObservation(began: number): Observation {
  return {
    began,
    clusters: new Map(),
    repositories: new Map(),
    images: new Map(),
    logGroups: new Map(),
    targetGroups: new Map(),
    attributes: new Map(),
    health: new Map(),
    rules: new Map(),
    loadBalancers: new Map(),
    listeners: new Map(),
    tags: new Map(),
    services: new Map(),
    taskDefinitions: new Map(),
    newest: new Map(),
    scaling: new Map(),
  };
}

/** A read of one thing: its `gone` means absent, every other failure unknown. */
export function observedOf<Value, Seen>(
  result: Result<Value, AwsFailure>,
  seenIn: (value: Value) => Seen | undefined,
): Observed<Seen> {
  if (!result.ok)
    return result.failure.class === 'gone' ? { is: 'absent' } : { is: 'unknown', failure: result.failure };
  const seen = seenIn(result.value);
  return seen === undefined ? { is: 'absent' } : { is: 'present', seen };
}

export function present<Seen>(observed: Observed<Seen> | undefined): Seen | undefined {
  return observed?.is === 'present' ? observed.seen : undefined;
}

/** Cut into pieces of at most `size`, in order. */
export function batches<Item>(items: readonly Item[], size: number): Item[][] {
  const cut: Item[][] = [];
  for (let from = 0; from < items.length; from += size) cut.push(items.slice(from, from + size));
  return cut;
}
