import * as dispatch from '../../bootstrap/policies/dispatch.ts';
import * as editor from '../../bootstrap/policies/editor.ts';
import * as operator from '../../bootstrap/policies/operator.ts';
import * as reconcile from '../../bootstrap/policies/reconcile.ts';
import * as spoke from '../../bootstrap/policies/spoke.ts';
import * as viewer from '../../bootstrap/policies/viewer.ts';
import * as write from '../../bootstrap/policies/write.ts';
import { roleArn, spokeRoleNames } from '../../src/aws/arns.ts';
import type { Place, PolicyDocument, TrustPolicy } from '../../src/aws/policy.ts';
import { addRoleWithPolicies } from '../../src/simulator/iam/roles.ts';
import type { World } from '../../src/simulator/world.ts';

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

type Role = readonly [name: string, trust: TrustPolicy, policy: PolicyDocument];

/** @param rolePaths paths of roles besides the apps' own that may be passed */
export function makeRoles(world: World, rolePaths: readonly string[]): void {
  const all: readonly Role[] = [
    ['ecs-steward-dispatch', dispatch.trustOf(), dispatch.policyOf(place)],
    ['ecs-steward-reconcile', reconcile.trustOf(), reconcile.policyOf(place)],
    ['ecs-steward-write', write.trustOf(place), write.policyOf(place, rolePaths)],
    ['people-viewer', dispatch.trustOf(), viewer.policyOf(place)],
    ['people-editor', dispatch.trustOf(), editor.policyOf(place)],
    ['people-operator', dispatch.trustOf(), operator.policyOf(place)],
  ];
  for (const role of all) addRole(world, where.account, role);
}

/** The roles that an account gives to the hub. */
export function makeSpokeRoles(world: World, account: string, externalId: string, regions: readonly string[]): void {
  const there = { ...place, account };
  const { read, write } = spokeRoleNames(place.prefix);
  addRole(world, account, [read, spoke.readTrustOf(roles.reconcile, externalId), spoke.readPolicyOf(there, regions)]);
  addRole(world, account, [
    write,
    spoke.writeTrustOf(roles.reconcile, externalId),
    spoke.writePolicyOf(there, regions),
  ]);
}

function addRole(world: World, account: string, [name, trust, policy]: Role): void {
  addRoleWithPolicies(world, account, {
    name,
    trust: JSON.stringify(trust),
    policies: { [name]: JSON.stringify(policy) },
  });
}
