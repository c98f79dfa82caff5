import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { deleteRule, describeRules, modifyRule } from '../../../src/simulator/elbv2/rules.ts';
import { setRulePriorities } from '../../../src/simulator/elbv2/set-rule-priorities.ts';
import { caller, loadBalancedWorld, makeGroup, prefix, refusal } from './load-balanced-world.ts';
import { api, fixed, ruleMaker } from './rule-maker.ts';

describe('the form in which rules are answered', () => {
  it('the priority is a text, one group has the short form and the config', () => {
    const { world, create } = ruleMaker();
    const TargetGroupArn = makeGroup(world);
    expect(create({ Actions: [{ Type: 'forward', TargetGroupArn }] })).toEqual({
      RuleArn: expect.stringMatching(/:listener-rule\/app\/todo\/50dc6c495c0c9188\/f2f7dc8efc522ab2\/[0-9a-f]{16}$/),
      Priority: '10',
      Conditions: [{ Field: 'path-pattern', Values: ['/api/*'], PathPatternConfig: { Values: ['/api/*'] } }],
      Actions: [
        {
          Type: 'forward',
          TargetGroupArn,
          ForwardConfig: {
            TargetGroups: [{ TargetGroupArn, Weight: 1 }],
            TargetGroupStickinessConfig: { Enabled: false },
          },
        },
      ],
      IsDefault: false,
      Transforms: [],
    });
  });

  it('several groups have no short form; a missing weight is 1; stickiness keeps its duration', () => {
    const { world, create } = ruleMaker();
    const [one, two] = [makeGroup(world, 'one'), makeGroup(world, 'two')];
    const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: 60 };
    const ForwardConfig = {
      TargetGroups: [{ TargetGroupArn: one, Weight: 0 }, { TargetGroupArn: two }],
      TargetGroupStickinessConfig,
    };
    expect(create({ Actions: [{ Type: 'forward', ForwardConfig, Order: 1 }] })?.Actions).toEqual([
      {
        Type: 'forward',
        Order: 1,
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: one, Weight: 0 },
            { TargetGroupArn: two, Weight: 1 },
          ],
          TargetGroupStickinessConfig,
        },
      },
    ]);
  });

  it.each<[RuleCondition, RuleCondition]>([
    [
      { Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com'] } },
      { Field: 'host-header', Values: ['a.example.com'], HostHeaderConfig: { Values: ['a.example.com'] } },
    ],
    [
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } },
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } },
    ],
    [
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-A', Values: ['1'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-A', Values: ['1'] } },
    ],
    [
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '2' }] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '2' }] } },
    ],
    [
      { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } },
      { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } },
    ],
  ])('%j has the values twice only for path and host', (given, answered) => {
    const { create } = ruleMaker();
    expect(create({ Conditions: [given] })?.Conditions).toEqual([answered]);
  });

  it('a redirect has all its parts', () => {
    const { create } = ruleMaker();
    const RedirectConfig = { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' };
    expect(create({ Actions: [{ Type: 'redirect', RedirectConfig }] })?.Actions).toEqual([
      {
        Type: 'redirect',
        RedirectConfig: { ...RedirectConfig, Host: '#{host}', Path: '/#{path}', Query: '#{query}' },
      },
    ]);
  });
});

describe('DescribeRules', () => {
  it('goes by priority as a number, the default rule is the last', () => {
    const { world, listenerArn, create } = ruleMaker();
    for (const Priority of [200, 30, 4]) create({ Priority });
    const rules = describeRules.run(world, caller, { ListenerArn: listenerArn }).Rules;
    expect(rules?.map((rule) => rule.Priority)).toEqual(['4', '30', '200', 'default']);
    expect(rules?.at(-1)).toMatchObject({ IsDefault: true, Conditions: [] });
  });

  it('pages', () => {
    const { world, listenerArn, create } = ruleMaker();
    for (const Priority of [1, 2, 3]) create({ Priority });
    const first = describeRules.run(world, caller, { ListenerArn: listenerArn, PageSize: 3 });
    const second = describeRules.run(world, caller, { ListenerArn: listenerArn, Marker: first.NextMarker });
    expect(first.Rules?.map((rule) => rule.Priority)).toEqual(['1', '2', '3']);
    expect(second.Rules?.map((rule) => rule.Priority)).toEqual(['default']);
    expect(second.NextMarker).toBeUndefined();
  });

  it('fails as a whole for an unknown rule or listener', () => {
    const { world, create } = ruleMaker();
    const known = create({})?.RuleArn ?? '';
    const ask = (input: object) => refusal(() => describeRules.run(world, caller, input));
    expect(ask({ RuleArns: [known, `${known.slice(0, -1)}x`] })).toEqual({
      code: 'RuleNotFound',
      message: 'One or more rules not found',
    });
    expect(ask({ ListenerArn: `${prefix}:listener/app/todo/aa/bb` })).toEqual({
      code: 'ListenerNotFound',
      message: 'One or more listeners not found',
    });
    expect(ask({})).toMatchObject({ code: 'ValidationError' });
  });
});

describe('ModifyRule', () => {
  it('replaces the lists that are given as a whole, and keeps the rest with ARN and priority', () => {
    const { world, create } = ruleMaker();
    const before = create({ Conditions: [api, { Field: 'host-header', Values: ['a.example.com'] }] });
    const Conditions = [{ Field: 'path-pattern', Values: ['/v2/*'] }];
    const after = modifyRule.run(world, caller, { RuleArn: before?.RuleArn, Conditions }).Rules?.[0];
    expect(after).toEqual({
      ...before,
      Conditions: [{ Field: 'path-pattern', Values: ['/v2/*'], PathPatternConfig: { Values: ['/v2/*'] } }],
    });
  });

  it('changes nothing where a part is wrong', () => {
    const { world, create } = ruleMaker();
    const before = create({});
    const Conditions = [{ Field: 'path-pattern', Values: ['/v2/*'] }];
    const input = { RuleArn: before?.RuleArn, Conditions, Actions: [] };
    expect(refusal(() => modifyRule.run(world, caller, input))).toMatchObject({ code: 'ValidationError' });
    expect(describeRules.run(world, caller, { RuleArns: [before?.RuleArn ?? ''] }).Rules).toEqual([before]);
  });

  it('does not know a rule that is gone', () => {
    const { world, create } = ruleMaker();
    const RuleArn = create({})?.RuleArn;
    deleteRule.run(world, caller, { RuleArn });
    const gone = { code: 'RuleNotFound', message: 'One or more rules not found' };
    expect(refusal(() => modifyRule.run(world, caller, { RuleArn, Actions: [fixed] }))).toEqual(gone);
    expect(refusal(() => deleteRule.run(world, caller, { RuleArn }))).toEqual(gone);
  });
});

describe('the default rule', () => {
  it('can be neither deleted nor modified nor moved', () => {
    const { world, listenerArn } = loadBalancedWorld();
    const RuleArn = describeRules.run(world, caller, { ListenerArn: listenerArn }).Rules?.[0]?.RuleArn;
    const refused = { code: 'OperationNotPermitted' };
    expect(refusal(() => deleteRule.run(world, caller, { RuleArn }))).toEqual({
      ...refused,
      message: `Default rule '${RuleArn}' cannot be deleted`,
    });
    expect(refusal(() => modifyRule.run(world, caller, { RuleArn, Actions: [fixed] }))).toMatchObject(refused);
    const RulePriorities = [{ RuleArn, Priority: 1 }];
    expect(refusal(() => setRulePriorities.run(world, caller, { RulePriorities }))).toMatchObject(refused);
  });
});
