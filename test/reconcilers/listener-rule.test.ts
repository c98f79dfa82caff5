import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { listenerRule } from '../../src/reconcilers/listener-rule.ts';
import type { Observation } from '../../src/reconcilers/observation.ts';
import type { Around } from '../../src/reconcilers/resource-kind.ts';
import { LISTENER } from '../desired-state/app-document.ts';
import {
  appWith,
  aroundOf,
  changeService,
  denied,
  groupArnOf,
  healthy,
  inAws,
  removalOf,
  ruleArnOf,
  ruleFor,
  rulesIn,
  setRules,
  webOf,
} from './app-in-aws.ts';

const app = appWith();
const web = webOf(app);
const [wanted] = web.rules;
if (wanted === undefined) throw new Error('no rule');
const OWN = groupArnOf(wanted.targetGroup);
const foreign = (over: Partial<Rule>): Rule => ({ ...ruleFor(wanted, 9), Actions: [], Priority: '5', ...over });

function planned(change: (seen: Observation) => void, given = app, more: Partial<Around> = {}) {
  const seen = inAws(given);
  change(seen);
  const { steps, findings, waits = [] } = listenerRule.plan(aroundOf(given, seen, more));
  return {
    steps,
    sent: steps.map(({ call, input }) => [call, input]),
    codes: findings.map(({ code }) => code),
    waits,
  };
}

const nothing = { steps: [], sent: [], codes: [], waits: [] };
const alter = (over: Partial<Rule>) => (seen: Observation) =>
  setRules(
    seen,
    rulesIn(seen).map((rule) => ({ ...rule, ...over })),
  );

describe('the plan of a listener rule that is there', () => {
  it('R13 R14 is empty when it is as declared', () => {
    expect(planned(() => undefined)).toEqual(nothing);
  });

  it('changes only the list that differs', () => {
    const conditions = planned(alter({ Conditions: [{ Field: 'path-pattern', Values: ['/wrong'] }] }));
    expect(conditions.sent).toEqual([
      ['elasticloadbalancing:ModifyRule', { RuleArn: ruleArnOf(1), Conditions: wanted.conditions }],
    ]);
    const actions = planned(alter({ Actions: [{ Type: 'forward', TargetGroupArn: groupArnOf('other') }] }));
    expect(actions.sent).toEqual([
      [
        'elasticloadbalancing:ModifyRule',
        {
          RuleArn: ruleArnOf(1),
          Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: OWN, Weight: 1 }] } }],
        },
      ],
    ]);
    expect(actions.steps[0]).toMatchObject({ reason: 'drift', risk: 'medium' });
  });

  it('leaves its priority where it is, and brings a declared one back', () => {
    expect(planned(alter({ Priority: '7' }))).toEqual(nothing);
    const declared = appWith({ routes: [{ path: '/api/*', priority: 1_500 }] });
    expect(planned(alter({ Priority: '7' }), declared).sent).toEqual([
      ['elasticloadbalancing:SetRulePriorities', { RulePriorities: [{ RuleArn: ruleArnOf(1), Priority: 1_500 }] }],
    ]);
  });

  it('moves it before a broader rule of this app, and never moves a foreign one', () => {
    const two = appWith({ routes: [{ path: '/api/*' }, { path: '/api/admin' }] });
    const { sent } = planned(() => undefined, two);
    expect(sent).toEqual([
      ['elasticloadbalancing:SetRulePriorities', { RulePriorities: [{ RuleArn: ruleArnOf(2), Priority: 1_050 }] }],
    ]);
  });

  it('leaves alone what the document leaves unmanaged', () => {
    const loose = appWith({ unmanaged: ['Conditions'] });
    expect(planned(alter({ Conditions: [{ Field: 'path-pattern', Values: ['/wrong'] }] }), loose)).toEqual(nothing);
  });

  it('says which foreign rule takes its requests before', () => {
    const { steps, codes } = planned((seen) =>
      setRules(seen, [...rulesIn(seen), foreign({ Conditions: [{ Field: 'path-pattern', Values: ['/*'] }] })]),
    );
    expect({ steps, codes }).toEqual({ steps: [], codes: ['listener-rule-shadowed'] });
  });

  it('is empty without a candidate, and where not everything is ours', () => {
    const wrong = alter({ Conditions: [{ Field: 'path-pattern', Values: ['/wrong'] }] });
    expect(planned(wrong, app, { candidate: undefined })).toEqual(nothing);
    for (const manage of ['service', 'image']) expect(planned(wrong, appWith({ manage }))).toEqual(nothing);
  });
});

