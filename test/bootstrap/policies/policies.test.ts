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

const inline: readonly (readonly [string, PolicyDocument])[] = [
  ['dispatch', dispatch.policyOf(place)],
  ['reconcile', reconcile.policyOf(place)],
  ['write', write.policyOf(place)],
  ['spoke, reading', spoke.readPolicyOf(place)],
  ['spoke, writing', spoke.writePolicyOf(place)],
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

  it('has room for a hub of thirty spokes', () => {
    const spokes = Array.from({ length: 30 }, (_item, index) => String(300_000_000_000 + index));
    expect(JSON.stringify(reconcile.policyOf(place, spokes)).length).toBeLessThanOrEqual(INLINE_LIMIT);
  });

  it.each(all)('has statements that only allow, with names of their own: %s', (_name, { Statement }) => {
    expect(new Set(Statement.map(({ Sid }) => Sid)).size).toBe(Statement.length);
    for (const { Sid, Effect } of Statement) {
      expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
      expect(Effect).toBe('Allow');
    }
  });

  it.each(all)('T9 asks beside each ForAllValues that there is a value: %s', (_name, { Statement }) => {
    for (const { Sid, Condition = {} } of Statement)
      for (const key of Object.keys(Condition['ForAllValues:StringLike'] ?? {}))
        expect(Condition.Null?.[key], Sid).toBe('false');
  });

  it('says `*` only where AWS supports no resource', () => {
    const anywhere = new Set(permissions.filter(({ on }) => on.includes('any')).map(({ action }) => action));
    for (const [name, { Statement }] of all)
      for (const { Action, Resource } of Statement)
        if (Resource.includes('*'))
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
