import type { ContainerDefinition, RegisterTaskDefinitionCommandInput, TaskDefinition } from '@aws-sdk/client-ecs';
import { TAG } from '../desired-state/desired.ts';
import { outputOnly } from '../desired-state/task-definition-file.ts';
import { differences } from './compare.ts';
import type { Difference } from './difference.ts';
import { type Observation, type Observed, observedOf, present, type SeenTaskDefinition } from './observation.ts';
import { tagsOf } from './ownership.ts';
import { managed, pathsText, step, withheldAsUnknown } from './planning.ts';
import { type Around, type Look, nothingPlanned, type Planned, type ResourceKind } from './resource-kind.ts';
import type { Ref, Step } from './step.ts';

/** Revisions: immutable, each registration makes another one, so it is compared before it is registered (aws-facts §2.2, R15). */
export const taskDefinition: ResourceKind = {
  kind: 'task-definition',
  needs: ['log-group'],
  calls: ['ecs:DescribeTaskDefinition', 'ecs:RegisterTaskDefinition'],
  observe,
  plan,
  // Revisions of a removed service stay: they cost nothing, and the last good one is never deregistered (R7).
  remove: () => nothingPlanned,
};

async function observe(look: Look, seen: Observation): Promise<void> {
  const arns = new Set<string>();
  for (const { app, known } of look.apps) {
    for (const service of app.services) {
      const running = present(seen.services.get(service.ecsService))?.taskDefinition;
      if (running !== undefined) arns.add(running);
      if (look.thorough) for (const arn of known.get(service.name)?.revisions ?? []) arns.add(arn);
    }
  }
  await Promise.all([...arns].map((arn) => readRevision(look, seen, arn)));
}

async function readRevision(look: Look, seen: Observation, arn: string): Promise<void> {
  const kept = look.revisions.get(arn);
  if (kept !== undefined) {
    look.receipt.save('cache');
    seen.taskDefinitions.set(arn, { is: 'present', seen: kept });
    return;
  }
  seen.taskDefinitions.set(arn, await describe(look, arn));
}

async function describe(look: Look, name: string): Promise<Observed<SeenTaskDefinition>> {
  const result = await look.aws.send('ecs:DescribeTaskDefinition', { taskDefinition: name, include: ['TAGS'] });
  const observed = observedOf(result, ({ taskDefinition: definition, tags }) =>
    definition === undefined ? undefined : { definition, tags: tagsOf(tags) },
  );
  if (observed.is === 'present' && observed.seen.definition.status === 'ACTIVE')
    look.revisions.set(observed.seen.definition.taskDefinitionArn ?? name, observed.seen);
  return observed;
}

/** The newest ACTIVE revision of a family, never from memory: read before something may be registered. */
export async function observeNewest(look: Look, family: string, seen: Observation): Promise<void> {
  if (!seen.newest.has(family)) seen.newest.set(family, await describe(look, family));
}

/** Which revision the service is to run. */
export type WantedRevision =
  | { readonly is: 'there'; readonly arn: string }
  | { readonly is: 'registered'; readonly ref: Ref; readonly step: Step }
  /** Nothing is to be rolled out, or it can't be told now. */
  | { readonly is: 'unknown' };

export function registrable(definition: TaskDefinition): RegisterTaskDefinitionCommandInput {
  const kept = Object.fromEntries(
    Object.entries(definition).filter(([name, value]) => !outputOnly.includes(name) && value !== undefined),
  );
  return { family: definition.family, containerDefinitions: definition.containerDefinitions, ...kept };
}

/** `manage: image`: whatever runs now is the base, and only digests are ours. */
function base(around: Around): RegisterTaskDefinitionCommandInput | undefined {
  if (around.service.manage !== 'image') return around.service.taskDefinition;
  const running = runningDefinition(around);
  return running === undefined ? undefined : registrable(running.definition);
}

export function runningDefinition({ service, seen }: Around): SeenTaskDefinition | undefined {
  const arn = present(seen.services.get(service.ecsService))?.taskDefinition;
  return arn === undefined ? undefined : present(seen.taskDefinitions.get(arn));
}

