import * as client from '@aws-sdk/client-iam';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import {
  buckets,
  deleteConflict,
  facts,
  identifier,
  limitExceeded,
  needed,
  noSuchRole,
  pathLimit,
  roleArn,
  roleName,
  sizeOf,
} from './names.ts';
import { malformed, readPolicy } from './policy-document.ts';
import { iamOf, type RoleRecord, type StoredPolicy } from './roles.ts';

type Plain<Output> = Omit<Output, '$metadata'>;
const shared = { buckets, facts } as const;
/** Characters without white space; the quota that an account begins with. */
const TRUST_LIMIT = 2_048;

export function theRole(world: World, caller: Caller, name: string | undefined): RoleRecord {
  const role = iamOf(world, caller.account).roles.get(name ?? '');
  if (role === undefined) throw noSuchRole(name);
  return role;
}

function trustOf(text: string | undefined): StoredPolicy {
  if (text === undefined) throw malformed('Syntax errors in policy.');
  if (sizeOf(text) > TRUST_LIMIT) throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${TRUST_LIMIT}`);
  return { text, statements: readPolicy(text, 'trust') };
}

export const createRole: Operation<client.CreateRoleCommandInput, Plain<client.CreateRoleCommandOutput>> = {
  ...shared,
  name: 'iam:CreateRole',
  schema: client.CreateRole$,
  effect: 'write',
  limits: [...roleName, needed('AssumeRolePolicyDocument'), pathLimit],
  run(world, caller, input) {
    refuseOthers('iam:CreateRole', input, [
      'RoleName',
      'Path',
      'AssumeRolePolicyDocument',
      'Description',
      'MaxSessionDuration',
      'Tags',
    ]);
    const { roles } = iamOf(world, caller.account);
    const name = input.RoleName ?? '';
    if ([...roles.keys()].some((taken) => taken.toLowerCase() === name.toLowerCase()))
      throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
    const path = input.Path ?? '/';
    const role: RoleRecord = {
      name,
      path,
      arn: roleArn(caller.account, path, name),
      id: identifier(world, 'AROA'),
      createdAt: world.clock.now(),
      description: input.Description,
      maxSessionSeconds: input.MaxSessionDuration ?? 3_600,
      trust: trustOf(input.AssumeRolePolicyDocument),
      inline: new Map(),
      attached: new Set(),
      tags: new Map((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    };
    roles.set(name, role);
    return { Role: shown(role) };
  },
};

export const getRole: Operation<client.GetRoleCommandInput, Plain<client.GetRoleCommandOutput>> = {
  ...shared,
  name: 'iam:GetRole',
  schema: client.GetRole$,
  effect: 'read',
  limits: roleName,
  run: (world, caller, { RoleName }) => ({ Role: shown(theRole(world, caller, RoleName)) }),
};

export const updateAssumeRolePolicy: Operation<client.UpdateAssumeRolePolicyCommandInput, object> = {
  ...shared,
  name: 'iam:UpdateAssumeRolePolicy',
  schema: client.UpdateAssumeRolePolicy$,
  effect: 'write',
  limits: [...roleName, needed('PolicyDocument')],
  run(world, caller, { RoleName, PolicyDocument }) {
    theRole(world, caller, RoleName).trust = trustOf(PolicyDocument);
    return {};
  },
};

export const updateRole: Operation<client.UpdateRoleCommandInput, object> = {
  ...shared,
  name: 'iam:UpdateRole',
  schema: client.UpdateRole$,
  effect: 'write',
  limits: roleName,
  run(world, caller, { RoleName, Description, MaxSessionDuration }) {
    const role = theRole(world, caller, RoleName);
    // What is absent goes back to its default, as in IAM.
    role.description = Description;
    role.maxSessionSeconds = MaxSessionDuration ?? 3_600;
    return {};
  },
};

export const deleteRole: Operation<client.DeleteRoleCommandInput, object> = {
  ...shared,
  name: 'iam:DeleteRole',
  schema: client.DeleteRole$,
  effect: 'write',
  limits: roleName,
  run(world, caller, { RoleName }) {
    const role = theRole(world, caller, RoleName);
    if (role.inline.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
    if (role.attached.size > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
    iamOf(world, caller.account).roles.delete(role.name);
    return {};
  },
};

export const tagRole: Operation<client.TagRoleCommandInput, object> = {
  ...shared,
  name: 'iam:TagRole',
  schema: client.TagRole$,
  effect: 'write',
  limits: [...roleName, needed('Tags')],
  run(world, caller, { RoleName, Tags }) {
    const { tags } = theRole(world, caller, RoleName);
    for (const { Key = '', Value = '' } of Tags ?? []) tags.set(Key, Value);
    return {};
  },
};

export const untagRole: Operation<client.UntagRoleCommandInput, object> = {
  ...shared,
  name: 'iam:UntagRole',
  schema: client.UntagRole$,
  effect: 'write',
  limits: [...roleName, needed('TagKeys')],
  run(world, caller, { RoleName, TagKeys }) {
    const { tags } = theRole(world, caller, RoleName);
    for (const key of TagKeys ?? []) tags.delete(key);
    return {};
  },
};

/** Policies stand URL-encoded in answers (RFC 3986). */
function shown(role: RoleRecord): client.Role {
  const { path, name, id, arn, createdAt, trust, description, maxSessionSeconds, tags } = role;
  return {
    Path: path,
    RoleName: name,
    RoleId: id,
    Arn: arn,
    CreateDate: new Date(createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(trust.text),
    Description: description,
    MaxSessionDuration: maxSessionSeconds,
    ...(tags.size === 0 ? {} : { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }),
  };
}