describe('whose the listener rule is', () => {
  const wrong = alter({ Conditions: [{ Field: 'path-pattern', Values: ['/wrong'] }] });

  it.each([
    ['nobody', new Map([['team', 'a']])],
    ['another app', new Map([['ecs-steward:app', 'shop']])],
  ])('R1 a rule of %s that our records name gets a finding and no step', (_owner, tags) => {
    const result = planned((seen) => {
      wrong(seen);
      seen.tags.set(ruleArnOf(1), tags);
    });
    expect(result).toEqual({ ...nothing, codes: ['not-ours'] });
  });

  it('R1 taking a rule over begins with its tags; another app’s is never taken', () => {
    const adopting = appWith({ manage: 'all', adopt: { rule: ruleArnOf(1) } });
    const { steps } = planned((seen) => {
      wrong(seen);
      seen.tags.set(ruleArnOf(1), new Map());
    }, adopting);
    expect(steps.map(({ call, reason }) => [call, reason])).toEqual([
      ['elasticloadbalancing:AddTags', 'adoption'],
      ['elasticloadbalancing:ModifyRule', 'drift'],
    ]);
    const theirs = planned((seen) => seen.tags.set(ruleArnOf(1), new Map([['ecs-steward:app', 'shop']])), adopting);
    expect(theirs).toEqual({ ...nothing, codes: ['not-ours'] });
  });
});

describe('a listener rule that is not there', () => {
  const none = (seen: Observation) => {
    setRules(seen, []);
    seen.tags.delete(ruleArnOf(1));
  };

  it('is made once, with the first free priority and our tags', () => {
    const { steps } = planned(none);
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({
      call: 'elasticloadbalancing:CreateRule',
      reason: 'create',
      risk: 'low',
      after: [],
      input: {
        ListenerArn: LISTENER,
        Priority: 1_100,
        Conditions: wanted.conditions,
        Actions: [{ Type: 'forward', TargetGroupArn: OWN }],
        Tags: wanted.tags,
      },
    });
  });

  it('waits for the group that the same plan makes', () => {
    const { steps } = planned((seen) => {
      none(seen);
      seen.targetGroups.set(wanted.targetGroup, { is: 'absent' });
    });
    const made = `web/target-group/create ${wanted.targetGroup}`;
    expect(steps[0]?.after).toEqual([made]);
    expect(steps[0]?.input).toMatchObject({
      Actions: [{ TargetGroupArn: { ref: made, field: 'TargetGroups.0.TargetGroupArn' } }],
    });
  });

  it('is not made beside a foreign one with the same conditions', () => {
    const result = planned((seen) => setRules(seen, [foreign({ RuleArn: ruleArnOf(9) })]));
    expect(result).toMatchObject({ steps: [], codes: ['listener-rule-conflict'] });
  });

  it('R4 is not made while the listener or the group could not be read', () => {
    const blind = planned((seen) => seen.rules.set(LISTENER, { is: 'unknown', failure: denied }));
    expect(blind).toEqual({ ...nothing, codes: ['read-failed'] });
    expect(planned((seen) => seen.rules.delete(LISTENER))).toEqual(nothing);
    const group = planned((seen) => {
      none(seen);
      seen.targetGroups.set(wanted.targetGroup, { is: 'unknown', failure: denied });
    });
    expect(group).toMatchObject({ steps: [], waits: ['its target group is not there yet'] });
  });

  it('says that the listener does not exist, or that no priority is free', () => {
    expect(planned((seen) => seen.rules.set(LISTENER, { is: 'absent' })).codes).toEqual(['listener-missing']);
    expect(planned(none, app, { band: { from: 10, to: 9 } })).toMatchObject({ steps: [], codes: ['no-free-priority'] });
  });

  it('gives no priority twice in one plan', () => {
    const two = appWith({ routes: [{ path: '/api/*' }, { path: '/app/*' }] });
    const { steps } = planned((seen) => {
      setRules(seen, []);
      seen.tags.clear();
    }, two);
    expect(steps.map(({ input }) => input.Priority)).toEqual([1_100, 1_200]);
  });
});

