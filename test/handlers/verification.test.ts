import { describe, expect, it } from 'vitest';
import { verification } from '../../src/handlers/events/verification.ts';
import { decode, encode } from '../../src/handlers/messages.ts';

const own = { account: '210987654321', region: 'eu-central-1', roles: ['r'], spokeRoles: [], table: 'ecs-steward' };
const event = (over: object = {}) => ({
  'detail-type': 'Verify',
  source: 'ecs-steward',
  account: own.account,
  region: own.region,
  detail: { mark: 'abcd1234efgh' },
  ...over,
});

describe('the marked event', () => {
  it('is taken for its mark alone', () => {
    expect(verification.read(event(), [], own)).toEqual([{ verify: 'abcd1234efgh' }]);
    expect(decode(encode({ v: 1, verify: 'abcd1234efgh' }))).toEqual({ v: 1, verify: 'abcd1234efgh' });
  });

  it.each([
    ['another account', { account: '111111111111' }],
    ['another region', { region: 'us-east-1' }],
    ['another source', { source: 'aws.ecs' }],
    ['a mark that is a path', { detail: { mark: '../app#todo' } }],
    ['a mark that is too long', { detail: { mark: 'a'.repeat(65) } }],
    ['no mark', { detail: {} }],
  ])('T1 of %s is nobody’s', (_what, over) => {
    expect(verification.read(event(over), [], own)).toBeUndefined();
  });
});
