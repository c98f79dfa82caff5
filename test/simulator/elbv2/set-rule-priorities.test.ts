import { describe, expect, it } from 'vitest';
import { describeRules } from '../../../src/simulator/elbv2/rules.ts';
import { setRulePriorities } from '../../../src/simulator/elbv2/set-rule-priorities.ts';
import { caller, refusal } from './load-balanced-world.ts';
import { ruleMaker } from './rule-maker.ts';

describe('SetRulePriorities', () => {
  function three() {
    const { world, listenerArn, create } = ruleMaker();
    const arns = [1, 2, 3].map((Priority) => create({ Priority })?.RuleArn ?? '');
    const set = (...pairs: [number, number][]) =>
      setRulePriorities.run(world, caller, {
        RulePriorities: pairs.map(([index, Priority]) => ({ RuleArn: arns[index], Priority })),
      });
    const order = () =>
      describeRules
        .run(world, caller, { ListenerArn: listenerArn })
        .Rules?.slice(0, -1)
        .map((rule) => arns.indexOf(rule.RuleArn ?? ''));
    return { set, order };
  }

  it('lets two rules swap', () => {
    const { set, order } = three();
    const answer = set([0, 2], [1, 1]);
    expect(answer.Rules?.map((rule) => rule.Priority)).toEqual(['2', '1']);
    expect(order()).toEqual([1, 0, 2]);
  });

  it('refuses a priority of a rule that is not in the set, and one given twice, and changes nothing', () => {
    const { set, order } = three();
    expect(refusal(() => set([0, 9], [1, 3]))).toEqual({
      code: 'PriorityInUse',
      message: `Priority '3' is currently in use`,
    });
    expect(refusal(() => set([0, 9], [1, 9]))).toEqual({
      code: 'ValidationError',
      message: `Priority '9' was provided multiple times`,
    });
    expect(order()).toEqual([0, 1, 2]);
  });
});
