import type { Cluster, CreateServiceCommandInput, TaskDefinition, TaskOverride } from '@aws-sdk/client-ecs';
import type { Behaviour } from '../behaviour.ts';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

/** All of it is plain data: a snapshot for stale reads is a structured clone. Timers live in the clock. */

export interface ClusterRecord {
  cluster: Cluster;
  tags: Map<string, string>;
}

export interface RevisionRecord {
  definition: TaskDefinition;
  tags: Map<string, string>;
  /** Deregistered: usable for ten more minutes. */
  deregisteredAt?: number;
}

/** What a service is made of; each service revision carries its own copy, so that a rollback brings the old one back. */
export type ServiceShape = Pick<
  CreateServiceCommandInput,
  | 'launchType'
  | 'capacityProviderStrategy'
  | 'platformVersion'
  | 'networkConfiguration'
  | 'loadBalancers'
  | 'serviceRegistries'
  | 'deploymentConfiguration'
  | 'healthCheckGracePeriodSeconds'
  | 'placementConstraints'
  | 'placementStrategy'
  | 'enableECSManagedTags'
  | 'propagateTags'
  | 'enableExecuteCommand'
  | 'availabilityZoneRebalancing'
  | 'schedulingStrategy'
  | 'serviceConnectConfiguration'
  | 'volumeConfigurations'
>;

export interface DeploymentRecord {
  /** `ecs-svc/<digits>`; the digits name its service revision, too. */
  id: string;
  status: 'PRIMARY' | 'ACTIVE';
  taskDefinition: string;
  shape: ServiceShape;
  createdAt: number;
  updatedAt: number;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  reason: string;
  /** In a row. */
  failedTasks: number;
  /** It is the way back from a deployment that was given up; there is none from itself. */
  isRollback: boolean;
  /** With alarms: since when all its tasks are healthy and alone. */
  bakingSince?: number;
}

/** What ListServiceDeployments and DescribeServiceDeployments know of a deployment, also long after it. */
export interface ServiceDeploymentRecord {
  /** `ecs-svc/<digits>` of the revision that it leads to. */
  id: string;
  /** Last part of the service deployment's ARN. */
  arnId: string;
  createdAt: number;
  startedAt?: number;
  finishedAt?: number;
  stoppedAt?: number;
  updatedAt: number;
  status:
    | 'PENDING'
    | 'IN_PROGRESS'
    | 'SUCCESSFUL'
    | 'STOPPED'
    | 'STOP_REQUESTED'
    | 'ROLLBACK_REQUESTED'
    | 'ROLLBACK_IN_PROGRESS'
    | 'ROLLBACK_SUCCESSFUL'
    | 'ROLLBACK_FAILED';
  statusReason?: string;
  /** Revisions that it takes over from, as `ecs-svc/<digits>`. */
  sources: string[];
  failureCount: number;
  threshold: number;
  rollback?: { reason: string; startedAt: number; to: string };
  triggeredAlarms: string[];
  /** One of its alarms rang when it began. */
  alarmsIgnored: boolean;
}

/** A service as it was meant by one deployment. */
export interface ServiceRevisionRecord {
  id: string;
  taskDefinition: string;
  shape: ServiceShape;
  createdAt: number;
  /** Digest by container, resolved once. */
  digests: Record<string, string>;
}

export interface ServiceRecord {
  name: string;
  cluster: string;
  arn: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desiredCount: number;
  shape: ServiceShape;
  tags: Map<string, string>;
  createdAt: number;
  createdBy: string;
  /** ListServices lags behind. */
  listedFrom: number;
  /** Newest first: the PRIMARY one, then those that still have tasks. */
  deployments: DeploymentRecord[];
  /** Every deployment that was, newest first. */
  past: ServiceDeploymentRecord[];
  revisions: ServiceRevisionRecord[];
  /** The last deployment that completed: a rollback brings it back as it was, its digests too. */
  lastCompleted?: Pick<ServiceRevisionRecord, 'taskDefinition' | 'shape' | 'digests'>;
  events: ServiceEventRecord[];
  /** What was registered and drained since the scheduler last said so. */
  news: { registered: Record<string, number>; deregistered: Record<string, number>; draining: Record<string, number> };
  /** Launches in a row whose tasks never ran, and when the last of them failed. */
  failedRounds: number;
  lastRoundAt: number;
  nextLaunchAt: number;
  /** Fargate had no room at the last try. */
  cramped: boolean;
  /** A look of the scheduler is set for then. */
  tickAt?: number;
  steady: boolean;
  steadySince?: number;
}

