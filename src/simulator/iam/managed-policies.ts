import * as client from '@aws-sdk/client-iam';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import {
  buckets,
  deleteConflict,
  facts,
  identifier,
  inlineName,
  limitExceeded,
  needed,
  noSuchPolicy,
  pathLimit,
  policyArn,
  sizeOf,
} from './names.ts';
import { readPolicy } from './policy-document.ts';
import { iamOf, type ManagedPolicyRecord, type StoredPolicy } from './roles.ts';

type Plain<Output> = Omit<Output, '$metadata'>;
const shared = { buckets, facts } as const;
/** Characters without white space of one managed policy, and versions that are kept of it. */
const MANAGED_LIMIT = 6_144;
const VERSION_LIMIT = 5;

function stored(text: string): StoredPolicy {
  if (sizeOf(text) > MANAGED_LIMIT) throw limitExceeded(`Cannot exceed quota for PolicySize: ${MANAGED_LIMIT}`);
  return { text, statements: readPolicy(text, 'identity') };
}

function thePolicy(world: World, caller: Caller, arn: string | undefined): ManagedPolicyRecord {
  const policy = iamOf(world, caller.account).policies.get(arn ?? '');
  if (policy === undefined) throw noSuchPolicy(arn);
  return policy;
}

export const createPolicy: Operation<client.CreatePolicyCommandInput, Plain<client.CreatePolicyCommandOutput>> = {
  ...shared,
  name: 'iam:CreatePolicy',
  schema: client.CreatePolicy$,
  effect: 'write',
  limits: [...inlineName, needed('PolicyDocument'), pathLimit],
  run(world, caller, input) {
    refuseOthers('iam:CreatePolicy', input, ['PolicyName', 'Path', 'PolicyDocument', 'Description', 'Tags']);
    const { policies } = iamOf(world, caller.account);
    const [name, path] = [input.PolicyName ?? '', input.Path ?? '/'];
    if ([...policies.values()].some((taken) => taken.name.toLowerCase() === name.toLowerCase()))
      throw new AwsError(
        'EntityAlreadyExists',
        `A policy called ${name} already exists. Duplicate names are not allowed.`,
        409,
      );
    const now = world.clock.now();
    const policy: ManagedPolicyRecord = {
      name,
      path,
      arn: policyArn(caller.account, path, name),
      id: identifier(world, 'ANPA'),
      createdAt: now,
      updatedAt: now,
      description: input.Description,
      versions: new Map([['v1', { ...stored(input.PolicyDocument ?? ''), createdAt: now }]]),
      defaultVersion: 'v1',
      made: 1,
      tags: new Map((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    };
    policies.set(policy.arn, policy);
    return { Policy: shown(world, caller, policy) };
  },
};

export const getPolicy: Operation<client.GetPolicyCommandInput, Plain<client.GetPolicyCommandOutput>> = {
  ...shared,
  name: 'iam:GetPolicy',
  schema: client.GetPolicy$,
  effect: 'read',
  limits: [needed('PolicyArn')],
  run: (world, caller, { PolicyArn }) => ({ Policy: shown(world, caller, thePolicy(world, caller, PolicyArn)) }),
};

export const getPolicyVersion: Operation<
  client.GetPolicyVersionCommandInput,
  Plain<client.GetPolicyVersionCommandOutput>
> = {
  ...shared,
  name: 'iam:GetPolicyVersion',
  schema: client.GetPolicyVersion$,
  effect: 'read',
  limits: [needed('PolicyArn'), needed('VersionId')],
  run(world, caller, { PolicyArn, VersionId = '' }) {
    const policy = thePolicy(world, caller, PolicyArn);
    const version = policy.versions.get(VersionId);
    if (version === undefined) throw noVersion(PolicyArn, VersionId);
    return {
      PolicyVersion: {
        Document: encodeURIComponent(version.text),
        VersionId,
        IsDefaultVersion: VersionId === policy.defaultVersion,
        CreateDate: new Date(version.createdAt),
      },
    };
  },
};

export const listPolicyVersions: Operation<
  client.ListPolicyVersionsCommandInput,
  Plain<client.ListPolicyVersionsCommandOutput>
> = {
  ...shared,
  name: 'iam:ListPolicyVersions',
  schema: client.ListPolicyVersions$,
  effect: 'read',
  limits: [needed('PolicyArn')],
  run(world, caller, { PolicyArn }) {
    const { versions, defaultVersion } = thePolicy(world, caller, PolicyArn);
    const Versions = [...versions].reverse().map(([VersionId, { createdAt }]) => ({
      VersionId,
      IsDefaultVersion: VersionId === defaultVersion,
      CreateDate: new Date(createdAt),
    }));
    return { Versions, IsTruncated: false };
  },
};

export const createPolicyVersion: Operation<
  client.CreatePolicyVersionCommandInput,
  Plain<client.CreatePolicyVersionCommandOutput>
> = {
  ...shared,
  name: 'iam:CreatePolicyVersion',
  schema: client.CreatePolicyVersion$,
  effect: 'write',
  limits: [needed('PolicyArn'), needed('PolicyDocument')],
  run(world, caller, { PolicyArn, PolicyDocument = '', SetAsDefault }) {
    const policy = thePolicy(world, caller, PolicyArn);
    if (policy.versions.size >= VERSION_LIMIT)
      throw limitExceeded(
        'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
      );
    const version = { ...stored(PolicyDocument), createdAt: world.clock.now() };
    const VersionId = `v${++policy.made}`;
    policy.versions.set(VersionId, version);
    policy.updatedAt = version.createdAt;
    if (SetAsDefault === true) policy.defaultVersion = VersionId;
    return {
      PolicyVersion: { VersionId, IsDefaultVersion: SetAsDefault === true, CreateDate: new Date(version.createdAt) },
    };
  },
};

export const deletePolicyVersion: Operation<client.DeletePolicyVersionCommandInput, object> = {
  ...shared,
  name: 'iam:DeletePolicyVersion',
  schema: client.DeletePolicyVersion$,
  effect: 'write',
  limits: [needed('PolicyArn'), needed('VersionId')],
  run(world, caller, { PolicyArn, VersionId = '' }) {
    const policy = thePolicy(world, caller, PolicyArn);
    if (VersionId === policy.defaultVersion) throw deleteConflict('Cannot delete the default version of a policy.');
    if (!policy.versions.delete(VersionId)) throw noVersion(PolicyArn, VersionId);
    return {};
  },
};

export const deletePolicy: Operation<client.DeletePolicyCommandInput, object> = {
  ...shared,
  name: 'iam:DeletePolicy',
  schema: client.DeletePolicy$,
  effect: 'write',
  limits: [needed('PolicyArn')],
  run(world, caller, { PolicyArn }) {
    const policy = thePolicy(world, caller, PolicyArn);
    if (attachments(world, caller, policy) > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
    if (policy.versions.size > 1)
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    iamOf(world, caller.account).policies.delete(policy.arn);
    return {};
  },
};

function attachments(world: World, caller: Caller, { arn }: ManagedPolicyRecord): number {
  return [...iamOf(world, caller.account).roles.values()].filter(({ attached }) => attached.has(arn)).length;
}

function noVersion(arn: string | undefined, version: string): AwsError {
  return new AwsError('NoSuchEntity', `Policy ${arn} version ${version} does not exist or is not attachable.`, 404);
}

function shown(world: World, caller: Caller, policy: ManagedPolicyRecord): client.Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attachments(world, caller, policy),
    IsAttachable: true,
    Description: policy.description,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
    ...(policy.tags.size === 0 ? {} : { Tags: [...policy.tags].map(([Key, Value]) => ({ Key, Value })) }),
  };
}
