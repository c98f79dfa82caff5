import * as client from '@aws-sdk/client-iam';
import { AwsError, type Operation } from '../operation.ts';
import { buckets, facts, inlineName, limitExceeded, needed, noSuchPolicy, roleName, sizeOf } from './names.ts';
import { readPolicy } from './policy-document.ts';
import { theRole } from './role-operations.ts';
import { iamOf } from './roles.ts';

type Plain<Output> = Omit<Output, '$metadata'>;
const shared = { buckets, facts } as const;
/** Characters without white space: all inline policies of a role together; and managed policies on one role. */
const INLINE_LIMIT = 10_240;
const ATTACHED_LIMIT = 10;

export const putRolePolicy: Operation<client.PutRolePolicyCommandInput, object> = {
  ...shared,
  name: 'iam:PutRolePolicy',
  schema: client.PutRolePolicy$,
  effect: 'write',
  limits: [...roleName, ...inlineName, needed('PolicyDocument')],
  run(world, caller, { RoleName, PolicyName = '', PolicyDocument = '' }) {
    const role = theRole(world, caller, RoleName);
    const others = [...role.inline].filter(([name]) => name !== PolicyName).map(([, { text }]) => sizeOf(text));
    const size = others.reduce((sum, each) => sum + each, sizeOf(PolicyDocument));
    if (size > INLINE_LIMIT)
      throw limitExceeded(`Maximum policy size of ${INLINE_LIMIT} bytes exceeded for role ${role.name}`);
    role.inline.set(PolicyName, { text: PolicyDocument, statements: readPolicy(PolicyDocument, 'identity') });
    return {};
  },
};

export const getRolePolicy: Operation<client.GetRolePolicyCommandInput, Plain<client.GetRolePolicyCommandOutput>> = {
  ...shared,
  name: 'iam:GetRolePolicy',
  schema: client.GetRolePolicy$,
  effect: 'read',
  limits: [...roleName, ...inlineName],
  run(world, caller, { RoleName, PolicyName = '' }) {
    const policy = theRole(world, caller, RoleName).inline.get(PolicyName);
    if (policy === undefined) throw noInline(PolicyName);
    return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(policy.text) };
  },
};

export const deleteRolePolicy: Operation<client.DeleteRolePolicyCommandInput, object> = {
  ...shared,
  name: 'iam:DeleteRolePolicy',
  schema: client.DeleteRolePolicy$,
  effect: 'write',
  limits: [...roleName, ...inlineName],
  run(world, caller, { RoleName, PolicyName = '' }) {
    if (!theRole(world, caller, RoleName).inline.delete(PolicyName)) throw noInline(PolicyName);
    return {};
  },
};

export const listRolePolicies: Operation<
  client.ListRolePoliciesCommandInput,
  Plain<client.ListRolePoliciesCommandOutput>
> = {
  ...shared,
  name: 'iam:ListRolePolicies',
  schema: client.ListRolePolicies$,
  effect: 'read',
  limits: roleName,
  run: (world, caller, { RoleName }) => ({
    PolicyNames: [...theRole(world, caller, RoleName).inline.keys()].sort(),
    IsTruncated: false,
  }),
};

export const attachRolePolicy: Operation<client.AttachRolePolicyCommandInput, object> = {
  ...shared,
  name: 'iam:AttachRolePolicy',
  schema: client.AttachRolePolicy$,
  effect: 'write',
  limits: [...roleName, needed('PolicyArn')],
  run(world, caller, { RoleName, PolicyArn = '' }) {
    const role = theRole(world, caller, RoleName);
    if (!iamOf(world, caller.account).policies.has(PolicyArn)) throw noSuchPolicy(PolicyArn);
    if (!role.attached.has(PolicyArn) && role.attached.size >= ATTACHED_LIMIT)
      throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${ATTACHED_LIMIT}`);
    role.attached.add(PolicyArn);
    return {};
  },
};

export const detachRolePolicy: Operation<client.DetachRolePolicyCommandInput, object> = {
  ...shared,
  name: 'iam:DetachRolePolicy',
  schema: client.DetachRolePolicy$,
  effect: 'write',
  limits: [...roleName, needed('PolicyArn')],
  run(world, caller, { RoleName, PolicyArn = '' }) {
    if (!theRole(world, caller, RoleName).attached.delete(PolicyArn))
      throw new AwsError('NoSuchEntity', `Policy ${PolicyArn} was not found.`, 404);
    return {};
  },
};

export const listAttachedRolePolicies: Operation<
  client.ListAttachedRolePoliciesCommandInput,
  Plain<client.ListAttachedRolePoliciesCommandOutput>
> = {
  ...shared,
  name: 'iam:ListAttachedRolePolicies',
  schema: client.ListAttachedRolePolicies$,
  effect: 'read',
  limits: roleName,
  run: (world, caller, { RoleName }) => ({
    AttachedPolicies: [...theRole(world, caller, RoleName).attached].map((PolicyArn) => ({
      PolicyArn,
      PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1),
    })),
    IsTruncated: false,
  }),
};

function noInline(name: string): AwsError {
  return new AwsError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
}
