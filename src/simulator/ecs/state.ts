import type { Cluster, CreateServiceCommandInput, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

export interface ClusterRecord {
  cluster: Cluster;
  tags: Map<string, string>;
}

export interface RevisionRecord {
  definition: TaskDefinition;
  tags: Map<string, string>;
  /** Deregistered: usable for ten more minutes (aws-facts §10). */
  deregisteredAt?: number;
}

/** What a service is made of; each deployment carries its own copy, so that a rollback brings the old one back. */
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
  /** Image by container as it was resolved when the deployment began (aws-facts §2.2, version consistency). */
  digests: Record<string, string>;
  /** It is ECS' own way back from this deployment. */
  rollbackOf?: string;
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
  clientToken?: string;
  deployments: DeploymentRecord[];
  /** Every deployment that was, newest first, for ListServiceDeployments. */
  past: PastDeployment[];
  /** The last deployment that completed: a rollback brings it back as it was, its digests too. */
  lastCompleted?: Pick<DeploymentRecord, 'taskDefinition' | 'shape' | 'digests'>;
  events: { id: string; createdAt: number; message: string }[];
  failuresInRow: number;
  nextLaunchAt: number;
  /** A look of the scheduler is set for then. */
  tickAt?: number;
  steady: boolean;
}

export interface PastDeployment {
  id: string;
  taskDefinition: string;
  createdAt: number;
  finishedAt?: number;
  status:
    | 'IN_PROGRESS'
    | 'SUCCESSFUL'
    | 'STOPPED'
    | 'ROLLBACK_IN_PROGRESS'
    | 'ROLLBACK_SUCCESSFUL'
    | 'STOP_REQUESTED'
    | 'ROLLBACK_FAILED';
  statusReason?: string;
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

export interface TaskRecord {
  arn: string;
  id: string;
  cluster: string;
  /** Empty: a task of RunTask. */
  service: string;
  deployment: string;
  taskDefinition: string;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  createdAt: number;
  startedAt?: number;
  stoppingAt?: number;
  stoppedAt?: number;
  stopCode?: string;
  stoppedReason?: string;
  zone: string;
  subnet: string;
  ip?: string;
  eni?: string;
  mac?: string;
  version: number;
  /** Image by container as its deployment resolved it. */
  digests: Readonly<Record<string, string>>;
  exitCode?: number;
  containerReason?: string;
  /** Behind a load balancer: its targets. */
  targets: { group: string; port: number }[];
  containerHealth: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';
  counted: boolean;
  startedBy: string;
  tags: Map<string, string>;
}

export interface EcsState {
  clusters: Map<string, ClusterRecord>;
  /** Revisions by family, index = revision − 1. */
  families: Map<string, RevisionRecord[]>;
  services: Map<string, ServiceRecord>;
  tasks: Map<string, TaskRecord>;
  /** On order: how many more tasks Fargate has room for; undefined: enough. */
  capacity?: number;
}

export const ecsState = stateKey<EcsState>('ecs', () => ({
  clusters: new Map(),
  families: new Map(),
  services: new Map(),
  tasks: new Map(),
}));

export function serviceKey(cluster: string, service: string): string {
  return `${cluster}/${service}`;
}

/** Orders how many more tasks Fargate can start; undefined: no bound. */
export function orderCapacity(world: World, where: Where, tasks: number | undefined): void {
  const state = world.state(ecsState, where);
  if (tasks === undefined) delete state.capacity;
  else state.capacity = tasks;
}
