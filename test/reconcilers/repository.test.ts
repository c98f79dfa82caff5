import { describe, expect, it } from 'vitest';
import { type Observation, present, type SeenRepository } from '../../src/reconcilers/observation.ts';
import { repository } from '../../src/reconcilers/repository.ts';
import { appWith, aroundOf, denied, inAws, removalOf } from './app-in-aws.ts';

const app = appWith({ repository: { lifecycle: { keep: 10 } } });
const NAME = 'todo/web';
const theirs = new Map([['ecs-steward:app', 'shop']]);

function planned(change: (seen: Observation) => void = () => undefined, given = app) {
  const seen = inAws(given);
  change(seen);
  const { steps, findings } = repository.plan(aroundOf(given, seen));
  return { sent: steps.map(({ call, input }) => [call, input]), steps, codes: findings.map(({ code }) => code) };
}

const nothing = { sent: [], steps: [], codes: [] };

/** The repository with `change` in it. */
const alter = (change: (there: SeenRepository) => Partial<SeenRepository>) => (seen: Observation) => {
  const there = present(seen.repositories.get(NAME));
  if (there === undefined) throw new Error('no repository');
  seen.repositories.set(NAME, { is: 'present', seen: { ...there, ...change(there) } });
};
const field = (over: Partial<SeenRepository['repository']>) =>
  alter(({ repository: there }) => ({ repository: { ...there, ...over } }));

describe('the plan of a repository', () => {
  it('R13 R14 is empty when it is as declared, and where none is declared', () => {
    expect(planned()).toEqual(nothing);
    expect(planned(undefined, appWith())).toEqual(nothing);
  });

  it('makes one that is absent, with its lifecycle policy after it', () => {
    const { steps } = planned((seen) => seen.repositories.set(NAME, { is: 'absent' }));
    expect(steps.map(({ call, reason, risk }) => [call, reason, risk])).toEqual([
      ['ecr:CreateRepository', 'create', 'low'],
      ['ecr:PutLifecyclePolicy', 'create', 'low'],
    ]);
    expect(steps[0]?.input).toMatchObject({ repositoryName: NAME, imageTagMutability: 'MUTABLE' });
    expect(steps[1]?.after).toEqual([steps[0]?.id]);
  });

  it.each<[string, (seen: Observation) => void, unknown]>([
    [
      'mutability',
      field({ imageTagMutability: 'IMMUTABLE' }),
      ['ecr:PutImageTagMutability', { repositoryName: NAME, imageTagMutability: 'MUTABLE' }],
    ],
    [
      'scanning',
      field({ imageScanningConfiguration: { scanOnPush: false } }),
      ['ecr:PutImageScanningConfiguration', { repositoryName: NAME, imageScanningConfiguration: { scanOnPush: true } }],
    ],
  ])('repairs its %s by the one call that does', (_what, change, call) => {
    expect(planned(change).sent).toEqual([call]);
  });

  it('repairs its lifecycle policy by content, not by spelling', () => {
    const text = present(inAws(app).repositories.get(NAME))?.lifecyclePolicy?.text ?? '';
    const spaced = JSON.stringify(JSON.parse(text), null, 2);
    expect(planned(alter(() => ({ lifecyclePolicy: { text: spaced } })))).toEqual(nothing);
    for (const other of [text.replace('"countNumber":10', '"countNumber":11'), undefined])
      expect(planned(alter(() => ({ lifecyclePolicy: { text: other } }))).sent).toEqual([
        ['ecr:PutLifecyclePolicy', { repositoryName: NAME, lifecyclePolicyText: text }],
      ]);
  });

  it('takes a lifecycle policy off that the document does not declare', () => {
    const bare = appWith({ repository: {} });
    expect(
      planned(
        alter(() => ({ lifecyclePolicy: { text: '{"rules":[]}' } })),
        bare,
      ).sent,
    ).toEqual([['ecr:DeleteLifecyclePolicy', { repositoryName: NAME }]]);
  });

  it('says that its encryption can not be changed, and writes nothing for it', () => {
    const result = planned(field({ encryptionConfiguration: { encryptionType: 'KMS' } }));
    expect(result).toEqual({ ...nothing, codes: ['needs-replacement'] });
  });

  it.each([
    ['nobody', new Map<string, string>()],
    ['another app', theirs],
  ])('R1 leaves one of %s alone', (_owner, tags) => {
    const result = planned((seen) => {
      field({ imageTagMutability: 'IMMUTABLE' })(seen);
      alter(() => ({ tags }))(seen);
    });
    expect(result).toEqual({ ...nothing, codes: ['not-ours'] });
  });

  it('R1 taking one over begins with its tags', () => {
    const adopting = appWith({ manage: 'all', repository: {}, adopt: { repository: NAME } });
    const { steps } = planned((seen) => {
      field({ imageTagMutability: 'IMMUTABLE' })(seen);
      alter(() => ({ tags: new Map() }))(seen);
    }, adopting);
    expect(steps.map(({ call, reason }) => [call, reason])).toEqual([
      ['ecr:TagResource', 'adoption'],
      ['ecr:PutImageTagMutability', 'drift'],
    ]);
  });

  it('R4 makes none that could not be read, or was not asked for', () => {
    expect(planned((seen) => seen.repositories.set(NAME, { is: 'unknown', failure: denied }))).toEqual({
      ...nothing,
      codes: ['read-failed'],
    });
    expect(planned((seen) => seen.repositories.clear())).toEqual(nothing);
  });
});

describe('the removal of a repository', () => {
  const removal = (deleteData: boolean, change: (seen: Observation) => void = () => undefined) => {
    const seen = inAws(app);
    change(seen);
    return repository
      .remove(removalOf(app, seen, { deleteData }))
      .steps.map(({ call, reason, risk }) => [call, reason, risk]);
  };

  it('R8 needs the word data: delete', () => {
    expect(removal(false)).toEqual([]);
    expect(removal(true)).toEqual([['ecr:DeleteRepository', 'tombstone', 'high']]);
  });

  it('R8 leaves the data of another service of the app', () => {
    const ofAnother = (seen: Observation) => {
      const found = seen.repositories.get(NAME);
      if (found?.is !== 'present') throw new Error('the repository is there');
      const tags = new Map(found.seen.tags).set('ecs-steward:service', 'another');
      seen.repositories.set(NAME, { is: 'present', seen: { ...found.seen, tags } });
    };
    expect(removal(true, ofAnother)).toEqual([]);
  });

  it('R1 R4 leaves what is somebody else’s or could not be read', () => {
    for (const tags of [new Map<string, string>(), theirs])
      expect(
        removal(
          true,
          alter(() => ({ tags })),
        ),
      ).toEqual([]);
    expect(removal(true, (seen) => seen.repositories.set(NAME, { is: 'unknown', failure: denied }))).toEqual([]);
  });
});
