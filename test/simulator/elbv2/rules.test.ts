import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { addLoadBalancer } from '../../../src/simulator/elbv2/add-load-balancer.ts';
import { createListener } from '../../../src/simulator/elbv2/listeners.ts';
import { createRule, deleteRule, describeRules, modifyRule } from '../../../src/simulator/elbv2/rules.ts';
import { setRulePriorities } from '../../../src/simulator/elbv2/set-rule-priorities.ts';
import { caller, loadBalancedWorld, makeGroup, makeRule, prefix, refusal, vpcId } from './load-balanced-world.ts';

const fixed: Action = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } };
const api: RuleCondition = { Field: 'path-pattern', Values: ['/api/*'] };

/** A world, and a way to create a rule with priority 10 in it. */
function ruleMaker() {
  const here = loadBalancedWorld();
  const create = (more: object) =>
    createRule.run(here.world, caller, {
      ListenerArn: here.listenerArn,
      Priority: 10,
      Conditions: [api],
      Actions: [fixed],
      ...more,
    }).Rules?.[0];
  return { ...here, create };
}

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

describe('what CreateRule refuses', () => {
  const path = (...values: string[]): RuleCondition => ({ Field: 'path-pattern', Values: values });
  it.each([
    ['ValidationError', `The 'path-pattern' value is too long; the limit is '128'`, [path(`/${'a'.repeat(128)}`)]],
    ['ValidationError', 'A condition value must be specified', [path()]],
    ['ValidationError', 'A condition field must be specified', [{ Values: ['/'] }]],
    ['ValidationError', 'A condition must be specified', []],
    [
      'ValidationError',
      `You cannot provide both Values and 'PathPatternConfig' for a condition of type 'path-pattern'`,
      [{ ...api, PathPatternConfig: { Values: ['/api/*'] } }],
    ],
    [
      'ValidationError',
      `A rule can only have '5' condition values`,
      [path('/1', '/2', '/3', '/4'), { Field: 'host-header', Values: ['a.b', 'c.d'] }],
    ],
    ['ValidationError', `A rule can only have '5' condition wildcards`, [path('/*/*/*/', '/?/?/?')]],
    ['ValidationError', `A rule can only have one 'path-pattern' condition`, [path('/1'), path('/2')]],
    [
      'NotImplementedBySimulator',
      `The simulator does not know RegexValues in the condition 'path-pattern' of listener rules.`,
      [{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/a'] } }],
    ],
  ])('%s: %s', (code, message, Conditions) => {
    const { create } = ruleMaker();
    expect(refusal(() => create({ Conditions }))).toEqual({ code, message });
  });

  it('several conditions on headers and query strings are allowed', () => {
    const { create } = ruleMaker();
    const header = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-A', Values: ['1'] } };
    expect(create({ Conditions: [header, header] })?.Conditions).toHaveLength(2);
  });

  it('a priority that is taken, and one out of bounds', () => {
    const { create } = ruleMaker();
    create({});
    expect(refusal(() => create({}))).toEqual({ code: 'PriorityInUse', message: `Priority '10' is currently in use` });
    expect(refusal(() => create({ Priority: 50_001 }))).toMatchObject({ code: 'ValidationError' });
  });

  it('not equal conditions under another priority', () => {
    const { create } = ruleMaker();
    create({});
    expect(create({ Priority: 11 })?.Priority).toBe('11');
  });

  it('an unknown target group, an unknown listener and a malformed ARN', () => {
    const { create } = ruleMaker();
    const group = `${prefix}:targetgroup/ghost/0123456789abcdef`;
    expect(refusal(() => create({ Actions: [{ Type: 'forward', TargetGroupArn: group }] }))).toEqual({
      code: 'TargetGroupNotFound',
      message: `Target group '${group}' not found`,
    });
    expect(refusal(() => create({ ListenerArn: `${prefix}:listener/app/todo/aa/bb` }))).toEqual({
      code: 'ListenerNotFound',
      message: 'The specified listener does not exist.',
    });
    expect(refusal(() => create({ ListenerArn: 'x' }))).toEqual({
      code: 'ValidationError',
      message: `'x' is not a valid listener ARN`,
    });
  });

  it('a group that another load balancer uses', () => {
    const { world, create } = ruleMaker();
    const other = addLoadBalancer(world, caller, {
      name: 'other',
      vpcId,
      subnets: ['subnet-a', 'subnet-b'],
      listenerPort: 80,
    });
    const arn = makeGroup(world);
    makeRule(world, other.listenerArn, arn);
    expect(refusal(() => create({ Actions: [{ Type: 'forward', TargetGroupArn: arn }] }))).toEqual({
      code: 'TargetGroupAssociationLimit',
      message: `The following target groups cannot be associated with more than one load balancer: ${arn}`,
    });
  });

  it('more than five groups an action, a weight over 999, stickiness without a duration', () => {
    const { world, create } = ruleMaker();
    const arns = [1, 2, 3, 4, 5, 6].map((number) => makeGroup(world, `g${number}`));
    const forward = (ForwardConfig: object) => refusal(() => create({ Actions: [{ Type: 'forward', ForwardConfig }] }));
    expect(forward({ TargetGroups: arns.map((TargetGroupArn) => ({ TargetGroupArn })) })).toMatchObject({
      code: 'ValidationError',
    });
    const TargetGroups = [{ TargetGroupArn: arns[0], Weight: 1 }];
    expect(forward({ TargetGroups: [{ ...TargetGroups[0], Weight: 1000 }] })).toMatchObject({
      code: 'ValidationError',
    });
    expect(forward({ TargetGroups, TargetGroupStickinessConfig: { Enabled: true } })).toMatchObject({
      code: 'ValidationError',
    });
    expect(forward({ TargetGroups })).toBe('no error');
  });

  it('the hundred and first rule of a load balancer, over all its listeners', () => {
    const { world, loadBalancerArn, create } = ruleMaker();
    for (let priority = 1; priority <= 99; priority++) create({ Priority: priority });
    const second = createListener.run(world, caller, {
      LoadBalancerArn: loadBalancerArn,
      Port: 81,
      Protocol: 'HTTP',
      DefaultActions: [fixed],
    }).Listeners?.[0]?.ListenerArn;
    create({ ListenerArn: second, Priority: 1 });
    expect(refusal(() => create({ Priority: 100 }))).toMatchObject({ code: 'TooManyRules' });
  });

  it.each([
    [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '302' } }, 'ValidationError'],
    [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_302' } }, 'InvalidLoadBalancerAction'],
    [{ Type: 'authenticate-oidc' }, 'InvalidLoadBalancerAction'],
    [{ Type: 'teleport' }, 'ValidationError'],
    [{ Type: 'forward' }, 'ValidationError'],
  ])('the action %j', (action, code) => {
    const { create } = ruleMaker();
    expect(refusal(() => create({ Actions: [action] }))).toMatchObject({ code });
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
