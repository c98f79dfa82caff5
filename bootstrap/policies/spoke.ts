import { APP_TAG } from '../../src/aws/arns.ts';
import type { Condition, Place, PolicyDocument, Statement, TrustPolicy, TrustStatement } from '../../src/aws/policy.ts';
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
  const agreed: Condition = { StringEquals: { 'sts:ExternalId': externalId } };
  return { Version: '2012-10-17', Statement: [hub('Hub', hubRole, 'sts:AssumeRole', agreed)] };
}

/**
 * As `readTrustOf`, and the session says for which app it writes. Passing the tag is a statement of its own: AWS does not
 * promise that it sees the external id there, and without the first statement it is worth nothing.
 */
export function writeTrustOf(hubRole: string, externalId: string): TrustPolicy {
  const tagged: Condition = {
    Null: { [`aws:RequestTag/${APP_TAG}`]: 'false' },
    'ForAllValues:StringEquals': { 'aws:TagKeys': [APP_TAG] },
  };
  return {
    Version: '2012-10-17',
    Statement: [
      hub('Hub', hubRole, 'sts:AssumeRole', { StringEquals: { 'sts:ExternalId': externalId }, ...tagged }),
      hub('HubNamesTheApp', hubRole, 'sts:TagSession', tagged),
    ],
  };
}

function hub(Sid: string, hubRole: string, action: string, condition: Condition): TrustStatement {
  return { Sid, Effect: 'Allow', Principal: { AWS: hubRole }, Action: [action], Condition: condition };
}
