import { describe, expect, it } from 'vitest';
import { decide, decideTrust } from '../../../src/simulator/iam/evaluate.ts';
import { readPolicy } from '../../../src/simulator/iam/policy-document.ts';

/** One Allow over everything with a condition. */
function when(Condition: object, extra: object = {}) {
  const Statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition, ...extra };
  return readPolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity');
}

function context(keys: Readonly<Record<string, string | readonly string[]>>) {
  return new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), [value].flat()] as const));
}

function holds(Condition: object, keys: Readonly<Record<string, string | readonly string[]>> = {}): boolean {
  const request = { action: 'ecs:UpdateService', resource: 'arn:aws:ecs:r:1:service/c/s', context: context(keys) };
  return decide(when(Condition), request) === 'allowed';
}

describe('conditions', () => {
  it.each([
    ['equal text', { StringEquals: { k: 'a' } }, { k: 'a' }, true],
    ['other text', { StringEquals: { k: 'a' } }, { k: 'A' }, false],
    ['one of several wanted', { StringEquals: { k: ['a', 'b'] } }, { k: 'b' }, true],
    ['no key', { StringEquals: { k: 'a' } }, {}, false],
    ['no key, if it exists', { StringEqualsIfExists: { k: 'a' } }, {}, true],
    ['another value, if it exists', { StringEqualsIfExists: { k: 'a' } }, { k: 'b' }, false],
    ['letters alike', { StringEqualsIgnoreCase: { k: 'ABC' } }, { k: 'abc' }, true],
    ['not equal', { StringNotEquals: { k: 'a' } }, { k: 'b' }, true],
    ['not equal to none of several', { StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' }, false],
    ['not equal without a key', { StringNotEquals: { k: 'a' } }, {}, true],
    ['wildcards', { StringLike: { k: 'app#*' } }, { k: 'app#todo' }, true],
    ['wildcards are text where they are not asked for', { StringEquals: { k: 'app#*' } }, { k: 'app#todo' }, false],
    ['not like', { StringNotLike: { k: 'app#*' } }, { k: 'app#todo' }, false],
    [
      'key names whatever their letters',
      { StringEquals: { 'aws:requesttag/App': 'a' } },
      { 'AWS:RequestTag/app': 'a' },
      true,
    ],
    ['an ARN', { ArnLike: { k: 'arn:*:ecs:*:*:cluster/*' } }, { k: 'arn:aws:ecs:r:1:cluster/c' }, true],
    [
      'no wildcard reaches over a colon of an ARN',
      { ArnLike: { k: 'arn:aws:*:cluster/c' } },
      { k: 'arn:aws:ecs:r:1:cluster/c' },
      false,
    ],
    [
      'ArnEquals is ArnLike',
      { ArnEquals: { k: 'arn:aws:ecs:*:1:cluster/*' } },
      { k: 'arn:aws:ecs:r:1:cluster/c' },
      true,
    ],
    ['there is none', { Null: { k: 'true' } }, {}, true],
    ['there is one', { Null: { k: 'false' } }, { k: 'a' }, true],
    ['there is none, though one is asked for', { Null: { k: 'false' } }, {}, false],
    ['true', { Bool: { k: 'true' } }, { k: 'true' }, true],
    ['a number', { NumericLessThanEquals: { k: '10' } }, { k: '9' }, true],
    ['all of them', { 'ForAllValues:StringLike': { k: ['a*', 'b'] } }, { k: ['a1', 'b'] }, true],
    ['all but one', { 'ForAllValues:StringLike': { k: ['a*', 'b'] } }, { k: ['a1', 'c'] }, false],
    ['T9 all of none is true', { 'ForAllValues:StringLike': { k: 'a' } }, {}, true],
    [
      'T9 all of none with its Null twin is not',
      { 'ForAllValues:StringLike': { k: 'a' }, Null: { k: 'false' } },
      {},
      false,
    ],
    ['any of them', { 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, { k: ['c', 'b'] }, true],
    ['any of none', { 'ForAnyValue:StringEquals': { k: 'a' } }, {}, false],
    ['two operators must both fit', { StringEquals: { k: 'a' }, Null: { l: 'true' } }, { k: 'a', l: 'x' }, false],
    ['two keys must both fit', { StringEquals: { k: 'a', l: 'b' } }, { k: 'a' }, false],
    [
      'a variable',
      { StringEquals: { k: `\${aws:PrincipalTag/app}` } },
      { k: 'todo', 'aws:PrincipalTag/app': 'todo' },
      true,
    ],
    [
      'a variable of another value',
      { StringEquals: { k: `\${aws:PrincipalTag/app}` } },
      { k: 'todo', 'aws:PrincipalTag/app': 'shop' },
      false,
    ],
    ['a variable without a value fits nothing', { StringEquals: { k: `\${aws:PrincipalTag/app}` } }, { k: '' }, false],
    ['a variable’s own default', { StringEquals: { k: `\${aws:PrincipalTag/app, 'todo'}` } }, { k: 'todo' }, true],
    ['a value’s wildcard is only a character', { StringLike: { k: `\${v}*` } }, { k: 'todo', v: '*' }, false],
    ['an escaped wildcard', { StringLike: { k: `a\${*}` } }, { k: 'ab' }, false],
  ] as const)('%s', (_what, condition, keys, expected) => {
    expect(holds(condition, keys)).toBe(expected);
  });

  it('refuses operators that it does not know by name', () => {
    expect(() => when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })).toThrow('condition operator IpAddress');
  });
});

describe('statements', () => {
  const policy = (...Statement: object[]) =>
    readPolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity');
  const update = {
    action: 'ecs:UpdateService',
    resource: 'arn:aws:ecs:r:1:service/c/todo-api',
    context: context({ 'aws:PrincipalTag/app': 'todo' }),
  };

  it.each([
    ['nothing', [], 'implicit deny'],
    ['an allow', [{ Effect: 'Allow', Action: 'ecs:UpdateService', Resource: '*' }], 'allowed'],
    ['actions whatever their letters', [{ Effect: 'Allow', Action: 'ECS:updateservice', Resource: '*' }], 'allowed'],
    ['a wildcard in the action', [{ Effect: 'Allow', Action: 'ecs:Update*', Resource: '*' }], 'allowed'],
    ['another action', [{ Effect: 'Allow', Action: 'ecs:DeleteService', Resource: '*' }], 'implicit deny'],
    ['another resource', [{ Effect: 'Allow', Action: '*', Resource: 'arn:aws:ecs:r:1:service/d/*' }], 'implicit deny'],
    [
      'a variable in the resource',
      [{ Effect: 'Allow', Action: '*', Resource: `arn:aws:ecs:r:1:service/c/\${aws:PrincipalTag/app}-*` }],
      'allowed',
    ],
    ['everything but', [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }], 'allowed'],
    ['every resource but', [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:ecs:*' }], 'implicit deny'],
    [
      'a deny after an allow',
      [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'ecs:*', Resource: '*' },
      ],
      'explicit deny',
    ],
    [
      'a deny whose condition does not fit',
      [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Null: { 'aws:PrincipalTag/app': 'true' } } },
      ],
      'allowed',
    ],
  ])('%s', (_what, statements, expected) => {
    const read = statements.length === 0 ? [] : policy(...statements);
    expect(decide(read, update)).toBe(expected);
  });

  it.each([
    ['no JSON', '{', 'Syntax errors in policy.'],
    ['no action', JSON.stringify({ Statement: { Effect: 'Allow', Resource: '*' } }), 'must contain actions'],
    ['no resource', JSON.stringify({ Statement: { Effect: 'Allow', Action: '*' } }), 'must contain resources'],
    [
      'a principal',
      JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' } }),
      'should not specify a principal',
    ],
    [
      'an unknown member',
      JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Conditions: {} } }),
      'Unrecognized key',
    ],
  ])('are refused with %s', (_what, text, sentence) => {
    expect(() => readPolicy(text, 'identity')).toThrow(sentence);
  });
});

