import type { Rule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { covers, ownRule, sameConditions } from '../../src/reconcilers/rule-match.ts';
import { appWith, aroundOf, inAws, ruleArnOf, ruleFor, setRules, webOf } from './app-in-aws.ts';

const app = appWith();
const [wanted] = webOf(app).rules;
if (wanted === undefined) throw new Error('no rule');
const path = (...Values: readonly string[]): RuleCondition => ({
  Field: 'path-pattern',
  PathPatternConfig: { Values: [...Values] },
});
const rule = (...Conditions: readonly RuleCondition[]): Rule => ({
  RuleArn: ruleArnOf(9),
  Conditions: [...Conditions],
});

describe('the rule of a route', () => {
  const tagged = (app: string, service: string, route: string) =>
    new Map([
      ['ecs-steward:app', app],
      ['ecs-steward:service', service],
      ['ecs-steward:route', route],
    ]);
  const around = (rules: readonly Rule[], tags: readonly (readonly [number, ReadonlyMap<string, string>])[] = []) => {
    const seen = inAws(app);
    setRules(seen, rules);
    seen.tags.clear();
    for (const [number, some] of tags) seen.tags.set(ruleArnOf(number), some);
    return aroundOf(app, seen, { known: { rules: {}, targetGroups: {}, revisions: [] } });
  };
  const rules = [1, 2, 3].map((number) => ruleFor(wanted, number));

  it('is the one whose tags name the app, the service and the route, all three', () => {
    const tags = [
      [1, tagged('shop', 'web', 'web#0')],
      [2, tagged('todo', 'api', 'web#0')],
      [3, tagged('todo', 'web', 'web#1')],
    ] as const;
    expect(ownRule(around(rules, tags), wanted)).toBeUndefined();
    expect(ownRule(around(rules, [[2, tagged('todo', 'web', 'web#0')]]), wanted)?.RuleArn).toBe(ruleArnOf(2));
  });

  it('is the one that the records know before the one of the tags, and the adopted one before both', () => {
    const base = around(rules, [[1, tagged('todo', 'web', 'web#0')]]);
    const known = { ...base, known: { ...base.known, rules: { 'web#0': ruleArnOf(2) } } };
    expect(ownRule(known, wanted)?.RuleArn).toBe(ruleArnOf(2));
    expect(ownRule(known, { ...wanted, adopt: ruleArnOf(3) })?.RuleArn).toBe(ruleArnOf(3));
  });

  it('is not one that the records know and the listener no longer has', () => {
    const base = around(rules.slice(0, 1));
    expect(ownRule({ ...base, known: { ...base.known, rules: { 'web#0': ruleArnOf(2) } } }, wanted)).toBeUndefined();
  });
});

describe('the same conditions', () => {
  it('are the same in the old spelling and in the new one', () => {
    expect(sameConditions(wanted, rule({ Field: 'path-pattern', Values: ['/api/*'] }))).toBe(true);
    expect(sameConditions(wanted, rule(path('/api/*')))).toBe(true);
  });

  it.each<[string, Rule]>([
    ['another path', rule(path('/api'))],
    ['a path more', rule(path('/api/*', '/v2/*'))],
    ['a condition more', rule(path('/api/*'), { Field: 'host-header', HostHeaderConfig: { Values: ['a.io'] } })],
    ['the default rule', { ...rule(path('/api/*')), IsDefault: true }],
  ])('are others with %s', (_what, other) => {
    expect(sameConditions(wanted, other)).toBe(false);
  });
});

describe('a foreign rule covers ours', () => {
  it.each([['/*'], ['*'], ['/api/*'], ['/a*']])('with the path %s', (pattern) => {
    expect(covers(rule(path(pattern)), wanted)).toBe(true);
  });

  it.each<[string, Rule]>([
    ['a narrower path', rule(path('/api/v1/*'))],
    ['an exact path', rule(path('/api/'))],
    ['a further condition', rule(path('/*'), { Field: 'host-header', HostHeaderConfig: { Values: ['a.io'] } })],
    ['no path at all', rule({ Field: 'host-header', HostHeaderConfig: { Values: ['*'] } })],
    ['no condition', rule()],
    ['the default rule', { ...rule(path('/*')), IsDefault: true }],
  ])('but not with %s', (_what, other) => {
    expect(covers(other, wanted)).toBe(false);
  });

  it('only where it covers every path of ours', () => {
    const two = { ...wanted, conditions: [path('/api/*', '/v2/*')] };
    expect(covers(rule(path('/api/*')), two)).toBe(false);
    expect(covers(rule(path('/api/*', '/v2*')), two)).toBe(true);
  });
});
