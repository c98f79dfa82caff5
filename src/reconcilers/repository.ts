import type { Repository } from '@aws-sdk/client-ecr';
import { type DesiredRepository, TAG } from '../desired-state/desired.ts';
import { needsReplacement } from '../findings/needs-replacement.ts';
import { differences } from './compare.ts';
import type { Difference } from './difference.ts';
import { batches, type Observation, type Observed, present, type SeenRepository } from './observation.ts';
import { ownerOf, tagsOf } from './ownership.ts';
import { managed, notOursFinding, step, tagStep, withheldAsUnknown } from './planning.ts';
import {
  type Around,
  type Look,
  merged,
  nothingPlanned,
  type Planned,
  type RemovalAround,
  type ResourceKind,
} from './resource-kind.ts';
import type { Step } from './step.ts';

/** ECR repositories that a document declares under `repository`: only then they are ours to make (aws-facts §6). */
export const repository: ResourceKind = {
  kind: 'repository',
  needs: [],
  calls: [
    'ecr:DescribeRepositories',
    'ecr:GetLifecyclePolicy',
    'ecr:ListTagsForResource',
    'ecr:CreateRepository',
    'ecr:PutImageTagMutability',
    'ecr:PutImageScanningConfiguration',
    'ecr:PutLifecyclePolicy',
    'ecr:DeleteLifecyclePolicy',
    'ecr:DeleteRepository',
    'ecr:TagResource',
  ],
  observe,
  plan: (around) => merged(around.service.repositories.map((wanted) => planOne(around, wanted))),
  remove,
};

async function observe(look: Look, seen: Observation): Promise<void> {
  const names = new Set(
    due(look).flatMap(({ app }) => [
      ...app.services.flatMap((service) => service.repositories.map(({ input }) => input.repositoryName ?? '')),
      ...app.removed.filter((tombstone) => tombstone.deleteData).map((tombstone) => `${app.app}/${tombstone.service}`),
    ]),
  );
  for (const some of batches([...names], 100)) await describe(look, seen, some);
}

/** Apps of the look whose turn it is. */
export function due(look: Look): Look['apps'] {
  return look.apps.filter(({ app }) => look.slow.has(app.app));
}

/** One missing name fails the whole call (aws-facts §6), so after that each is asked by itself. */
async function describe(look: Look, seen: Observation, names: readonly string[]): Promise<void> {
  const result = await look.aws.send('ecr:DescribeRepositories', {
    registryId: look.account,
    repositoryNames: [...names],
  });
  if (!result.ok && result.failure.class === 'gone' && names.length > 1) {
    for (const name of names) await describe(look, seen, [name]);
    return;
  }
  for (const name of names) {
    if (!result.ok) {
      seen.repositories.set(
        name,
        result.failure.class === 'gone' ? { is: 'absent' } : { is: 'unknown', failure: result.failure },
      );
      continue;
    }
    const found = result.value.repositories?.find((each) => each.repositoryName === name);
    seen.repositories.set(name, found === undefined ? { is: 'absent' } : await details(look, found));
  }
}

async function details(look: Look, found: Repository): Promise<Observed<SeenRepository>> {
  const policy = await look.aws.send('ecr:GetLifecyclePolicy', {
    registryId: look.account,
    repositoryName: found.repositoryName,
  });
  if (!policy.ok && policy.failure.class !== 'gone') return { is: 'unknown', failure: policy.failure };
  const tags = await look.aws.send('ecr:ListTagsForResource', { resourceArn: found.repositoryArn });
  if (!tags.ok) return { is: 'unknown', failure: tags.failure };
  return {
    is: 'present',
    seen: {
      repository: found,
      lifecyclePolicy: { text: policy.ok ? policy.value.lifecyclePolicyText : undefined },
      tags: tagsOf(tags.value.tags),
    },
  };
}

function planOne(around: Around, wanted: DesiredRepository): Planned {
  const { app, service, seen } = around;
  const name = wanted.input.repositoryName ?? '';
  const place = { app: app.app, service: service.name, resource: name };
  const observed = seen.repositories.get(name);
  if (observed === undefined || service.manage !== 'all') return nothingPlanned;
  if (observed.is === 'unknown') return withheldAsUnknown(place, observed.failure);
  if (observed.is === 'absent') return { ...nothingPlanned, steps: creation(around, wanted, name) };
  const foreign = notOursFinding(
    place,
    ownerOf(observed.seen.tags, app.app),
    'ECR repository',
    name,
    `adopt: { repository: ${name} }`,
  );
  if (foreign !== undefined && service.adopt?.repository !== name) return { ...nothingPlanned, findings: [foreign] };
  return repair(around, wanted, name, observed.seen);
}

function creation({ service }: Around, wanted: DesiredRepository, name: string): Step[] {
  const create = step({
    kind: 'repository',
    service: service.name,
    does: 'create',
    call: 'ecr:CreateRepository',
    target: name,
    input: { ...wanted.input },
    reason: 'create',
    risk: 'low',
    why: 'the document declares it and it is not there',
  });
  if (wanted.lifecyclePolicyText === undefined) return [create];
  return [create, policyStep(service.name, name, wanted.lifecyclePolicyText, 'create', [], [create.id])];
}

