import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { type Observation, present, type SeenTaskDefinition } from '../../src/reconcilers/observation.ts';
import type { Around } from '../../src/reconcilers/resource-kind.ts';
import {
  registrable,
  taskDefinition,
  wantedDefinition,
  wantedRevision,
} from '../../src/reconcilers/task-definition.ts';
import {
  appWith,
  aroundOf,
  changeService,
  denied,
  inAws,
  REGISTRY,
  removalOf,
  revisionArn,
  webOf,
} from './app-in-aws.ts';

const app = appWith();
const FAMILY = 'todo-web';
const OTHER = `sha256:${'b'.repeat(64)}`;
const candidate = (over: Partial<NonNullable<Around['candidate']>> = {}) => ({
  hash: 'c2',
  documentVersion: 4,
  digests: { web: OTHER },
  revisions: [],
  ...over,
});

function running(seen: Observation): SeenTaskDefinition {
  const found = present(seen.taskDefinitions.get(revisionArn(FAMILY)));
  if (found === undefined) throw new Error('no revision');
  return found;
}

function revision(seen: Observation, number: number, over: Partial<TaskDefinition>): SeenTaskDefinition {
  const base = running(seen);
  const taskDefinitionArn = revisionArn(FAMILY, number);
  return { ...base, definition: { ...base.definition, taskDefinitionArn, revision: number, ...over } };
}

const pinned = (digest: string) => [
  { ...running(inAws(app)).definition.containerDefinitions?.[0], image: `${REGISTRY}/todo/web@${digest}` },
];

describe('the revision to run', () => {
  it('R15 is the running one where it holds the candidate, and nothing is registered', () => {
    const around = aroundOf(app, inAws(app));
    expect(wantedRevision(around)).toEqual({ is: 'there', arn: revisionArn(FAMILY) });
    expect(taskDefinition.plan(around)).toEqual({ steps: [], findings: [] });
  });

  it('R15 is one that the records name, before another is registered', () => {
    const seen = inAws(app);
    const kept = revision(seen, 3, { containerDefinitions: pinned(OTHER) });
    seen.taskDefinitions.set(revisionArn(FAMILY, 3), { is: 'present', seen: kept });
    const around = aroundOf(app, seen, { candidate: candidate({ revisions: [revisionArn(FAMILY, 3)] }) });
    expect(wantedRevision(around)).toEqual({ is: 'there', arn: revisionArn(FAMILY, 3) });
  });

  it('R15 is the newest active one where a pass that died had registered it', () => {
    const seen = inAws(app);
    seen.newest.set(FAMILY, { is: 'present', seen: revision(seen, 9, { containerDefinitions: pinned(OTHER) }) });
    const around = aroundOf(app, seen, { candidate: candidate() });
    expect(wantedRevision(around)).toEqual({ is: 'there', arn: revisionArn(FAMILY, 9) });
    expect(taskDefinition.plan(around).steps).toEqual([]);
  });

  it('is never one that is not active, nor one of another content', () => {
    const seen = inAws(app);
    for (const [number, over] of [
      [3, { containerDefinitions: pinned(OTHER), status: 'INACTIVE' }],
      [4, { containerDefinitions: pinned(OTHER), cpu: '1024' }],
    ] as const)
      seen.taskDefinitions.set(revisionArn(FAMILY, number), { is: 'present', seen: revision(seen, number, over) });
    const revisions = [revisionArn(FAMILY, 3), revisionArn(FAMILY, 4)];
    expect(wantedRevision(aroundOf(app, seen, { candidate: candidate({ revisions }) })).is).toBe('registered');
  });

  it('R4 R15 can not be told, and none is registered, while the newest one is unread', () => {
    for (const newest of ['failed', 'not asked'] as const) {
      const seen = inAws(app);
      if (newest === 'failed') seen.newest.set(FAMILY, { is: 'unknown', failure: denied });
      else seen.newest.clear();
      const around = aroundOf(app, seen, { candidate: candidate() });
      expect(wantedRevision(around)).toEqual({ is: 'unknown' });
      expect(taskDefinition.plan(around).steps).toEqual([]);
      expect(taskDefinition.plan(around).findings.map(({ code }) => code)).toEqual(
        newest === 'failed' ? ['read-failed'] : [],
      );
    }
  });

  it('can not be told without a candidate', () => {
    expect(wantedRevision(aroundOf(app, inAws(app), { candidate: undefined }))).toEqual({ is: 'unknown' });
  });

  it('stays where only a field differs that the document leaves unmanaged', () => {
    const loose = appWith({ unmanaged: ['cpu'] });
    const seen = inAws(loose);
    seen.taskDefinitions.set(revisionArn(FAMILY), { is: 'present', seen: revision(seen, 1, { cpu: '1024' }) });
    expect(wantedRevision(aroundOf(loose, seen)).is).toBe('there');
  });
});