/** The definition with each followed image pinned to the candidate's digest (R18). */
export function wantedDefinition(around: Around): RegisterTaskDefinitionCommandInput | undefined {
  const definition = base(around);
  if (definition === undefined || around.candidate === undefined) return undefined;
  const { digests } = around.candidate;
  const images = new Map(around.service.images.map((image) => [image.container, image]));
  const pin = (container: ContainerDefinition): ContainerDefinition => {
    const image = images.get(container.name ?? '');
    const digest = digests[container.name ?? ''];
    if (image === undefined || digest === undefined) return container;
    const host =
      image.registry.kind === 'ecr'
        ? `${image.registry.account}.dkr.ecr.${image.registry.region}.amazonaws.com`
        : image.registry.host;
    return { ...container, image: `${host}/${image.repository}@${digest}` };
  };
  return { ...definition, containerDefinitions: (definition.containerDefinitions ?? []).map(pin) };
}

/** Tags say where a revision comes from and differ from version to version: they are no content. */
export function revisionDifferences(
  around: Around,
  wanted: RegisterTaskDefinitionCommandInput,
  seen: SeenTaskDefinition,
): Difference[] {
  const { tags, ...content } = wanted;
  return managed(differences('taskDefinition', content, seen.definition), around.service.unmanaged);
}

export function wantedRevision(around: Around): WantedRevision {
  const wanted = wantedDefinition(around);
  if (wanted === undefined || around.candidate === undefined) return { is: 'unknown' };
  const same = (candidate: SeenTaskDefinition | undefined) =>
    candidate !== undefined &&
    candidate.definition.status === 'ACTIVE' &&
    revisionDifferences(around, wanted, candidate).length === 0;
  const running = runningDefinition(around);
  if (running !== undefined && same(running)) return { is: 'there', arn: running.definition.taskDefinitionArn ?? '' };
  for (const arn of around.candidate.revisions)
    if (same(present(around.seen.taskDefinitions.get(arn)))) return { is: 'there', arn };
  const newest = around.seen.newest.get(wanted.family ?? '');
  if (newest === undefined || newest.is === 'unknown') return { is: 'unknown' };
  if (newest.is === 'present' && same(newest.seen))
    return { is: 'there', arn: newest.seen.definition.taskDefinitionArn ?? '' };
  const made = registration(around, wanted, running);
  return { is: 'registered', ref: { ref: made.id, field: 'taskDefinition.taskDefinitionArn' }, step: made };
}

function registration(
  around: Around,
  wanted: RegisterTaskDefinitionCommandInput,
  running: SeenTaskDefinition | undefined,
): Step {
  const { service, candidate, fence, reason } = around;
  const found = running === undefined ? [] : revisionDifferences(around, wanted, running);
  const origin = {
    [TAG.document]: String(candidate?.documentVersion ?? 0),
    [TAG.fence]: String(fence),
    [TAG.candidate]: candidate?.hash ?? '',
  };
  const tags = new Map([...tagsOf(wanted.tags), ...tagsOf(service.taskDefinition.tags), ...Object.entries(origin)]);
  return step({
    kind: 'task-definition',
    service: service.name,
    does: 'register',
    call: 'ecs:RegisterTaskDefinition',
    target: wanted.family ?? '',
    input: { ...wanted, tags: [...tags].map(([key, value]) => ({ key, value })) },
    reason: running === undefined ? 'create' : reason,
    risk: 'low',
    why: running === undefined ? 'there is no revision yet' : `${pathsText(found)} changed`,
    differences: found,
  });
}

function plan(around: Around): Planned {
  const wanted = wantedDefinition(around);
  const newest = around.seen.newest.get(wanted?.family ?? '');
  if (newest?.is === 'unknown')
    return withheldAsUnknown(
      { app: around.app.app, service: around.service.name, resource: wanted?.family ?? '' },
      newest.failure,
    );
  const revision = wantedRevision(around);
  return revision.is === 'registered' ? { ...nothingPlanned, steps: [revision.step] } : nothingPlanned;
}
