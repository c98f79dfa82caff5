import { describe, expect, it } from 'vitest';
import * as dispatch from '../../../bootstrap/policies/dispatch.ts';
import * as editor from '../../../bootstrap/policies/editor.ts';
import * as operator from '../../../bootstrap/policies/operator.ts';
import * as reconcile from '../../../bootstrap/policies/reconcile.ts';
import * as spoke from '../../../bootstrap/policies/spoke.ts';
import * as viewer from '../../../bootstrap/policies/viewer.ts';
import * as write from '../../../bootstrap/policies/write.ts';
import { permissions } from '../../../src/aws/permissions.ts';
import { INLINE_LIMIT, MANAGED_LIMIT, type PolicyDocument, TRUST_LIMIT } from '../../../src/aws/policy.ts';
import { place } from './place.ts';

const regions = ['eu-central-1', 'eu-west-1', 'us-east-1'];
const inline: readonly (readonly [string, PolicyDocument])[] = [
  ['dispatch', dispatch.policyOf(place)],
  ['reconcile', reconcile.policyOf(place)],
  ['write', write.policyOf(place)],
  ['spoke, reading', spoke.readPolicyOf(place, regions)],
  ['spoke, writing', spoke.writePolicyOf(place, regions)],
];
const managed: readonly (readonly [string, PolicyDocument])[] = [
  ['viewer', viewer.policyOf(place)],
  ['editor', editor.policyOf(place)],
  ['operator', operator.policyOf(place)],
];
const all = [...inline, ...managed];
const HUB = 'arn:aws:iam::210987654321:role/ecs-steward-reconcile';
const trusts = [
  dispatch.trustOf(),
  write.trustOf(place),
  spoke.readTrustOf(HUB, 'shared-secret'),
  spoke.writeTrustOf(HUB, 'shared-secret'),
];

describe('the generated policies', () => {
  it.each(inline)('fits into a role inline: %s', (_name, policy) => {
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(INLINE_LIMIT);
  });

  it.each(managed)('fits into a managed policy: %s', (_name, policy) => {
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(MANAGED_LIMIT);
  });

  it('has trust policies that fit', () => {
    for (const trust of trusts) expect(JSON.stringify(trust).length).toBeLessThanOrEqual(TRUST_LIMIT);
  });

  it('T19 lets the reconciler take roles of other accounts only by their names and with an external id', () => {
    const elsewhere = reconcile
      .policyOf(place)
      .Statement.filter(({ Resource }) => Resource.some((arn) => arn.startsWith('arn:aws:iam::*:')));
    expect(elsewhere.map(({ Action, Resource, Condition }) => ({ Action, Resource, Condition }))).toEqual([
      {
        Action: ['sts:AssumeRole'],
        Resource: ['arn:aws:iam::*:role/ecs-steward-spoke-read', 'arn:aws:iam::*:role/ecs-steward-spoke-write'],
        Condition: { Null: { 'sts:ExternalId': 'false' } },
      },
      {
        Action: ['sts:TagSession'],
        Resource: ['arn:aws:iam::*:role/ecs-steward-spoke-write'],
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['ecs-steward:app'] },
          Null: { 'aws:RequestTag/ecs-steward:app': 'false' },
        },
      },
    ]);
  });

  it('denies a spoke’s roles every other region, in each service that they may use at all', () => {
    for (const { Statement } of [spoke.readPolicyOf(place, regions), spoke.writePolicyOf(place, regions)]) {
      const [denial] = Statement.filter(({ Effect }) => Effect === 'Deny');
      expect(denial?.Condition).toEqual({ StringNotEquals: { 'aws:RequestedRegion': regions } });
      const services = new Set(Statement.flatMap(({ Action }) => Action.map((action) => action.split(':')[0])));
      services.delete('iam');
      expect(new Set(denial?.Action)).toEqual(new Set([...services].map((service) => `${service}:*`)));
    }
  });

  it.each(all)(
    'has statements that only allow, but for other regions of a spoke, with names of their own: %s',
    (_name, { Statement }) => {
      expect(new Set(Statement.map(({ Sid }) => Sid)).size).toBe(Statement.length);
      for (const { Sid, Effect } of Statement) {
        expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
        expect(Effect).toBe(Sid === 'OtherRegions' ? 'Deny' : 'Allow');
      }
    },
  );

  it.each(all)('T9 asks beside each ForAllValues that there is a value: %s', (_name, { Statement }) => {
    for (const { Sid, Condition = {} } of Statement)
      for (const key of Object.keys(Condition['ForAllValues:StringLike'] ?? {}))
        expect(Condition.Null?.[key], Sid).toBe('false');
  });

  it('says `*` only where AWS supports no resource', () => {
    const anywhere = new Set(permissions.filter(({ on }) => on.includes('any')).map(({ action }) => action));
    for (const [name, { Statement }] of all)
      for (const { Action, Resource, Effect } of Statement)
        if (Effect === 'Allow' && Resource.includes('*'))
          for (const action of Action) expect(anywhere, `${name} ${action}`).toContain(action);
  });

  it('T8 lets an editor reach documents alone, and an operator requests alone', () => {
    const keysOf = ({ Statement }: PolicyDocument) =>
      Statement.map(({ Condition }) => Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']);
    expect(keysOf(editor.policyOf(place))).toEqual([['document#*'], ['document#*', 'documents']]);
    expect(keysOf(operator.policyOf(place))).toEqual([['request#*']]);
    expect(keysOf(editor.policyOf(place, ['todo', 'payments-*']))).toEqual([
      ['document#todo', 'document#payments-*'],
      ['document#todo', 'document#payments-*', 'documents'],
    ]);
  });

  it('T9 gives people no scan, no PartiQL, no transaction and no deletion', () => {
    for (const [, { Statement }] of managed)
      for (const action of Statement.flatMap(({ Action }) => Action))
        expect(action).not.toMatch(/Scan|PartiQL|Execute|Transact|Delete|Export/);
  });

  it('T5 passes roles only below the app’s own path and only to ECS tasks', () => {
    const passing = write.policyOf(place).Statement.filter(({ Action }) => Action.includes('iam:PassRole'));
    expect(passing.map(({ Resource, Condition }) => ({ Resource, Condition }))).toEqual([
      {
        Resource: [`arn:aws:iam::210987654321:role/ecs-steward/\${aws:PrincipalTag/ecs-steward:app}/*`],
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
    ]);
  });

  it('passes roles on further paths where the account’s owner names them', () => {
    const shared = write.policyOf(place, ['/shared/']).Statement.find(({ Sid }) => Sid === 'SharedRoles');
    expect(shared?.Resource).toEqual(['arn:aws:iam::210987654321:role/shared/*']);
  });
});
