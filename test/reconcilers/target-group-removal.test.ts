import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/reconcilers/observation.ts';
import { remove, retire } from '../../src/reconcilers/target-group-removal.ts';
import {
  appWith,
  aroundOf,
  changeService,
  denied,
  groupArnOf,
  inAws,
  removalOf,
  setRules,
  webOf,
} from './app-in-aws.ts';

const app = appWith();
const name = webOf(app).targetGroups[0]?.name ?? '';
const arn = groupArnOf(name);

describe('the removal of a target group', () => {
  const removal = (change: (seen: Observation) => void) => {
    const seen = inAws(app);
    const around = removalOf(app, seen);
    setRules(seen, []);
    seen.services.set('todo-web', { is: 'absent' });
    change(seen);
    const { steps, waits = [] } = remove(around);
    return { steps: steps.map(({ call, input, reason, risk }) => [call, input, reason, risk]), waits };
  };

  it('R5 comes last: the service is absent and no rule names the group', () => {
    expect(removal(() => undefined).steps).toEqual([
      ['elasticloadbalancing:DeleteTargetGroup', { TargetGroupArn: arn }, 'tombstone', 'high'],
    ]);
  });

  it('R5 waits for the service, draining or not', () => {
    for (const status of ['ACTIVE', 'DRAINING']) {
      const result = removal((seen) => {
        for (const [key, observed] of inAws(app).services) seen.services.set(key, observed);
        changeService(seen, { status });
      });
      expect(result).toEqual({
        steps: [],
        waits: [`${name} is used by the service until its last task has stopped`],
      });
    }
  });

  it('R5 waits while any rule names it, without weight, too', () => {
    for (const Weight of [0, 1]) {
      const result = removal((seen) =>
        setRules(seen, [
          { Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: arn, Weight }] } }] },
        ]),
      );
      expect(result).toEqual({ steps: [], waits: [`a rule still names ${name}`] });
    }
  });

  it('R4 R5 deletes nothing while the service or the rules could not be read', () => {
    expect(removal((seen) => seen.services.set('todo-web', { is: 'unknown', failure: denied })).steps).toEqual([]);
    expect(removal((seen) => seen.services.delete('todo-web')).steps).toEqual([]);
    const blind = removal((seen) => {
      for (const listener of seen.rules.keys()) seen.rules.set(listener, { is: 'unknown', failure: denied });
    });
    expect(blind.steps).toEqual([]);
  });

  it.each([
    ['nobody', new Map<string, string>()],
    ['another app', new Map([['ecs-steward:app', 'shop']])],
  ])('R1 leaves a group of %s that our records know', (_owner, tags) => {
    expect(removal((seen) => seen.tags.set(arn, tags)).steps).toEqual([]);
  });

  it('R1 says what stays because it is not ours, once the service is gone', () => {
    const seen = inAws(app);
    const around = removalOf(app, seen);
    setRules(seen, []);
    seen.tags.set(arn, new Map());
    expect(remove(around)).toMatchObject({ steps: [], findings: [], waits: [] });
    seen.services.set('todo-web', { is: 'absent' });
    expect(remove(around)).toMatchObject({ steps: [], findings: [{ code: 'left-behind' }], waits: [] });
  });

  it('R1 deletes nothing whose tags were not read', () => {
    expect(removal((seen) => seen.tags.delete(arn)).steps).toEqual([]);
  });

  it('finds a group by its tags that no record knows, and leaves those of other services', () => {
    const seen = inAws(app);
    const around = { ...removalOf(app, seen), known: { rules: {}, targetGroups: {}, revisions: [] } };
    setRules(seen, []);
    seen.services.set('todo-web', { is: 'absent' });
    expect(remove(around).steps.map(({ target }) => target)).toEqual([name]);
    seen.tags.set(
      arn,
      new Map([
        ['ecs-steward:app', 'todo'],
        ['ecs-steward:service', 'api'],
      ]),
    );
    expect(remove(around).steps).toEqual([]);
  });
});

describe('a target group that another one has replaced', () => {
  const OLD = groupArnOf('es-todo-web-old');
  const retired = (change: (seen: Observation) => void = () => undefined) => {
    const seen = inAws(app);
    const around = aroundOf(app, seen);
    seen.targetGroups.set('es-todo-web-old', { is: 'present', seen: { TargetGroupArn: OLD } });
    seen.tags.set(OLD, new Map([['ecs-steward:app', 'todo']]));
    change(seen);
    const known = { ...around.known, targetGroups: { ...around.known.targetGroups, 'es-todo-web-old': OLD } };
    const { steps, waits = [], findings } = retire({ ...around, known });
    return { steps: steps.map(({ input, reason }) => [input, reason]), waits, codes: findings.map(({ code }) => code) };
  };

  it('R2 R5 goes when the service has settled without it and no rule names it', () => {
    expect(retired().steps).toEqual([[{ TargetGroupArn: OLD }, 'replacement']]);
  });

  it('R5 stays while the service is on it, and says what the replacement waits for', () => {
    const result = retired((seen) => changeService(seen, { loadBalancers: [{ targetGroupArn: OLD }] }));
    expect(result).toEqual({
      steps: [],
      waits: ['es-todo-web-old is being replaced'],
      codes: ['replacement-waits'],
    });
  });

  it('R5 stays while a deployment is under way', () => {
    const moving = [{ rolloutState: 'IN_PROGRESS' as const }];
    const draining = [{ rolloutState: 'COMPLETED' as const }, { rolloutState: 'COMPLETED' as const }];
    for (const deployments of [moving, draining])
      expect(retired((seen) => changeService(seen, { deployments }))).toMatchObject({
        steps: [],
        waits: ['a deployment may still use es-todo-web-old'],
      });
  });

  it('R5 stays while a rule names it, or the rules could not be read', () => {
    expect(retired((seen) => setRules(seen, [{ Actions: [{ Type: 'forward', TargetGroupArn: OLD }] }])).steps).toEqual(
      [],
    );
    const blind = retired((seen) => {
      for (const listener of seen.rules.keys()) seen.rules.set(listener, { is: 'unknown', failure: denied });
    });
    expect(blind.steps).toEqual([]);
  });

  it('R1 stays where somebody took our tags off it', () => {
    expect(retired((seen) => seen.tags.set(OLD, new Map())).steps).toEqual([]);
  });
});
