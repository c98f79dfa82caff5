import type {
  PutScalingPolicyCommandInput,
  PutScheduledActionCommandInput,
  RegisterScalableTargetCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import type { CreateLogGroupCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { CreateRepositoryCommandInput } from '@aws-sdk/client-ecr';
import type {
  CapacityProviderStrategyItem,
  CreateServiceCommandInput,
  RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import type {
  CreateTargetGroupCommandInput,
  RuleCondition,
  TargetGroupAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/**
 * What an app should be: its document after defaults and derived names, in the shapes that AWS speaks.
 * Plain JSON: the same document gives the same bytes. What only AWS knows (ARNs, the VPC, digests) is not in it;
 * the planner puts it in.
 */
export interface DesiredApp {
  readonly app: string;
  readonly account: string;
  readonly region: string;
  /** The cluster's name. */
  readonly cluster: string;
  readonly clusterCapacityProviders?: DesiredCluster;
  /** `observe`: plan and log, write nothing. */
  readonly mode: 'enforce' | 'observe';
  readonly services: readonly DesiredService[];
  readonly removed: readonly Tombstone[];
}

/** Written only where the document declares capacity providers for the cluster itself. */
export interface DesiredCluster {
  readonly capacityProviders: readonly string[];
  readonly defaultCapacityProviderStrategy: readonly CapacityProviderStrategyItem[];
}

export interface DesiredService {
  /** The service's name in the document. */
  readonly name: string;
  /** The ECS service's name: derived, or the adopted one. */
  readonly ecsService: string;
  readonly manage: 'image' | 'service' | 'all';
  readonly stateful: boolean;
  /** Document paths (`taskDefinition.cpu`, `scaling`) or difference paths that are left alone. */
  readonly unmanaged: readonly string[];
  readonly images: readonly FollowedImage[];
  /** Only what the document declares under `repository` is ours to make. */
  readonly repositories: readonly DesiredRepository[];
  readonly logGroups: readonly DesiredLogGroup[];
  readonly targetGroups: readonly DesiredTargetGroup[];
  readonly rules: readonly DesiredRule[];
  /** `containerDefinitions[].image` of a followed container holds the image's reference as the document gives it. */
  readonly taskDefinition: RegisterTaskDefinitionCommandInput;
  /** Without `taskDefinition`; `loadBalancers[].targetGroupArn` holds the target group's *name*. */
  readonly service: Omit<CreateServiceCommandInput, 'taskDefinition'>;
  /** Declared count; where scaling is declared it only serves the creation (the minimum). */
  readonly scaling?: DesiredScaling;
  /** Never fewer healthy tasks than this by our doing. */
  readonly floor: number;
  readonly smokeTest?: DesiredSmokeTest;
  /** Services of the app that roll out before this one. */
  readonly after: readonly string[];
  /** Seconds that a rollout may take before it counts as failed. */
  readonly rolloutTimeout: number;
  readonly adopt?: Adoption;
}

/** An image of one container: a digest given, or a tag to follow. */
export interface FollowedImage {
  readonly container: string;
  /** As the document has it. */
  readonly reference: string;
  readonly registry:
    | { readonly kind: 'ecr'; readonly account: string; readonly region: string }
    | { readonly kind: 'other'; readonly host: string };
  readonly repository: string;
  /** `asIs`: neither followed nor pinned by us (a public image with a tag). */
  readonly follow:
    | { readonly tag: string }
    | { readonly digest: string }
    | { readonly semver: string }
    | { readonly asIs: true };
}

export interface DesiredRepository {
  readonly input: CreateRepositoryCommandInput;
  /** JSON text. */
  readonly lifecyclePolicyText?: string;
}

export interface DesiredLogGroup {
  readonly input: CreateLogGroupCommandInput;
  /** Absent: never expires. */
  readonly retentionInDays?: number;
}

export interface DesiredTargetGroup {
  /** Derived, legal, at most 32 characters; another one when an immutable field changes. Or the adopted group's. */
  readonly name: string;
  /** Without VpcId. Always holds HealthCheckTimeoutSeconds. */
  readonly input: CreateTargetGroupCommandInput;
  readonly attributes: readonly TargetGroupAttribute[];
}

export interface DesiredRule {
  /** Stable within the service: `backend#0`, in the order of the document's routes. Kept in the tag `ecs-steward:route`. */
  readonly key: string;
  readonly listenerArn: string;
  readonly conditions: readonly RuleCondition[];
  readonly targetGroup: string;
  /** As the document gives it; absent: chosen inside the app's band by how specific the route is. */
  readonly priority?: number;
  /** Greater = narrower: rules without a priority are ordered by it, and equal ones by key. */
  readonly specificity: number;
  /** ARN of the rule to take over. */
  readonly adopt?: string;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

export interface DesiredScaling {
  /** `Tags` are only for the creation. */
  readonly target: RegisterScalableTargetCommandInput & { readonly MinCapacity: number; readonly MaxCapacity: number };
  /** For ALBRequestCountPerTarget the ResourceLabel is absent here; the planner puts it in. */
  readonly policies: readonly PutScalingPolicyCommandInput[];
  readonly scheduledActions: readonly PutScheduledActionCommandInput[];
}

export interface DesiredSmokeTest {
  readonly path: string;
  readonly host?: string;
  /** Statuses that pass, as ALB matchers spell them: `200`, `200-299`, `200,302`. */
  readonly status: string;
  /** Literal text that the body must contain. */
  readonly text?: string;
}

/** Names of existing things that the document takes over. */
export interface Adoption {
  readonly service?: string;
  readonly targetGroup?: string;
  readonly rule?: string;
  readonly repository?: string;
  readonly logGroup?: string;
}

/** The only thing that leads to deletion. */
export interface Tombstone {
  readonly service: string;
  readonly ecsService: string;
  /** ISO date. */
  readonly since?: string;
  readonly reason?: string;
  /** Repository and log group go, too. */
  readonly deleteData: boolean;
  /** Stop running tasks at once instead of draining to zero first. */
  readonly force: boolean;
}

/** Ownership: what does not carry these is never changed, unless adopted by name. */
export const TAG = {
  app: 'ecs-steward:app',
  service: 'ecs-steward:service',
  route: 'ecs-steward:route',
  document: 'ecs-steward:document',
  fence: 'ecs-steward:fence',
  candidate: 'ecs-steward:candidate',
} as const;
