import { z } from 'zod';
import {
  createPolicy,
  createPolicyVersion,
  deletePolicy,
  deletePolicyVersion,
  listPolicyVersions,
} from '../../iam/managed-policies.ts';
import { createRole, deleteRole, updateAssumeRolePolicy, updateRole } from '../../iam/role-operations.ts';
import {
  attachRolePolicy,
  deleteRolePolicy,
  detachRolePolicy,
  listAttachedRolePolicies,
  putRolePolicy,
} from '../../iam/role-policies.ts';
import {
  call,
  generatedName,
  json,
  number,
  type Physical,
  resourceType,
  type Site,
  tags,
  unlessGone,
} from '../resource-type.ts';

const schema = z.strictObject({
  RoleName: z.string().optional(),
  Path: z.string().optional(),
  Description: z.string().optional(),
  AssumeRolePolicyDocument: json,
  MaxSessionDuration: number.optional(),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: json })).default([]),
  Tags: tags,
});
type Properties = z.output<typeof schema>;

async function putPolicies(site: Site, RoleName: string, wanted: Properties, before?: Properties): Promise<void> {
  const names = wanted.Policies.map(({ PolicyName }) => PolicyName);
  for (const { PolicyName } of before?.Policies ?? [])
    if (!names.includes(PolicyName)) await call(site, deleteRolePolicy, { RoleName, PolicyName });
  for (const { PolicyName, PolicyDocument } of wanted.Policies)
    await call(site, putRolePolicy, { RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) });
  for (const PolicyArn of before?.ManagedPolicyArns ?? [])
    if (!wanted.ManagedPolicyArns.includes(PolicyArn)) await call(site, detachRolePolicy, { RoleName, PolicyArn });
  for (const PolicyArn of wanted.ManagedPolicyArns)
    if (!before?.ManagedPolicyArns.includes(PolicyArn)) await call(site, attachRolePolicy, { RoleName, PolicyArn });
}

export const role = resourceType({
  type: 'AWS::IAM::Role',
  schema,
  replacedBy: ['RoleName', 'Path'],
  seconds: 15,
  async create(site, wanted) {
    const RoleName = (wanted.RoleName ?? generatedName(site)).slice(0, 64);
    const { Path, Description, MaxSessionDuration, Tags, AssumeRolePolicyDocument } = wanted;
    const { Role } = await call(site, createRole, {
      RoleName,
      Path,
      Description,
      MaxSessionDuration,
      Tags,
      AssumeRolePolicyDocument: JSON.stringify(AssumeRolePolicyDocument),
    });
    await putPolicies(site, RoleName, wanted);
    return { id: RoleName, attributes: { Arn: Role?.Arn, RoleId: Role?.RoleId } };
  },
  async update(site, physical, wanted, before) {
    const RoleName = physical.id;
    const PolicyDocument = JSON.stringify(wanted.AssumeRolePolicyDocument);
    if (PolicyDocument !== JSON.stringify(before.AssumeRolePolicyDocument))
      await call(site, updateAssumeRolePolicy, { RoleName, PolicyDocument });
    const { Description, MaxSessionDuration } = wanted;
    if (Description !== before.Description || MaxSessionDuration !== before.MaxSessionDuration)
      await call(site, updateRole, { RoleName, Description: Description ?? '', MaxSessionDuration });
    await putPolicies(site, RoleName, wanted, before);
    return physical;
  },
  delete: (site, { id }, properties) => unlessGone(remove(site, id, properties), 'NoSuchEntity'),
});

async function remove(site: Site, RoleName: string, { Policies }: Properties): Promise<void> {
  const { AttachedPolicies = [] } = await call(site, listAttachedRolePolicies, { RoleName });
  for (const { PolicyArn } of AttachedPolicies) await call(site, detachRolePolicy, { RoleName, PolicyArn });
  for (const { PolicyName } of Policies)
    await unlessGone(call(site, deleteRolePolicy, { RoleName, PolicyName }), 'NoSuchEntity');
  await call(site, deleteRole, { RoleName });
}

const policySchema = z.strictObject({
  ManagedPolicyName: z.string().optional(),
  Path: z.string().optional(),
  Description: z.string().optional(),
  PolicyDocument: json,
});

function shown(PolicyArn: string): Physical {
  return { id: PolicyArn, attributes: { PolicyArn } };
}

export const managedPolicy = resourceType({
  type: 'AWS::IAM::ManagedPolicy',
  schema: policySchema,
  replacedBy: ['ManagedPolicyName', 'Path', 'Description'],
  seconds: 15,
  async create(site, wanted) {
    const { Path, Description, PolicyDocument } = wanted;
    const PolicyName = wanted.ManagedPolicyName ?? generatedName(site);
    const document = JSON.stringify(PolicyDocument);
    const { Policy } = await call(site, createPolicy, { PolicyName, Path, Description, PolicyDocument: document });
    return shown(Policy?.Arn ?? '');
  },
  async update(site, { id: PolicyArn }, { PolicyDocument }) {
    // A policy has five versions at most: the oldest makes room.
    const { Versions = [] } = await call(site, listPolicyVersions, { PolicyArn });
    const spare = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).at(-1);
    if (Versions.length >= 5 && spare !== undefined)
      await call(site, deletePolicyVersion, { PolicyArn, VersionId: spare.VersionId });
    await call(site, createPolicyVersion, {
      PolicyArn,
      PolicyDocument: JSON.stringify(PolicyDocument),
      SetAsDefault: true,
    });
    return shown(PolicyArn);
  },
  delete: (site, { id }) => unlessGone(removePolicy(site, id), 'NoSuchEntity'),
});

async function removePolicy(site: Site, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await call(site, listPolicyVersions, { PolicyArn });
  for (const { VersionId, IsDefaultVersion } of Versions)
    if (!IsDefaultVersion) await call(site, deletePolicyVersion, { PolicyArn, VersionId });
  await call(site, deletePolicy, { PolicyArn });
}