export interface ServiceEventRecord {
  id: string;
  createdAt: number;
  message: string;
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export interface ContainerRecord {
  name: string;
  image: string;
  essential: boolean;
  /** Its definition has a health check. */
  checked: boolean;
  digest?: string;
  behaviour?: Behaviour;
  /** UNKNOWN without a health check, and until it has answered. */
  health: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';
  exitCode?: number;
  reason?: string;
}

export interface TaskRecord {
  arn: string;
  id: string;
  cluster: string;
  /** Empty: a task of RunTask. */
  service: string;
  /** `ecs-svc/<digits>`; empty for a task of RunTask. */
  deployment: string;
  taskDefinition: string;
  group: string;
  startedBy: string;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  createdAt: number;
  pullStartedAt?: number;
  pullStoppedAt?: number;
  startedAt?: number;
  stoppingAt?: number;
  executionStoppedAt?: number;
  stoppedAt?: number;
  stopCode?: string;
  stoppedReason?: string;
  /** `FARGATE`, `FARGATE_SPOT`, or undefined: by launch type. */
  capacityProvider?: string;
  enableExecuteCommand: boolean;
  zone: string;
  subnet: string;
  ip?: string;
  eni?: string;
  mac?: string;
  /** Rises with each change. */
  version: number;
  containers: ContainerRecord[];
  /** Behind a load balancer: its targets. */
  targets: { group: string; container: string; port: number }[];
  overrides: TaskOverride;
  /** It was healthy at some time. */
  proven: boolean;
  /** Its failure is in the deployment's count. */
  counted: boolean;
  /** The scheduler said that it is unhealthy. */
  blamed: boolean;
  tags: Map<string, string>;
}

export interface EcsState {
  clusters: Map<string, ClusterRecord>;
  /** Revisions by family, index = revision − 1; undefined: deleted. */
  families: Map<string, (RevisionRecord | undefined)[]>;
  services: Map<string, ServiceRecord>;
  tasks: Map<string, TaskRecord>;
  /** ARNs of tasks by `cluster/service`; those of RunTask are under `cluster/`. */
  tasksByService: Map<string, Set<string>>;
  /** What was left in Fargate's launch buckets, and when. */
  launches: Record<'onDemand' | 'spot', { tokens: number; at: number }>;
  /** Answers of RunTask by client token. */
  runTokens: Map<string, { input: string; tasks: string[] }>;
  /** CloudWatch alarms that are on, by order. */
  alarms: Set<string>;
  /** On order: how many more tasks Fargate has room for; undefined: enough. */
  capacity?: number;
}

export const ecsState = stateKey<EcsState>('ecs', () => ({
  clusters: new Map(),
  families: new Map(),
  services: new Map(),
  tasks: new Map(),
  tasksByService: new Map(),
  launches: { onDemand: { tokens: 100, at: 0 }, spot: { tokens: 100, at: 0 } },
  runTokens: new Map(),
  alarms: new Set(),
}));

export function serviceKey(cluster: string, service: string): string {
  return `${cluster}/${service}`;
}

/** Orders how many more tasks Fargate can start in the region; undefined: no bound. */
export function orderCapacity(world: World, where: Where, tasks: number | 'none' | undefined): void {
  const state = world.state(ecsState, where);
  if (tasks === undefined) delete state.capacity;
  else state.capacity = tasks === 'none' ? 0 : tasks;
}

/** Orders a CloudWatch alarm on or off; deployments that name it fail while it is on. */
export function orderAlarm(world: World, where: Where, name: string, on: boolean): void {
  const { alarms } = world.state(ecsState, where);
  if (on) alarms.add(name);
  else alarms.delete(name);
}
