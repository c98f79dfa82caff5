import { describe, expect, it } from 'vitest';
import { logGroup } from '../../src/reconcilers/log-group.ts';
import type { Observation, Tags } from '../../src/reconcilers/observation.ts';
import { appWith, aroundOf, denied, inAws, removalOf } from './app-in-aws.ts';

const app = appWith({ logs: { retention: 14 } });
const forever = appWith({ logs: { retention: 'forever' } });
const NAME = '/ecs/todo/web';
const OWN = new Map([
  ['ecs-steward:app', 'todo'],
  ['ecs-steward:service', 'web'],
]);
const theirs = new Map([['ecs-steward:app', 'shop']]);

function planned(change: (seen: Observation) => void = () => undefined, given = app) {
  const seen = inAws(given);
  change(seen);
  const { steps, findings } = logGroup.plan(aroundOf(given, seen));
  return { sent: steps.map(({ call, input }) => [call, input]), steps, codes: findings.map(({ code }) => code) };
}

const nothing = { sent: [], steps: [], codes: [] };
const keeping = (retentionInDays: number, tags: Tags) => (seen: Observation) =>
  seen.logGroups.set(NAME, { is: 'present', seen: { group: { logGroupName: NAME, retentionInDays }, tags } });

describe('the plan of a log group', () => {
  it('R13 R14 is empty when it is as declared', () => {
    expect(planned()).toEqual(nothing);
    expect(planned(undefined, forever)).toEqual(nothing);
  });

  it('makes one that is absent, and sets its retention after it', () => {
    const { steps } = planned((seen) => seen.logGroups.set(NAME, { is: 'absent' }));
    expect(steps.map(({ call, reason, risk }) => [call, reason, risk])).toEqual([
      ['logs:CreateLogGroup', 'create', 'low'],
      ['logs:PutRetentionPolicy', 'create', 'low'],
    ]);
    expect(steps[0]?.input).toEqual({ logGroupName: NAME, tags: Object.fromEntries(OWN) });
    expect(steps[1]?.after).toEqual([steps[0]?.id]);
  });

  it('repairs its retention, and ends it where logs are kept for ever', () => {
    expect(planned(keeping(3, OWN)).sent).toEqual([
      ['logs:PutRetentionPolicy', { logGroupName: NAME, retentionInDays: 14 }],
    ]);
    expect(planned(keeping(3, OWN), forever).sent).toEqual([['logs:DeleteRetentionPolicy', { logGroupName: NAME }]]);
  });

  it.each([
    ['nobody', new Map<string, string>()],
    ['another app', theirs],
  ])('R1 uses a group of %s as it is', (_owner, tags) => {
    expect(planned(keeping(3, tags))).toEqual(nothing);
  });

  it('R1 changes one that the document takes over', () => {
    const adopting = appWith({ manage: 'all', logs: { retention: 14 }, adopt: { logGroup: NAME } });
    expect(planned(keeping(3, new Map()), adopting).sent).toHaveLength(1);
  });

  it('R4 makes none that could not be read, or was not asked for', () => {
    expect(planned((seen) => seen.logGroups.set(NAME, { is: 'unknown', failure: denied }))).toEqual({
      ...nothing,
      codes: ['read-failed'],
    });
    expect(planned((seen) => seen.logGroups.clear())).toEqual(nothing);
  });
});

describe('the removal of a log group', () => {
  const removal = (deleteData: boolean, change: (seen: Observation) => void = () => undefined) => {
    const seen = inAws(app);
    change(seen);
    return logGroup.remove(removalOf(app, seen, { deleteData })).steps.map(({ call, input }) => [call, input]);
  };

  it('R8 needs the word data: delete', () => {
    expect(removal(false)).toEqual([]);
    expect(removal(true)).toEqual([['logs:DeleteLogGroup', { logGroupName: NAME }]]);
  });

  it('R8 leaves the data of another service of the app', () => {
    const ofAnother = (seen: Observation) => {
      const found = seen.logGroups.get(NAME);
      if (found?.is !== 'present') throw new Error('the log group is there');
      const tags = new Map(found.seen.tags).set('ecs-steward:service', 'another');
      seen.logGroups.set(NAME, { is: 'present', seen: { ...found.seen, tags } });
    };
    expect(removal(true, ofAnother)).toEqual([]);
  });

  it('R1 R4 leaves what is somebody else’s, or could not be read, tags included', () => {
    for (const tags of [new Map<string, string>(), theirs]) expect(removal(true, keeping(14, tags))).toEqual([]);
    const untagged = (seen: Observation) =>
      seen.logGroups.set(NAME, { is: 'present', seen: { group: { logGroupName: NAME } } });
    expect(removal(true, untagged)).toEqual([]);
    expect(removal(true, (seen) => seen.logGroups.set(NAME, { is: 'unknown', failure: denied }))).toEqual([]);
  });
});
