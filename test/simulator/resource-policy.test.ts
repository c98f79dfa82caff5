import { describe, expect, it } from 'vitest';
import { policyAllows } from '../../src/simulator/resource-policy.ts';

const queue = 'arn:aws:sqs:eu-central-1:210987654321:work';
const rule = 'arn:aws:events:eu-central-1:210987654321:rule/image';
const call = {
  by: { service: 'events.amazonaws.com' },
  action: 'sqs:SendMessage',
  resource: queue,
  sourceArn: rule,
  sourceAccount: '210987654321',
} as const;
const statement = {
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: queue,
};
const text = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const when = (Condition: object) => text({ ...statement, Condition });

describe('a policy of a resource', () => {
  it.each<[string, string | undefined, boolean]>([
    ['allows what it names', text(statement), true],
    ['that is not there allows nothing', undefined, false],
    ['does not allow another service', text({ ...statement, Principal: { Service: 'sns.amazonaws.com' } }), false],
    ['does not allow another action', text({ ...statement, Action: ['sqs:ReceiveMessage'] }), false],
    ['does not speak of another resource', text({ ...statement, Resource: `${queue}2` }), false],
    ['takes patterns', text({ ...statement, Action: 'sqs:*', Resource: 'arn:aws:sqs:*:*:w?rk' }), true],
    ['looks at where a call comes from', when({ ArnEquals: { 'aws:SourceArn': [rule] } }), true],
    ['refuses a call from elsewhere', when({ ArnLike: { 'aws:SourceArn': `${rule}-*` } }), false],
    ['looks at the account', when({ StringEquals: { 'AWS:SourceAccount': '111111111111' } }), false],
    [
      'holds all conditions at once',
      when({ StringLike: { 'aws:SourceAccount': '2109*' }, Bool: { 'aws:SecureTransport': 'false' } }),
      false,
    ],
    [
      'takes a key that is absent for not equal',
      when({ StringNotEquals: { 'aws:PrincipalAccount': '111111111111' } }),
      true,
    ],
    ['denies before it allows', text(statement, { ...statement, Effect: 'Deny', Principal: '*' }), false],
    [
      'that denies plain text alone leaves the rest',
      text(statement, {
        ...statement,
        Effect: 'Deny',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      true,
    ],
  ])('%s', (_what, policy, allowed) => {
    expect(policyAllows(policy, call)).toBe(allowed);
  });

  it('names accounts by their root or number', () => {
    const from = (account: string) => ({ by: { account }, action: 'events:PutEvents', resource: 'bus' });
    const policy = text({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'events:PutEvents',
      Resource: 'bus',
    });
    expect([policyAllows(policy, from('111111111111')), policyAllows(policy, from('222222222222'))]).toEqual([
      true,
      false,
    ]);
  });

  it('throws for a condition that it does not know', () => {
    expect(() => policyAllows(when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), call)).toThrow(
      'does not know the condition operator IpAddress',
    );
  });
});
