import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import {
  type ClusterRecord,
  type EcsState,
  type RevisionRecord,
  type ServiceRecord,
  serviceKey,
  type TaskRecord,
} from './state.ts';

/** Names and ARNs, both ways. */

export const arn = (where: Where, rest: string) => `arn:aws:ecs:${where.region}:${where.account}:${rest}`;
export const clusterArn = (where: Where, name: string) => arn(where, `cluster/${name}`);
export const serviceArn = (where: Where, cluster: string, name: string) => arn(where, `service/${cluster}/${name}`);
export const revisionArn = (where: Where, family: string, revision: number) =>
  arn(where, `task-definition/${family}:${revision}`);

/** The digits of a deployment's id are those of its service revision. */
export const serviceRevisionArn = (where: Where, { cluster, name }: ServiceRecord, id: string) =>
  arn(where, `service-revision/${cluster}/${name}/${id.slice('ecs-svc/'.length)}`);
export const serviceDeploymentArn = (where: Where, { cluster, name }: ServiceRecord, arnId: string) =>
  arn(where, `service-deployment/${cluster}/${name}/${arnId}`);

/** A name, or the last part of its ARN. */
export function lastPart(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split('/').at(-1) ?? nameOrArn) : nameOrArn;
}

/** What comes after the account in an ARN, by its slashes: `service/todo/backend` → `['service', 'todo', 'backend']`. */
export function partsOf(given: string | undefined): string[] {
  return given?.startsWith('arn:') === true ? given.split(':').slice(5).join(':').split('/') : [];
}

export function findCluster(state: EcsState, nameOrArn: string | undefined): ClusterRecord {
  const record = state.clusters.get(lastPart(nameOrArn ?? 'default'));
  if (record === undefined || record.cluster.status === 'INACTIVE')
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  return record;
}

export function clusterName(record: ClusterRecord): string {
  return record.cluster.clusterName ?? 'default';
}

export function findService(
  state: EcsState,
  cluster: string,
  nameOrArn: string | undefined,
): ServiceRecord | undefined {
  return state.services.get(serviceKey(cluster, lastPart(nameOrArn ?? '')));
}

export function serviceNotFound(): AwsError {
  return new AwsError('ServiceNotFoundException', 'Service not found.');
}

/** By id or ARN. */
export function findTask(where: Where, state: EcsState, cluster: string, idOrArn: string): TaskRecord | undefined {
  return state.tasks.get(arn(where, `task/${cluster}/${lastPart(idOrArn)}`));
}

/** `family` (newest ACTIVE), `family:revision` or the ARN. */
export function findRevision(state: EcsState, name: string): RevisionRecord | undefined {
  const [family = '', revision] = lastPart(name).split(':');
  const revisions = state.families.get(family) ?? [];
  if (revision !== undefined) return revisions[Number(revision) - 1];
  return revisions.findLast((record) => record?.definition.status === 'ACTIVE');
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export function clientError(message: string): AwsError {
  return new AwsError('ClientException', message);
}

/** For what AWS knows and this simulator does not. */
export function unknownHere(what: string): AwsError {
  return new AwsError('NotImplementedBySimulator', `The simulator does not know ${what}.`, 501);
}
