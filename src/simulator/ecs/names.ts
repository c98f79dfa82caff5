import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { type ClusterRecord, type EcsState, type RevisionRecord, type ServiceRecord, serviceKey } from './state.ts';

/** Names and ARNs, both ways (aws-facts §2). */

export const arn = (where: Where, rest: string) => `arn:aws:ecs:${where.region}:${where.account}:${rest}`;
export const clusterArn = (where: Where, name: string) => arn(where, `cluster/${name}`);
export const serviceArn = (where: Where, cluster: string, name: string) => arn(where, `service/${cluster}/${name}`);
export const revisionArn = (where: Where, family: string, revision: number) =>
  arn(where, `task-definition/${family}:${revision}`);

/** A name, or the last part of its ARN. */
export function lastPart(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split('/').at(-1) ?? nameOrArn) : nameOrArn;
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

/** `family` (newest ACTIVE), `family:revision` or the ARN. */
export function findRevision(state: EcsState, name: string): RevisionRecord | undefined {
  const [family = '', revision] = lastPart(name).split(':');
  const revisions = state.families.get(family) ?? [];
  if (revision !== undefined) return revisions[Number(revision) - 1];
  return revisions.filter(({ definition }) => definition.status === 'ACTIVE').at(-1);
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export function clientError(message: string): AwsError {
  return new AwsError('ClientException', message);
}

export type KeyValue = { readonly key?: string | undefined; readonly value?: string | undefined };

export function tagMap(tags: readonly KeyValue[] | undefined): Map<string, string> {
  if (tags !== undefined && tags.length > 50) throw invalid('The maximum number of tags is 50.');
  for (const { key = '', value = '' } of tags ?? []) {
    if (key.startsWith('aws:')) throw invalid('Tags beginning with aws: are reserved.');
    if (!isTagText(key, 1, 128) || !isTagText(value, 0, 256)) throw invalid(`The tag '${key}' is not valid.`);
  }
  return new Map((tags ?? []).map(({ key = '', value = '' }) => [key, value]));
}

/** Letters, spaces, digits and some signs (aws-facts §2.4). */
function isTagText(text: string, least: number, most: number): boolean {
  return text.length >= least && text.length <= most && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
}

export function tagList(tags: ReadonlyMap<string, string>): { key: string; value: string }[] {
  return [...tags].map(([key, value]) => ({ key, value }));
}

/** Throttle buckets of ECS (aws-facts §9.1): one a row, shared by its operations. */
export const buckets = {
  clusterModify: [{ name: 'ecs cluster modify', burst: 20, refill: 1 }],
  clusterRead: [{ name: 'ecs cluster read', burst: 50, refill: 20 }],
  definitionModify: [{ name: 'ecs task definition modify', burst: 20, refill: 1 }],
  definitionRead: [{ name: 'ecs task definition read', burst: 50, refill: 20 }],
  definitionDelete: [{ name: 'ecs task definition delete', burst: 5, refill: 1 }],
  tagModify: [{ name: 'ecs tag modify', burst: 20, refill: 10 }],
  tagRead: [{ name: 'ecs tag read', burst: 50, refill: 20 }],
  resourceModify: [{ name: 'ecs cluster resource modify', burst: 100, refill: 40 }],
  resourceRead: [{ name: 'ecs cluster resource read', burst: 100, refill: 20 }],
  serviceModify: [{ name: 'ecs service modify', burst: 50, refill: 5 }],
  serviceRead: [{ name: 'ecs service read', burst: 100, refill: 20 }],
  deployment: [{ name: 'ecs service deployment', burst: 50, refill: 20 }],
  revision: [{ name: 'ecs service revision', burst: 50, refill: 20 }],
} as const;