function policyStep(
  service: string,
  name: string,
  text: string,
  reason: Step['reason'],
  found: readonly Difference[],
  after: readonly string[],
): Step {
  return step({
    kind: 'repository',
    service,
    does: 'put lifecycle policy',
    call: 'ecr:PutLifecyclePolicy',
    target: name,
    input: { repositoryName: name, lifecyclePolicyText: text },
    reason,
    risk: reason === 'create' ? 'low' : 'medium',
    why: reason === 'create' ? 'a new repository gets its lifecycle policy' : 'the lifecycle policy is not as declared',
    differences: found,
    after,
  });
}

function repair(around: Around, wanted: DesiredRepository, name: string, seen: SeenRepository): Planned {
  const { app, service, reason } = around;
  const { tags, ...input } = wanted.input;
  const found = managed(differences('repository', input, seen.repository), service.unmanaged);
  const about = (prefix: string) => found.filter(({ path }) => path.startsWith(prefix));
  const place = { app: app.app, service: service.name, resource: name };
  const paths = about('encryptionConfiguration').map(({ path }) => path);
  return {
    steps: [
      ...tagStep({
        common: { kind: 'repository', service: service.name, target: name },
        call: 'ecr:TagResource',
        input: (missing) => ({
          resourceArn: seen.repository.repositoryArn,
          tags: missing.map(([Key, Value]) => ({ Key, Value })),
        }),
        declared: tagsOf(tags),
        seen: seen.tags,
        reason,
        word: 'tags',
      }),
      ...mutability(around, wanted, name, about('imageTagMutability')),
      ...scanning(around, wanted, name, about('imageScanningConfiguration')),
      ...lifecycle(around, wanted, name, seen),
    ],
    findings:
      paths.length === 0 ? [] : [needsReplacement(place, { what: 'ECR repository', name, paths: paths.join(', ') })],
  };
}

const notAsDeclared = { kind: 'repository', risk: 'medium', why: 'it is not as declared' } as const;

function mutability(
  { service, reason }: Around,
  { input }: DesiredRepository,
  name: string,
  found: readonly Difference[],
): Step[] {
  if (found.length === 0) return [];
  const { imageTagMutability = 'MUTABLE', imageTagMutabilityExclusionFilters: filters } = input;
  const exclusions = filters === undefined ? {} : { imageTagMutabilityExclusionFilters: filters };
  return [
    step({
      ...notAsDeclared,
      service: service.name,
      target: name,
      reason,
      does: 'set mutability',
      call: 'ecr:PutImageTagMutability',
      differences: found,
      input: { repositoryName: name, imageTagMutability, ...exclusions },
    }),
  ];
}

function scanning(
  { service, reason }: Around,
  { input }: DesiredRepository,
  name: string,
  found: readonly Difference[],
): Step[] {
  if (found.length === 0) return [];
  const scanOnPush = input.imageScanningConfiguration?.scanOnPush ?? false;
  return [
    step({
      ...notAsDeclared,
      service: service.name,
      target: name,
      reason,
      does: 'set scanning',
      call: 'ecr:PutImageScanningConfiguration',
      differences: found,
      input: { repositoryName: name, imageScanningConfiguration: { scanOnPush } },
    }),
  ];
}

function lifecycle({ service, reason }: Around, wanted: DesiredRepository, name: string, seen: SeenRepository): Step[] {
  if (seen.lifecyclePolicy === undefined) return [];
  const declared = wanted.lifecyclePolicyText;
  const observed = seen.lifecyclePolicy.text;
  if (declared === undefined) {
    if (observed === undefined) return [];
    return [
      step({
        kind: 'repository',
        service: service.name,
        does: 'delete lifecycle policy',
        call: 'ecr:DeleteLifecyclePolicy',
        target: name,
        input: { repositoryName: name },
        reason,
        risk: 'medium',
        why: 'the document declares no lifecycle policy',
        differences: [{ path: 'lifecyclePolicyText', declared: undefined, observed }],
      }),
    ];
  }
  const found =
    observed === undefined
      ? [{ path: 'lifecyclePolicyText', declared, observed: undefined }]
      : differences(
          'lifecyclePolicy',
          { repositoryName: name, lifecyclePolicyText: declared },
          { repositoryName: name, lifecyclePolicyText: observed },
        );
  return found.length === 0 ? [] : [policyStep(service.name, name, declared, reason, found, [])];
}

/** A repository holds data: it goes only with `data: delete`, and only when it is empty of what others use (R8). */
function remove({ app, tombstone, seen }: RemovalAround): Planned {
  if (!tombstone.deleteData) return nothingPlanned;
  const name = `${app.app}/${tombstone.service}`;
  const observed = seen.repositories.get(name);
  const found = present(observed);
  if (found === undefined || ownerOf(found.tags, app.app) !== 'ours') return nothingPlanned;
  // Another service of the app may have made it, or still pull from it: its data is not this tombstone's.
  if (found.tags?.get(TAG.service) !== tombstone.service) return nothingPlanned;
  if (app.services.some(({ images }) => images.some(({ repository }) => repository === name))) return nothingPlanned;
  return {
    ...nothingPlanned,
    steps: [
      step({
        kind: 'repository',
        service: tombstone.service,
        does: 'delete',
        call: 'ecr:DeleteRepository',
        target: name,
        input: { repositoryName: name, force: true },
        reason: 'tombstone',
        risk: 'high',
        why: 'its tombstone says data: delete',
      }),
    ],
  };
}
