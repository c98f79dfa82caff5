import { describe, expect, it } from 'vitest';
import { lowestHealthy } from '../../src/reconcilers/lowest-healthy.ts';
import type { Step } from '../../src/reconcilers/step.ts';
import { stepOf } from '../control-loop/guards/guarded-plan.ts';
import { appWith, changeService, groupArnOf, healthy, inAws, webOf } from './app-in-aws.ts';

const app = appWith({ count: 4, floor: 2, deployment: { minimumHealthyPercent: 50 } });
const web = webOf(app);
const OWN = groupArnOf(web.targetGroups[0]?.name ?? '');
const update = (input: Step['input']) => stepOf({ call: 'ecs:UpdateService', input });

function counts(steps: readonly Step[], change: (seen: ReturnType<typeof inAws>) => void = () => undefined) {
  const seen = inAws(app);
  change(seen);
  return lowestHealthy(web, steps, seen);
}

describe('R9 the smallest number of healthy targets that steps can lead to', () => {
  it('is that of now without steps, and for steps that lower nothing', () => {
    expect(counts([])).toEqual({ now: 4, lowest: 4, floor: 2 });
    expect(counts([stepOf({ call: 'ecs:TagResource' }), update({ enableExecuteCommand: true })])?.lowest).toBe(4);
  });

  it.each<[string, Step, number]>([
    ['a new revision at a minimum of 50 %', update({ taskDefinition: 'r' }), 2],
    [
      'a new revision with a minimum of its own',
      update({ taskDefinition: 'r', deploymentConfiguration: { minimumHealthyPercent: 60 } }),
      3,
    ],
    ['another network', update({ networkConfiguration: {} }), 2],
    ['other load balancers', update({ loadBalancers: [] }), 2],
    ['a smaller count', update({ desiredCount: 3 }), 3],
    ['a greater count', update({ desiredCount: 9 }), 4],
    ['a smaller count with a new revision', update({ desiredCount: 2, taskDefinition: 'r' }), 1],
    ['a deletion', stepOf({ call: 'ecs:DeleteService' }), 0],
  ])('after %s', (_what, step, lowest) => {
    expect(counts([step])?.lowest).toBe(lowest);
  });

  it('is that of the worst step', () => {
    expect(counts([update({ desiredCount: 3 }), update({ taskDefinition: 'r' })])?.lowest).toBe(2);
  });

  it('rounds a minimum up, as ECS does', () => {
    expect(counts([update({ desiredCount: 3, taskDefinition: 'r' })])?.lowest).toBe(2);
  });

  it('counts healthy targets, not only tasks', () => {
    expect(counts([], (seen) => healthy(seen, OWN, 1))?.now).toBe(1);
    expect(counts([], (seen) => changeService(seen, { runningCount: 3 }))?.now).toBe(3);
    expect(counts([], (seen) => seen.health.clear())?.now).toBe(4);
  });

  it('R10 is what is healthy behind the groups that a rule moves to', () => {
    const moveTo = (...weights: readonly (readonly [unknown, number])[]) =>
      stepOf({
        call: 'elasticloadbalancing:ModifyRule',
        input: {
          Actions: [
            {
              ForwardConfig: { TargetGroups: weights.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })) },
            },
          ],
        },
      });
    const other = groupArnOf('other');
    const oneThere = (seen: ReturnType<typeof inAws>) => healthy(seen, other, 1);
    expect(counts([moveTo([OWN, 0], [other, 1])], oneThere)?.lowest).toBe(1);
    expect(counts([moveTo([OWN, 1], [other, 0])], oneThere)?.lowest).toBe(4);
    expect(counts([moveTo([{ ref: 'a', field: 'b' }, 1])])?.lowest).toBe(0);
  });

  it('is undefined where there is no service yet', () => {
    expect(counts([], (seen) => seen.services.set('todo-web', { is: 'absent' }))).toBeUndefined();
  });

  it('R11 has no floor for a stateful service: it stops before it starts', () => {
    const stateful = appWith({ stateful: true, count: 1 });
    const result = lowestHealthy(webOf(stateful), [update({ taskDefinition: 'r' })], inAws(stateful));
    expect(result).toEqual({ now: 1, lowest: 0, floor: 0 });
  });
});