describe('trust policies', () => {
  const trust = (Principal: unknown, Condition?: object) =>
    readPolicy(
      JSON.stringify({
        Statement: { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition && { Condition }) },
      }),
      'trust',
    );
  const role = 'arn:aws:iam::111111111111:role/hub';
  const caller = {
    kind: 'AWS' as const,
    names: ['arn:aws:sts::111111111111:assumed-role/hub/x', role],
    account: '111111111111',
  };
  const ask = {
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::2:role/spoke',
    context: context({ 'sts:ExternalId': 'e' }),
  };

  it.each([
    ['the role', { AWS: role }, undefined, { decision: 'allowed', direct: true }],
    ['the session', { AWS: caller.names[0] }, undefined, { decision: 'allowed', direct: true }],
    ['its account', { AWS: 'arn:aws:iam::111111111111:root' }, undefined, { decision: 'allowed', direct: false }],
    ['its account’s number', { AWS: ['111111111111'] }, undefined, { decision: 'allowed', direct: false }],
    ['everybody', '*', undefined, { decision: 'allowed', direct: false }],
    [
      'another role',
      { AWS: 'arn:aws:iam::111111111111:role/other' },
      undefined,
      { decision: 'implicit deny', direct: false },
    ],
    ['a service', { Service: 'lambda.amazonaws.com' }, undefined, { decision: 'implicit deny', direct: false }],
    [
      'the role with the right external id',
      { AWS: role },
      { StringEquals: { 'sts:ExternalId': 'e' } },
      { decision: 'allowed', direct: true },
    ],
    [
      'T19 the role with another external id',
      { AWS: role },
      { StringEquals: { 'sts:ExternalId': 'f' } },
      { decision: 'implicit deny', direct: false },
    ],
  ])('name %s', (_what, principal, condition, expected) => {
    expect(decideTrust(trust(principal, condition), ask, caller)).toEqual(expected);
  });

  it('name principals and no resources', () => {
    expect(() => readPolicy(JSON.stringify({ Statement: { Effect: 'Allow', Action: '*' } }), 'trust')).toThrow(
      'Principal',
    );
    expect(() => trust({ AWS: role, Federated: 'x' })).toThrow();
  });
});
