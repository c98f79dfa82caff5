import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
  type Role,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { PolicyDocument, TrustPolicy } from '../../src/aws/policy.ts';
import { type Outcome, thrown, trouble, troubleOf } from './trouble.ts';

/** A role as it should be; only what we made ourselves is changed. */
export interface WantedRole {
  readonly name: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly description: string;
  readonly trust: TrustPolicy;
  /** undefined: the role allows nothing; what others added to it under another name stays. */
  readonly policy: PolicyDocument | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly boundary: string | undefined;
}

export type RoleChange = 'made' | 'changed' | 'unchanged';

/** The name of the one inline policy that is ours. */
const POLICY_NAME = 'ecs-steward';

type Iam = Pick<IAMClient, 'send'>;

/** Makes the role or brings it to what is wanted. Repeatable: what is right already costs reads only. */
export async function ensureRole(iam: Iam, wanted: WantedRole): Promise<Outcome<RoleChange>> {
  const there = await read(iam, wanted.name);
  if (!there.ok) return there;
  if (there.value === undefined) return make(iam, wanted);
  const own = ownership(there.value, wanted);
  if (!own.ok) return own;
  const trust = await ensureTrust(iam, there.value, wanted);
  if (!trust.ok) return trust;
  const policy = await ensurePolicy(iam, wanted);
  if (!policy.ok) return policy;
  return { ok: true, value: trust.value || policy.value ? 'changed' : 'unchanged' };
}

async function read(iam: Iam, RoleName: string): Promise<Outcome<Role | undefined>> {
  try {
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName }));
    return { ok: true, value: role };
  } catch (error) {
    if (thrown(error).name === 'NoSuchEntityException' || thrown(error).name === 'NoSuchEntity')
      return { ok: true, value: undefined };
    return troubleOf('iam:GetRole', error);
  }
}

/** A role's name is unique in its account whatever its path: one elsewhere, or without our tags, is somebody's. */
function ownership(role: Role, { name, path, tags }: WantedRole): Outcome<void> {
  const [key = '', value = ''] = Object.entries(tags)[0] ?? [];
  const tagged = role.Tags?.some((tag) => tag.Key === key && tag.Value === value) === true;
  if (role.Path === path && tagged) return { ok: true, value: undefined };
  return trouble(
    'not-ours',
    `there is a role ${name} on the path ${role.Path ?? '/'} ${tagged ? '' : `without the tag ${key}=${value} `}that was not made by ecs-steward`,
    `rename or delete it: aws iam delete-role --role-name ${name}`,
    'or name another role in the document: roles.execution, roles.task',
  );
}

async function make(iam: Iam, wanted: WantedRole): Promise<Outcome<RoleChange>> {
  try {
    await iam.send(
      new CreateRoleCommand({
        RoleName: wanted.name,
        Path: wanted.path,
        Description: wanted.description,
        AssumeRolePolicyDocument: JSON.stringify(wanted.trust),
        Tags: Object.entries(wanted.tags).map(([Key, Value]) => ({ Key, Value })),
        ...(wanted.boundary === undefined ? {} : { PermissionsBoundary: wanted.boundary }),
      }),
    );
  } catch (error) {
    return troubleOf('iam:CreateRole', error);
  }
  const policy = await ensurePolicy(iam, wanted);
  return policy.ok ? { ok: true, value: 'made' } : policy;
}

async function ensureTrust(iam: Iam, role: Role, { name, trust, tags }: WantedRole): Promise<Outcome<boolean>> {
  const missing = Object.entries(tags).filter(
    ([key, value]) => role.Tags?.some((tag) => tag.Key === key && tag.Value === value) !== true,
  );
  try {
    if (missing.length > 0)
      await iam.send(new TagRoleCommand({ RoleName: name, Tags: missing.map(([Key, Value]) => ({ Key, Value })) }));
  } catch (error) {
    return troubleOf('iam:TagRole', error);
  }
  if (sameDocument(role.AssumeRolePolicyDocument, trust)) return { ok: true, value: missing.length > 0 };
  try {
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: JSON.stringify(trust) }));
    return { ok: true, value: true };
  } catch (error) {
    return troubleOf('iam:UpdateAssumeRolePolicy', error);
  }
}

async function ensurePolicy(iam: Iam, { name, policy }: WantedRole): Promise<Outcome<boolean>> {
  const where = { RoleName: name, PolicyName: POLICY_NAME };
  let there: string | undefined;
  try {
    there = (await iam.send(new GetRolePolicyCommand(where))).PolicyDocument;
  } catch (error) {
    if (!thrown(error).name.startsWith('NoSuchEntity')) return troubleOf('iam:GetRolePolicy', error);
  }
  if (policy === undefined && there === undefined) return { ok: true, value: false };
  if (policy !== undefined && sameDocument(there, policy)) return { ok: true, value: false };
  try {
    if (policy === undefined) await iam.send(new DeleteRolePolicyCommand(where));
    else await iam.send(new PutRolePolicyCommand({ ...where, PolicyDocument: JSON.stringify(policy) }));
    return { ok: true, value: true };
  } catch (error) {
    return troubleOf(policy === undefined ? 'iam:DeleteRolePolicy' : 'iam:PutRolePolicy', error);
  }
}

/** IAM answers documents URL-encoded (RFC 3986). */
function sameDocument(answered: string | undefined, wanted: object): boolean {
  if (answered === undefined) return false;
  const text = answered.startsWith('%') ? decodeURIComponent(answered) : answered;
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(wanted);
  } catch {
    return false;
  }
}
