import { expect, it } from 'vitest';
import { policyInTemplate, stackPlace, trustInTemplate } from '../../bootstrap/policy-in-template.ts';

const statement = { Sid: 'Only', Effect: 'Allow', Action: ['s3:GetObject'] } as const;

it('CloudFormation puts in account and region, and leaves what IAM puts in', () => {
  const policy = policyInTemplate({
    Version: '2012-10-17',
    Statement: [
      {
        ...statement,
        Resource: [
          `arn:\${AWS::Partition}:iam::${stackPlace.account}:role/ecs-steward/\${aws:PrincipalTag/ecs-steward:app}/*`,
          '*',
        ],
        Condition: { StringEquals: { 'aws:ResourceTag/ecs-steward:app': '${aws:PrincipalTag/ecs-steward:app}' } },
      },
    ],
  });
  expect(policy).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        ...statement,
        Resource: [
          {
            'Fn::Sub':
              'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/ecs-steward/${!aws:PrincipalTag/ecs-steward:app}/*',
          },
          '*',
        ],
        Condition: { StringEquals: { 'aws:ResourceTag/ecs-steward:app': '${aws:PrincipalTag/ecs-steward:app}' } },
      },
    ],
  });
});

it('a trust keeps its principal and its conditions', () => {
  const trust = { Sid: 'Own', Effect: 'Allow', Action: ['sts:AssumeRole'] } as const;
  const Condition = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } };
  const Principal = { AWS: `arn:aws:iam::${stackPlace.account}:role/x` };
  expect(trustInTemplate({ Version: '2012-10-17', Statement: [{ ...trust, Principal, Condition }] })).toEqual({
    Version: '2012-10-17',
    Statement: [{ ...trust, Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/x' } }, Condition }],
  });
});
