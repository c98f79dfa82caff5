import { describe, expect, it } from 'vitest';
import { rulesAndPermissions } from '../../bootstrap/resources/rules.ts';
import { type SpokeOptions, spokeTemplate } from '../../bootstrap/spoke-template.ts';

const options: SpokeOptions = {
  hub: { account: '210987654321', region: 'eu-central-1' },
  regions: ['eu-west-1', 'us-east-1'],
  roles: true,
  cloudTrail: true,
};
const whole = spokeTemplate(options);
const further = spokeTemplate({ ...options, roles: false });
const rulesIn = ({ Resources }: ReturnType<typeof spokeTemplate>) =>
  Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::Events::Rule');

describe('what an account gives to its hub', () => {
  it('T19 no role trusts anybody but the hub’s reconciler with the agreed external id, or EventBridge for its own rules', () => {
    const trusts = Object.values(whole.Resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::IAM::Role' ? [JSON.stringify(Properties.AssumeRolePolicyDocument)] : [],
    );
    expect(trusts).toHaveLength(3);
    for (const trust of trusts.slice(0, 2)) {
      expect(trust).toContain('"AWS":{"Fn::Sub":"arn:${AWS::Partition}:iam::210987654321:role/ecs-steward-reconcile"}');
      expect(trust).toContain('"sts:ExternalId":{"Fn::Sub":"${ExternalId}"}');
      expect(trust).not.toContain('Service');
    }
    expect(trusts[1]).toContain('"aws:RequestTag/ecs-steward:app":"false"');
    expect(trusts[2]).toContain('"Service":"events.amazonaws.com"');
    expect(trusts[2]).toContain('aws:SourceAccount');
  });

  it('what IAM itself puts in is kept from CloudFormation', () => {
    expect(JSON.stringify(whole.Resources.WriteRole)).toContain('${!aws:PrincipalTag/ecs-steward:app}');
  });

  it('the external id is a parameter that nobody is shown', () => {
    expect(whole.Parameters?.ExternalId).toMatchObject({ NoEcho: true });
    expect(further.Parameters).toBeUndefined();
  });

  it('T1 forwards what the hub’s own rules hear, of this account alone, to the hub’s bus', () => {
    const own = rulesAndPermissions({ vpc: false, tracing: false, cloudTrail: true });
    for (const made of [whole, further]) {
      const rules = Object.keys(own).filter((id) => !id.endsWith('Permission') && id !== 'VerifyRule');
      expect(rulesIn(made).map(([id]) => id)).toEqual(rules);
      for (const [id, { Properties }] of rulesIn(made)) {
        const pattern = own[id]?.Properties.EventPattern;
        expect(Properties.EventPattern).toEqual({ account: [{ Ref: 'AWS::AccountId' }], ...(pattern as object) });
        expect(JSON.stringify(Properties.Targets)).toContain(
          '"Arn":{"Fn::Sub":"arn:${AWS::Partition}:events:eu-central-1:210987654321:event-bus/default"}',
        );
      }
    }
  });

  it('has roles in one region only, and fits into a request', () => {
    expect(Object.values(further.Resources).filter(({ Type }) => Type !== 'AWS::Events::Rule')).toEqual([]);
    expect(JSON.stringify(whole, null, 1).length).toBeLessThan(51_200);
  });
});
