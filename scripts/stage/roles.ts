import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import * as dispatch from '../../bootstrap/policies/dispatch.ts';
import * as editor from '../../bootstrap/policies/editor.ts';
import * as operator from '../../bootstrap/policies/operator.ts';
import * as reconcile from '../../bootstrap/policies/reconcile.ts';
import * as viewer from '../../bootstrap/policies/viewer.ts';
import * as write from '../../bootstrap/policies/write.ts';
import { roleArn } from '../../src/aws/arns.ts';
import type { Place, PolicyDocument, TrustPolicy } from '../../src/aws/policy.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';

/** The roles of an installation, under the policies that bootstrap writes: so nothing on the stage can do more. */

export const where = { account: '210987654321', region: 'eu-central-1' } as const;

export const place: Place = {
  ...where,
  partition: 'aws',
  table: 'ecs-steward',
  queue: 'ecs-steward',
  prefix: 'ecs-steward',
};

export const roles = {
  dispatch: roleArn(place, 'ecs-steward-dispatch'),
  reconcile: roleArn(place, 'ecs-steward-reconcile'),
  write: roleArn(place, 'ecs-steward-write'),
} as const;

/** A session of one of the functions, as Lambda runs it: the session is named after the function. */
export function functionSession(name: 'dispatch' | 'reconcile'): string {
  return `arn:aws:sts::${where.account}:assumed-role/ecs-steward-${name}/ecs-steward-${name}`;
}

/** A person's session under one of the policies for people. */
export function personSession(policy: 'viewer' | 'editor' | 'operator', person: string): string {
  return `arn:aws:sts::${where.account}:assumed-role/people-${policy}/${person}`;
}

/**
 * Makes them through the simulator's own IAM.
 * @param rolePaths paths of roles besides the apps' own that may be passed
 */
export async function makeRoles(simulator: Simulator, principal: string, rolePaths: readonly string[]): Promise<void> {
  const iam = new IAMClient({
    region: where.region,
    credentials: { accessKeyId: where.account, secretAccessKey: 'simulated' },
    requestHandler: simulator.requestHandler(principal),
    maxAttempts: 1,
  });
  const inline: readonly (readonly [string, TrustPolicy, PolicyDocument])[] = [
    ['ecs-steward-dispatch', dispatch.trustOf(), dispatch.policyOf(place)],
    ['ecs-steward-reconcile', reconcile.trustOf(), reconcile.policyOf(place)],
    ['ecs-steward-write', write.trustOf(place), write.policyOf(place, rolePaths)],
  ];
  for (const [RoleName, trust, policy] of inline) {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: RoleName, PolicyDocument: JSON.stringify(policy) }),
    );
  }
  const people = { viewer: viewer.policyOf(place), editor: editor.policyOf(place), operator: operator.policyOf(place) };
  for (const [name, policy] of Object.entries(people)) {
    const [PolicyName, RoleName] = [`ecs-steward-${name}`, `people-${name}`];
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(dispatch.trustOf()) }));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: JSON.stringify(policy) }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));
  }
}
