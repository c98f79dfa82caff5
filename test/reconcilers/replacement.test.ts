import type { Service } from '@aws-sdk/client-ecs';
import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { emptyObservation } from '../../src/reconcilers/observation.ts';
import {
  forwards,
  isSettled,
  memberships,
  type Replacement,
  replacementPending,
  weightIn,
} from '../../src/reconcilers/replacement.ts';
import { healthy } from './app-in-aws.ts';

const OLD = 'arn:old';
const FRESH = 'arn:fresh';
const replacement: Replacement = { old: OLD, fresh: FRESH };
const settled = [{ rolloutState: 'COMPLETED' as const }];
const FLOOR = 2;

function serviceOn(groups: readonly string[], deployments: Service['deployments'] = settled): Service {
  return { loadBalancers: groups.map((targetGroupArn) => ({ targetGroupArn })), deployments };
}

/** A rule with these weights; no entry: the group is not in it. */
function ruleWith(weights: Readonly<Record<string, number>>): Rule {
  const TargetGroups = Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
  return { Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }] };
}

function seenWith(count: number) {
  const seen = emptyObservation(0);
  healthy(seen, FRESH, count);
  return seen;
}

/** The weights that the rule is to have: old, fresh. */
function weights(service: Service, rule: Rule, healthyTargets: number, floor = FLOOR) {
  return forwards(replacement, service, rule, seenWith(healthyTargets), floor).map(({ group, weight }) => [
    group,
    weight,
  ]);
}

const stays = [
  ['old', 1],
  ['fresh', 0],
];
const moves = [
  ['old', 0],
  ['fresh', 1],
];

describe('R10 the stages of a replacement', () => {
  it.each<[string, Service, Rule, number, unknown, readonly string[]]>([
    ['the new group is in no rule', serviceOn([OLD]), ruleWith({ [OLD]: 1 }), 0, stays, ['old']],
    [
      'it is in the rule without weight',
      serviceOn([OLD]),
      ruleWith({ [OLD]: 1, [FRESH]: 0 }),
      0,
      stays,
      ['old', 'fresh'],
    ],
    [
      'the service is on both and too few are healthy',
      serviceOn([OLD, FRESH]),
      ruleWith({ [OLD]: 1, [FRESH]: 0 }),
      1,
      stays,
      ['old', 'fresh'],
    ],
    ['enough are healthy', serviceOn([OLD, FRESH]), ruleWith({ [OLD]: 1, [FRESH]: 0 }), 2, moves, ['old', 'fresh']],
    ['the traffic has moved', serviceOn([OLD, FRESH]), ruleWith({ [OLD]: 0, [FRESH]: 1 }), 2, moves, ['fresh']],
    [
      'the service has left the old group',
      serviceOn([FRESH]),
      ruleWith({ [OLD]: 0, [FRESH]: 1 }),
      2,
      [['fresh', 1]],
      ['fresh'],
    ],
  ])('%s', (_stage, service, rule, count, expected, groups) => {
    expect(weights(service, rule, count)).toEqual(expected);
    expect(memberships(replacement, service, rule)).toEqual(groups);
  });

  it('traffic stays while a deployment moves, though enough targets are healthy', () => {
    const service = serviceOn([OLD, FRESH], [{ rolloutState: 'IN_PROGRESS' }]);
    expect(weights(service, ruleWith({ [OLD]: 1, [FRESH]: 0 }), 5)).toEqual(stays);
  });

  it('traffic stays while the health is unread, and never moves to an empty group, whatever the floor', () => {
    const service = serviceOn([OLD, FRESH]);
    const rule = ruleWith({ [OLD]: 1, [FRESH]: 0 });
    expect(forwards(replacement, service, rule, emptyObservation(0), 0).map(({ weight }) => weight)).toEqual([1, 0]);
    expect(weights(service, rule, 0, 0)).toEqual(stays);
    expect(weights(service, rule, 1, 0)).toEqual(moves);
  });

  it('traffic that has moved does not go back when a target of the new group fails', () => {
    expect(weights(serviceOn([OLD, FRESH]), ruleWith({ [OLD]: 0, [FRESH]: 1 }), 1)).toEqual(moves);
  });

  it('a group that is only made in this plan gets no traffic and no tasks', () => {
    const made: Replacement = { old: OLD, fresh: undefined };
    const rule = ruleWith({ [OLD]: 1 });
    expect(forwards(made, serviceOn([OLD]), rule, emptyObservation(0), FLOOR)[1]).toEqual({
      group: 'fresh',
      weight: 0,
    });
    expect(memberships(made, serviceOn([OLD]), rule)).toEqual(['old']);
  });
});

describe('what a replacement waits for', () => {
  it.each<[Service, Rule, string]>([
    [serviceOn([OLD]), ruleWith({ [OLD]: 1 }), 'the new group joins the rule first, without traffic'],
    [serviceOn([OLD]), ruleWith({ [OLD]: 1, [FRESH]: 0 }), 'the service joins the new group'],
    [
      serviceOn([OLD, FRESH], [{ rolloutState: 'IN_PROGRESS' }]),
      ruleWith({ [OLD]: 1, [FRESH]: 0 }),
      'a deployment puts the tasks into both groups',
    ],
    [serviceOn([OLD, FRESH]), ruleWith({ [OLD]: 1, [FRESH]: 0 }), '1 of 2 needed targets of the new group are healthy'],
    [serviceOn([OLD, FRESH]), ruleWith({ [OLD]: 0, [FRESH]: 1 }), 'the service leaves the old group'],
  ])('is said at each stage', (service, rule, sentence) => {
    expect(replacementPending(replacement, service, rule, seenWith(1), FLOOR)).toBe(sentence);
  });
});

describe('the weight of a group in a rule', () => {
  it('is read in both spellings of a forward, and is 1 where AWS leaves it out', () => {
    expect(weightIn({ Actions: [{ Type: 'forward', TargetGroupArn: OLD }] }, OLD)).toBe(1);
    expect(
      weightIn({ Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: OLD }] } }] }, OLD),
    ).toBe(1);
    expect(weightIn(ruleWith({ [OLD]: 0 }), OLD)).toBe(0);
  });

  it('is undefined where the rule does not name the group', () => {
    expect(weightIn(ruleWith({ [OLD]: 1 }), FRESH)).toBeUndefined();
    expect(weightIn(undefined, OLD)).toBeUndefined();
    expect(weightIn(ruleWith({ [OLD]: 1 }), undefined)).toBeUndefined();
  });
});

describe('a settled service', () => {
  it.each<[boolean, Service['deployments']]>([
    [true, settled],
    [true, [{}]],
    [false, [{ rolloutState: 'IN_PROGRESS' }]],
    [false, [{ rolloutState: 'FAILED' }]],
    [false, [...settled, ...settled]],
    [false, []],
  ])('is %s for the deployments %j', (expected, deployments) => {
    expect(isSettled(serviceOn([OLD], deployments))).toBe(expected);
  });
});
