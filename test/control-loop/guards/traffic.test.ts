import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { shiftOf, traffic } from '../../../src/control-loop/guards/traffic.ts';
import type { Observation } from '../../../src/reconcilers/observation.ts';
import type { Step } from '../../../src/reconcilers/step.ts';
import { appWith, groupArnOf, healthy, inAws, ruleArnOf, setRules, webOf } from '../../reconcilers/app-in-aws.ts';
import { contextOf, planOf, stepOf } from './guarded-plan.ts';

const app = appWith();
const OWN = webOf(app).targetGroups[0]?.name ?? '';
const own = groupArnOf(OWN);
const other = groupArnOf('es-other');

function rule(number: number, priority: number, group: string): Rule {
  return {
    RuleArn: ruleArnOf(number),
    Priority: String(priority),
    Actions: [{ Type: 'forward', TargetGroupArn: group }],
  };
}

const modify = (groups: readonly (readonly [arn: unknown, weight: number])[], over: Partial<Step> = {}) =>
  stepOf({
    kind: 'listener-rule',
    call: 'elasticloadbalancing:ModifyRule',
    input: {
      RuleArn: ruleArnOf(1),
      Actions: [
        { ForwardConfig: { TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })) } },
      ],
    },
    ...over,
  });

const reorder = (number: number, Priority: number) =>
  stepOf({
    kind: 'listener-rule',
    call: 'elasticloadbalancing:SetRulePriorities',
    input: { RulePriorities: [{ RuleArn: ruleArnOf(number), Priority }] },
  });

function judged(step: Step, rules: readonly Rule[], change: (seen: Observation) => void = () => undefined): string[] {
  const seen = inAws(app);
  setRules(seen, rules);
  healthy(seen, other, 3);
  change(seen);
  return traffic.judge(planOf([step]), contextOf({ app, seen })).map(({ why }) => why);
}

describe('the guard of traffic', () => {
  const elsewhere = [rule(1, 10, other)];

  it('R10 lets traffic move to a group that has its floor of healthy targets', () => {
    expect(judged(modify([[own, 1]]), elsewhere)).toEqual([]);
  });

  it('R10 keeps traffic where it is served while the other group has fewer than its floor', () => {
    expect(judged(modify([[own, 1]]), elsewhere, (seen) => healthy(seen, own, 1))).toEqual([
      `${OWN} has 1 healthy targets and needs 2, while es-other serves`,
    ]);
  });

  it('R4 R10 takes a group whose health was not read for one that can not carry it', () => {
    const unseen = (seen: Observation) => {
      seen.health.delete(other);
      healthy(seen, own, 0);
    };
    expect(judged(modify([[own, 1]]), elsewhere, (seen) => seen.health.delete(own))).toHaveLength(1);
    expect(judged(modify([[own, 1]]), elsewhere, unseen)).toHaveLength(1);
  });

  it('lets traffic leave a group that serves nothing', () => {
    const dead = (seen: Observation) => {
      healthy(seen, other, 0);
      healthy(seen, own, 0);
    };
    expect(judged(modify([[own, 1]]), elsewhere, dead)).toEqual([]);
  });

  it('R10 judges the share, not only the change of group', () => {
    const split: Rule = {
      RuleArn: ruleArnOf(1),
      Priority: '10',
      Actions: [
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: own, Weight: 1 },
              { TargetGroupArn: other, Weight: 1 },
            ],
          },
        },
      ],
    };
    const few = (seen: Observation) => healthy(seen, own, 1);
    expect(
      judged(
        modify([
          [own, 3],
          [other, 1],
        ]),
        [split],
        few,
      ),
    ).toHaveLength(1);
    expect(
      judged(
        modify([
          [own, 2],
          [other, 2],
        ]),
        [split],
        few,
      ),
    ).toEqual([]);
    expect(
      judged(
        modify([
          [own, 1],
          [other, 3],
        ]),
        [split],
        few,
      ),
    ).toEqual([]);
  });

  it('R10 a rule that comes before others takes their requests', () => {
    const rules = [rule(1, 50, own), rule(2, 10, other)];
    const few = (seen: Observation) => healthy(seen, own, 1);
    expect(judged(reorder(1, 5), rules, few)).toHaveLength(1);
    expect(judged(reorder(1, 5), rules)).toEqual([]);
    expect(judged(reorder(1, 20), rules, few)).toEqual([]);
  });

  it('R10 a rule that goes behind others may lose its own to them', () => {
    const rules = [rule(1, 5, own), rule(2, 10, other)];
    expect(judged(reorder(1, 20), rules)).toEqual([]);
    expect(judged(reorder(1, 20), rules, (seen) => healthy(seen, other, 0))).toEqual([
      `es-other has 0 healthy targets and needs 1, while ${OWN} serves`,
    ]);
  });

  it('R28 going back is not held up', () => {
    const back = modify([[own, 1]], { reason: 'roll-back' });
    expect(judged(back, elsewhere, (seen) => healthy(seen, own, 0))).toEqual([]);
  });

  it('sees no move in a step that only changes conditions, nor in other calls', () => {
    const { rules } = inAws(app);
    expect(
      shiftOf(stepOf({ call: 'elasticloadbalancing:ModifyRule', input: { RuleArn: ruleArnOf(1) } }), rules),
    ).toEqual({
      gains: [],
      loses: [],
    });
    expect(shiftOf(stepOf(), rules)).toEqual({ gains: [], loses: [] });
  });
});
