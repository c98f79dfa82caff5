import { createHash } from 'node:crypto';
import type { DesiredService, FollowedImage } from '../desired-state/desired.ts';
import { canonical } from '../reconcilers/canonical/canonical.ts';

/**
 * The name of what a rollout of this service brings, 16 hexadecimal digits. Of what the service's `manage` makes ours:
 * the task definition with its digests, the ECS service, target groups with attributes, rules, and the smoke test.
 * Counts, scaling, retention, repositories and tags change without a rollout, so they are not in it; nor are priorities
 * that were chosen for the rules. Canonical forms: what differs in writing only, is the same candidate.
 *
 * @param digests by container, `sha256:…`
 */
export function candidateHash(service: DesiredService, digests: Readonly<Record<string, string>>): string {
  return createHash('sha256')
    .update(sortedJson(brought(service, digests)))
    .digest('hex')
    .slice(0, 16);
}

function brought(service: DesiredService, digests: Readonly<Record<string, string>>): Record<string, unknown> {
  const { smokeTest, manage } = service;
  if (manage === 'image') return { manage, smokeTest, images: service.images.map((image) => pinned(image, digests)) };
  const ours = { manage, smokeTest, taskDefinition: taskDefinition(service, digests), service: ecsService(service) };
  return manage === 'service' ? ours : { ...ours, targetGroups: targetGroups(service), rules: rules(service) };
}

function taskDefinition(service: DesiredService, digests: Readonly<Record<string, string>>): unknown {
  const { tags, ...definition } = service.taskDefinition;
  const images = new Map(service.images.map((image) => [image.container, pinned(image, digests)]));
  return canonical('taskDefinition', {
    ...definition,
    containerDefinitions: definition.containerDefinitions?.map((container) => ({
      ...container,
      image: images.get(container.name ?? '') ?? container.image,
    })),
  });
}

/** The digest alone decides: following another tag of the same image is no rollout. */
function pinned(image: FollowedImage, digests: Readonly<Record<string, string>>): string {
  const digest = digests[image.container] ?? ('digest' in image.follow ? image.follow.digest : undefined);
  if (digest === undefined) return image.reference;
  const { registry } = image;
  const host = registry.kind === 'ecr' ? `${registry.account}.${registry.region}` : registry.host;
  return `${host}/${image.repository}@${digest}`;
}

function ecsService(service: DesiredService): unknown {
  const { desiredCount, tags, clientToken, ...shape } = service.service;
  return canonical('service', shape);
}

function targetGroups(service: DesiredService): unknown {
  return service.targetGroups.map(({ name, input: { Tags, ...input }, attributes }) => ({
    name,
    group: canonical('targetGroup', input),
    attributes: canonical('targetGroupAttributes', { Attributes: attributes }),
  }));
}

function rules(service: DesiredService): unknown {
  return service.rules.map(({ key, listenerArn, conditions, targetGroup, priority }) => ({
    key,
    listenerArn,
    targetGroup,
    priority,
    ...canonical('listenerRule', { Conditions: conditions }),
  }));
}

/** JSON whose bytes do not depend on the order of members. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}
