import { APP_TAG, roleArn } from '../../src/aws/arns.ts';
import type { Place, PolicyDocument, Statement, TrustPolicy } from '../../src/aws/policy.ts';
import { policyFrom } from './from-table.ts';
import { readRoleName, writeRoleName } from './spoke.ts';
import { trustOfService } from './trust.ts';

/**
 * The function that sweeps and passes: it reads AWS and keeps our records; to write it must take the writer's role.
 * @param spokes twelve-digit accounts whose spoke roles it may take, too
 */
export function policyOf(place: Place, spokes: readonly string[] = []): PolicyDocument {
  const { Version, Statement } = policyFrom('reconcile', place);
  return { Version, Statement: [...Statement, ...spokeStatements(place, spokes)] };
}

function spokeStatements(place: Place, spokes: readonly string[]): readonly Statement[] {
  if (spokes.length === 0) return [];
  const roles = (name: string) => spokes.map((account) => roleArn({ ...place, account }, name));
  const [read, write] = [roles(readRoleName(place)), roles(writeRoleName(place))];
  return [
    { Sid: 'Spokes', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [...read, ...write] },
    {
      Sid: 'SpokesWrite',
      Effect: 'Allow',
      Action: ['sts:TagSession'],
      Resource: write,
      Condition: {
        'ForAllValues:StringEquals': { 'aws:TagKeys': [APP_TAG] },
        Null: { [`aws:RequestTag/${APP_TAG}`]: 'false' },
      },
    },
  ];
}

export function trustOf(): TrustPolicy {
  return trustOfService('lambda.amazonaws.com');
}
