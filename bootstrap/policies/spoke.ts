import { APP_TAG } from '../../src/aws/arns.ts';
import type { Condition, Place, PolicyDocument, Statement, TrustPolicy } from '../../src/aws/policy.ts';
import { policyFrom } from './from-table.ts';

/**
 * The two roles of a hub in a spoke account, apart as they are at home: one reads, one writes for one app at a time. Our
 * table and queue are the hub's, so nothing of them is here. `place` is the spoke's, whatever its region: roles are of the
 * whole account, so the other regions are denied.
 */
export function readPolicyOf(place: Place, regions: readonly string[]): PolicyDocument {
  const { Statement } = policyFrom('viewer', { ...place, region: '*' });
  return within(
    regions,
    Statement.filter((each) => !isOwnTable(each)),
  );
}

export function writePolicyOf(place: Place, regions: readonly string[]): PolicyDocument {
  return within(regions, policyFrom('write', { ...place, region: '*' }).Statement);
}

/** One denial is shorter than a condition in each statement. IAM itself answers from one region for all. */
function within(regions: readonly string[], statements: readonly Statement[]): PolicyDocument {
  const services = new Set(statements.flatMap(({ Action }) => Action.map((action) => action.split(':')[0] ?? '')));
  const denial: Statement = {
    Sid: 'OtherRegions',
    Effect: 'Deny',
    Action: [...services].filter((service) => service !== 'iam').map((service) => `${service}:*`),
    Resource: ['*'],
    Condition: { StringNotEquals: { 'aws:RequestedRegion': regions } },
  };
  return { Version: '2012-10-17', Statement: [...statements, denial] };
}

function isOwnTable({ Action }: Statement): boolean {
  return Action.every((action) => action.startsWith('dynamodb:'));
}

/**
 * Only the hub's role, and only with the external id that both sides agreed on (the confused deputy, IAM user guide).
 * @param hubRole ARN of the hub's reconcile role
 */
export function readTrustOf(hubRole: string, externalId: string): TrustPolicy {
  return trust(hubRole, ['sts:AssumeRole'], { StringEquals: { 'sts:ExternalId': externalId } });
}

/** As `readTrustOf`, and the session says for which app it writes. */
export function writeTrustOf(hubRole: string, externalId: string): TrustPolicy {
  return trust(hubRole, ['sts:AssumeRole', 'sts:TagSession'], {
    StringEquals: { 'sts:ExternalId': externalId },
    Null: { [`aws:RequestTag/${APP_TAG}`]: 'false' },
    'ForAllValues:StringEquals': { 'aws:TagKeys': [APP_TAG] },
  });
}

function trust(hubRole: string, actions: readonly string[], condition: Condition): TrustPolicy {
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'Hub', Effect: 'Allow', Principal: { AWS: hubRole }, Action: actions, Condition: condition }],
  };
}
