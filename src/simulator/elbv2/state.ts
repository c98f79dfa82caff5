import type {
  Action,
  Matcher,
  RuleCondition,
  RuleTransform,
  TargetHealthReasonEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Answer } from '../answer.ts';
import { stateKey } from '../world.ts';

/** An Application Load Balancer. All records are plain data, so that a snapshot is a clone. */
export interface LoadBalancerRecord {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  readonly scheme: 'internet-facing' | 'internal';
  readonly vpcId: string;
  readonly ipAddressType: 'ipv4';
  readonly subnets: readonly { readonly id: string; readonly zone: string }[];
  readonly securityGroups: readonly string[];
  readonly createdAt: number;
  /** `provisioning` before, `active` from then on; milliseconds since 1970. */
  readonly activeFrom: number;
  readonly attributes: Map<string, string>;
}

/** Its default actions are in its default rule. */
export interface ListenerRecord {
  readonly arn: string;
  readonly loadBalancerArn: string;
  port: number;
  protocol: 'HTTP' | 'HTTPS';
  sslPolicy: string | undefined;
  certificates: string[];
}

export interface RuleRecord {
  readonly arn: string;
  readonly listenerArn: string;
  /** undefined: the default rule. */
  priority: number | undefined;
  /** As DescribeRules answers them. */
  conditions: RuleCondition[];
  actions: Action[];
  transforms: RuleTransform[];
}

/** The protocols that the simulator knows; GENEVE and QUIC are refused by name. */
export type GroupProtocol = 'HTTP' | 'HTTPS' | 'TCP' | 'TLS' | 'UDP' | 'TCP_UDP';

/** The settings that ModifyTargetGroup can change (aws-facts §4.1). */
export interface HealthCheck {
  readonly enabled: boolean;
  /** Absent in a lambda group. */
  readonly protocol?: 'HTTP' | 'HTTPS' | 'TCP';
  /** `traffic-port`, or a number as text; absent in a lambda group. */
  readonly port?: string;
  /** Absent where TCP is checked. */
  readonly path?: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** Absent where TCP is checked. */
  readonly matcher?: Matcher;
}

/**
 * What the health checks of a target have shown so far. The checks after it follow from `nextCheckAt`, the group's settings
 * and the target's answer, so that nothing needs to be stored, or to happen, while these stay as they are.
 */
export interface Watch {
  readonly state: 'initial' | 'healthy' | 'unhealthy';
  readonly reason?: TargetHealthReasonEnum;
  readonly description?: string;
  /** Results of one kind in a row, up to now. */
  readonly streak: { readonly passed: boolean; readonly count: number };
  readonly nextCheckAt: number;
}

export interface TargetRecord {
  readonly id: string;
  readonly port: number;
  /** Name of the zone, or `all` for an address outside of the VPC. */
  readonly zone: string;
  answer: Answer;
  /** Milliseconds since 1970; `Elb.RegistrationInProgress` until then. */
  readonly registeredFrom: number;
  /** Set while it is draining: it is gone from then on. */
  drainedAt: number | undefined;
  /** undefined: unused, nobody checks it. */
  watch: Watch | undefined;
}

export interface TargetGroupRecord {
  readonly arn: string;
  readonly name: string;
  readonly targetType: 'instance' | 'ip' | 'lambda';
  readonly protocol: GroupProtocol | undefined;
  readonly protocolVersion: 'HTTP1' | 'HTTP2' | 'GRPC' | undefined;
  readonly port: number | undefined;
  readonly vpcId: string | undefined;
  readonly ipAddressType: 'ipv4' | 'ipv6' | undefined;
  healthCheck: HealthCheck;
  /** Every key that applies, with its value. */
  readonly attributes: Map<string, string>;
  /** The load balancer with a listener or rule that names the group. */
  loadBalancerArn: string | undefined;
  /** From when on other services see that load balancer (aws-facts §10). */
  associationVisibleFrom: number;
  /** Until when a group that no rule names any more counts as in use (aws-facts §10). */
  inUseUntil: number;
  /** By `id:port`. */
  readonly targets: Map<string, TargetRecord>;
}

export interface ElbState {
  readonly loadBalancers: Map<string, LoadBalancerRecord>;
  readonly listeners: Map<string, ListenerRecord>;
  readonly rules: Map<string, RuleRecord>;
  readonly targetGroups: Map<string, TargetGroupRecord>;
  /** Tags by ARN of what carries them, key → value. */
  readonly tags: Map<string, Map<string, string>>;
}

export const elbState = stateKey<ElbState>('elbv2', () => ({
  loadBalancers: new Map(),
  listeners: new Map(),
  rules: new Map(),
  targetGroups: new Map(),
  tags: new Map(),
}));