describe('a registration', () => {
  const plan = (given = app, change: (seen: Observation) => void = () => undefined) => {
    const seen = inAws(given);
    change(seen);
    return taskDefinition.plan(aroundOf(given, seen, { candidate: candidate(), reason: 'rollout' })).steps;
  };

  it('R18 pins each followed image to the digest of the candidate', () => {
    const [step] = plan();
    expect(step).toMatchObject({ call: 'ecs:RegisterTaskDefinition', reason: 'rollout', risk: 'low', target: FAMILY });
    expect(step?.input).toMatchObject({ containerDefinitions: [{ image: `${REGISTRY}/todo/web@${OTHER}` }] });
    expect(step?.differences.map(({ path }) => path)).toEqual(['containerDefinitions[web].image']);
  });

  it('tags the revision with the document, the fence and the candidate that it comes from', () => {
    const tags = plan()[0]?.input.tags;
    for (const tag of [
      { key: 'ecs-steward:app', value: 'todo' },
      { key: 'ecs-steward:document', value: '4' },
      { key: 'ecs-steward:fence', value: '7' },
      { key: 'ecs-steward:candidate', value: 'c2' },
    ])
      expect(tags).toContainEqual(tag);
  });

  it('R15 does not differ by its tags alone', () => {
    const seen = inAws(app);
    const base = running(seen);
    seen.taskDefinitions.set(revisionArn(FAMILY), { is: 'present', seen: { ...base, tags: new Map([['a', 'b']]) } });
    expect(wantedRevision(aroundOf(app, seen)).is).toBe('there');
  });

  it('is a creation where nothing runs yet', () => {
    const [step] = plan(app, (seen) => {
      seen.services.set('todo-web', { is: 'absent' });
      seen.newest.set(FAMILY, { is: 'absent' });
    });
    expect(step).toMatchObject({ reason: 'create', why: 'there is no revision yet', differences: [] });
  });

  it('with manage: image keeps everything of the running revision but the digest', () => {
    const image = appWith({ manage: 'image' });
    const [step] = plan(image, (seen) => {
      const theirs = revision(seen, 1, { cpu: '2048', family: 'by-hand', registeredBy: 'mika' });
      seen.taskDefinitions.set(revisionArn(FAMILY), { is: 'present', seen: theirs });
      seen.newest.set('by-hand', { is: 'absent' });
    });
    expect(step?.input).toMatchObject({
      family: 'by-hand',
      cpu: '2048',
      containerDefinitions: [{ image: `${REGISTRY}/todo/web@${OTHER}` }],
    });
    for (const name of ['revision', 'status', 'taskDefinitionArn', 'registeredBy'])
      expect(step?.input).not.toHaveProperty(name);
  });

  it('with manage: image is none while the running revision is unread', () => {
    const image = appWith({ manage: 'image' });
    const seen = inAws(image);
    changeService(seen, { taskDefinition: 'unread' });
    expect(wantedDefinition(aroundOf(image, seen))).toBeUndefined();
    expect(taskDefinition.plan(aroundOf(image, seen)).steps).toEqual([]);
  });

  it('leaves out what AWS only answers, and keeps what it takes', () => {
    const definition: TaskDefinition = {
      family: 'f',
      containerDefinitions: [],
      revision: 1,
      status: 'ACTIVE',
      compatibilities: ['FARGATE'],
      requiresAttributes: [],
      registeredAt: new Date(0),
      cpu: '256',
    };
    expect(registrable(definition)).toEqual({ family: 'f', containerDefinitions: [], cpu: '256' });
  });

  it('leaves an image for which the candidate has no digest as the document has it', () => {
    const sidecar = aroundOf(app, inAws(app), { candidate: candidate({ digests: {} }) });
    expect(wantedDefinition(sidecar)?.containerDefinitions?.[0]?.image).toBe(
      webOf(app).taskDefinition.containerDefinitions?.[0]?.image,
    );
  });
});

describe('the removal of revisions', () => {
  it('R7 never happens: the last good one is needed to go back', () => {
    const seen = inAws(app);
    expect(taskDefinition.remove(removalOf(app, seen, { deleteData: true, force: true })).steps).toEqual([]);
    expect(taskDefinition.calls.some((call) => /Deregister|Delete/.test(call))).toBe(false);
  });
});
