import { APP_TAG, roleArn } from '../../src/aws/arns.ts';
import type { Place, PolicyDocument, Statement, TrustPolicy } from '../../src/aws/policy.ts';
import { policyFrom } from './from-table.ts';

/**
 * The role of all writes: taken for one app at a time, whose name is the session's tag. It reaches only what carries that
 * tag, and passes only roles on that app's path.
 * @param rolePaths further paths of roles that every app may pass, as `limits.rolePaths` has them: `/shared/`
 */
export function policyOf(place: Place, rolePaths: readonly string[] = []): PolicyDocument {
  const { Version, Statement } = policyFrom('write', place);
  return { Version, Statement: [...Statement, ...sharedRoles(place, rolePaths)] };
}

function sharedRoles(place: Place, rolePaths: readonly string[]): readonly Statement[] {
  if (rolePaths.length === 0) return [];
  return [
    {
      Sid: 'SharedRoles',
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: rolePaths.map((path) => roleArn(place, `${path.replace(/^\/+/, '')}*`)),
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
  ];
}

/** Only the reconciler, and only with the app's name as the one tag of the session. */
export function trustOf(place: Place): TrustPolicy {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Reconciler',
        Effect: 'Allow',
        Principal: { AWS: roleArn(place, `${place.prefix}-reconcile`) },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: {
          Null: { [`aws:RequestTag/${APP_TAG}`]: 'false' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': [APP_TAG] },
        },
      },
    ],
  };
}