describe('the traffic while a group replaces another', () => {
  const OLD = groupArnOf('es-todo-web-old');
  const both = [{ targetGroupArn: OLD }, { targetGroupArn: OWN }];
  const weights = (old: number, fresh: number): Rule['Actions'] => [
    {
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: OLD, Weight: old },
          { TargetGroupArn: OWN, Weight: fresh },
        ],
      },
    },
  ];
  const moved = (healthyTargets: number) =>
    planned(
      (seen) => {
        alter({ Actions: weights(1, 0) })(seen);
        changeService(seen, { loadBalancers: both });
        healthy(seen, OWN, healthyTargets);
      },
      app,
      { known: { rules: { 'web#0': ruleArnOf(1) }, targetGroups: { 'es-todo-web-old': OLD }, revisions: [] } },
    ).sent;

  it('R10 stays on the old group while fewer targets than the floor are healthy', () => {
    expect(web.floor).toBe(2);
    expect(moved(1)).toEqual([]);
  });

  it('R10 moves once when the new group can carry it', () => {
    expect(moved(2)).toEqual([['elasticloadbalancing:ModifyRule', { RuleArn: ruleArnOf(1), Actions: weights(0, 1) }]]);
  });
});

describe('the removal of a listener rule', () => {
  const removal = (change: (seen: Observation) => void) => {
    const seen = inAws(app);
    const around = removalOf(app, seen);
    change(seen);
    const { steps, findings, waits = [] } = listenerRule.remove(around);
    return {
      sent: steps.map(({ call, input, reason }) => [call, input, reason]),
      codes: findings.map(({ code }) => code),
      waits,
    };
  };

  it('R2 R6 comes first, whatever the service does', () => {
    expect(removal(() => undefined).sent).toEqual([
      ['elasticloadbalancing:DeleteRule', { RuleArn: ruleArnOf(1) }, 'tombstone'],
    ]);
  });

  it.each([
    ['nobody', new Map<string, string>()],
    ['another app', new Map([['ecs-steward:app', 'shop']])],
  ])('R1 leaves a rule of %s that our records know', (_owner, tags) => {
    expect(removal((seen) => seen.tags.set(ruleArnOf(1), tags)).sent).toEqual([]);
  });

  it('R1 R4 deletes nothing whose tags or listener were not read', () => {
    expect(removal((seen) => seen.tags.delete(ruleArnOf(1))).sent).toEqual([]);
    const blind = removal((seen) => seen.rules.set(LISTENER, { is: 'unknown', failure: denied }));
    expect(blind).toEqual({ sent: [], codes: ['read-failed'], waits: [`the rules of ${LISTENER} could not be read`] });
  });

  it('is done when the rule is gone', () => {
    expect(removal((seen) => setRules(seen, []))).toEqual({ sent: [], codes: [], waits: [] });
  });
});

describe('a rule whose route the document dropped', () => {
  const two = appWith({ routes: [{ path: '/api/*' }, { path: '/old/*' }] });
  const one = appWith();
  const retired = (change: (seen: Observation) => void = () => undefined, over: Partial<Around> = {}) => {
    const seen = inAws(two);
    const { known } = aroundOf(two, seen);
    change(seen);
    const { steps, waits = [] } = listenerRule.plan(aroundOf(one, seen, { known, ...over }));
    return { sent: steps.map(({ call, input, reason, risk }) => [call, input, reason, risk]), waits };
  };

  it('R2 goes as replaced, once what dropped it is in force', () => {
    expect(retired().sent).toEqual([
      ['elasticloadbalancing:DeleteRule', { RuleArn: ruleArnOf(2) }, 'replacement', 'high'],
    ]);
  });

  it('R20 stays while a rollout may still have to go back', () => {
    expect(retired(undefined, { reason: 'rollout' })).toEqual({ sent: [], waits: [] });
  });

  it('R1 stays where its tags are not ours, or name another service', () => {
    for (const tags of [
      new Map<string, string>(),
      new Map([['ecs-steward:app', 'shop']]),
      new Map([
        ['ecs-steward:app', 'todo'],
        ['ecs-steward:service', 'api'],
      ]),
    ])
      expect(retired((seen) => seen.tags.set(ruleArnOf(2), tags)).sent).toEqual([]);
  });

  it('R4 stays while its tags or its listener were not read', () => {
    expect(retired((seen) => seen.tags.delete(ruleArnOf(2)))).toEqual({
      sent: [],
      waits: ['the tags of the rule of web#1 are not read yet'],
    });
    expect(retired((seen) => seen.rules.set(LISTENER, { is: 'unknown', failure: denied })).sent).toEqual([]);
  });

  it('is left alone where the document leaves routes unmanaged', () => {
    const unmanaged = webOf(appWith({ unmanaged: ['routes'] }));
    expect(retired(undefined, { service: unmanaged }).sent).toEqual([]);
  });
});
