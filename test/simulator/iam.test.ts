import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { addRoleWithPolicies } from '../../src/simulator/iam/roles.ts';
import { inProcess, overHttp } from './ways.ts';

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
});
const allow = (Action: string, Resource: string | string[] = '*') =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
const role = { RoleName: 'reader', AssumeRolePolicyDocument: trust };
const policyArn = 'arn:aws:iam::210987654321:policy/team/look';

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('IAM %s', (_way, open) => {
  it('makes, shows, changes and deletes a role', async () => {
    const way = await open();
    const iam = new IAMClient(way.config());
    const made = await iam.send(
      new CreateRoleCommand({ ...role, Path: '/team/', Tags: [{ Key: 'a', Value: 'b' }], MaxSessionDuration: 7200 }),
    );
    expect(made.Role).toMatchObject({ Arn: 'arn:aws:iam::210987654321:role/team/reader', Path: '/team/' });
    await iam.send(new TagRoleCommand({ RoleName: 'reader', Tags: [{ Key: 'c', Value: 'd' }] }));
    await iam.send(new UntagRoleCommand({ RoleName: 'reader', TagKeys: ['a'] }));
    await iam.send(new UpdateRoleCommand({ RoleName: 'reader', Description: 'looks' }));
    const other = trust.replace('lambda', 'ecs-tasks');
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'reader', PolicyDocument: other }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'reader' }));
    expect(Role).toMatchObject({ Description: 'looks', MaxSessionDuration: 3600, Tags: [{ Key: 'c', Value: 'd' }] });
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(other);
    await iam.send(new DeleteRoleCommand({ RoleName: 'reader' }));
    await expect(iam.send(new GetRoleCommand({ RoleName: 'reader' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name reader cannot be found.',
    });
    await way.close();
  });

  it('keeps inline policies, and a role with one is not deleted', async () => {
    const way = await open();
    const iam = new IAMClient(way.config());
    await iam.send(new CreateRoleCommand(role));
    const inline = { RoleName: 'reader', PolicyName: 'look' };
    await iam.send(new PutRolePolicyCommand({ ...inline, PolicyDocument: allow('ecs:Describe*') }));
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand(inline));
    expect(decodeURIComponent(PolicyDocument ?? '')).toBe(allow('ecs:Describe*'));
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName: 'reader' }))).PolicyNames).toEqual(['look']);
    await expect(iam.send(new DeleteRoleCommand({ RoleName: 'reader' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
    await iam.send(new DeleteRolePolicyCommand(inline));
    await expect(iam.send(new GetRolePolicyCommand(inline))).rejects.toThrow('look cannot be found');
    await iam.send(new DeleteRoleCommand({ RoleName: 'reader' }));
    await way.close();
  });

  it('keeps managed policies in up to five versions, and attaches them', async () => {
    const way = await open();
    const iam = new IAMClient(way.config());
    await iam.send(new CreateRoleCommand(role));
    const created = { PolicyName: 'look', Path: '/team/', PolicyDocument: allow('ecs:Describe*') };
    expect((await iam.send(new CreatePolicyCommand(created))).Policy?.Arn).toBe(policyArn);
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'reader', PolicyArn: policyArn }));
    expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'reader' }))).AttachedPolicies).toEqual([
      { PolicyArn: policyArn, PolicyName: 'look' },
    ]);
    const next = { PolicyArn: policyArn, PolicyDocument: allow('ecs:List*'), SetAsDefault: true };
    for (const version of ['v2', 'v3', 'v4', 'v5'])
      expect((await iam.send(new CreatePolicyVersionCommand(next))).PolicyVersion?.VersionId).toBe(version);
    await expect(iam.send(new CreatePolicyVersionCommand(next))).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: policyArn }));
    expect(Policy).toMatchObject({ DefaultVersionId: 'v5', AttachmentCount: 1 });
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn: policyArn }))).rejects.toThrow('attached to entities');
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'reader', PolicyArn: policyArn }));
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn: policyArn }))).rejects.toThrow('more than one version');
    for (const VersionId of ['v1', 'v2', 'v3', 'v4'])
      await iam.send(new DeletePolicyVersionCommand({ PolicyArn: policyArn, VersionId }));
    const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn: policyArn }));
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['v5']);
    const version = await iam.send(new GetPolicyVersionCommand({ PolicyArn: policyArn, VersionId: 'v5' }));
    expect(decodeURIComponent(version.PolicyVersion?.Document ?? '')).toBe(allow('ecs:List*'));
    await iam.send(new DeletePolicyCommand({ PolicyArn: policyArn }));
    await way.close();
  });
});

describe('a role that is put into the world with its policies', () => {
  it('is the same as one that was made by calls', async () => {
    const way = await inProcess();
    const iam = new IAMClient(way.config());
    const policies = { look: allow('ecs:Describe*') };
    addRoleWithPolicies(way.simulator.world, '210987654321', { name: 'reader', trust, policies });
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'reader' }));
    expect(Role).toMatchObject({ Arn: 'arn:aws:iam::210987654321:role/reader', MaxSessionDuration: 3600 });
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: 'reader', PolicyName: 'look' }));
    expect(decodeURIComponent(PolicyDocument ?? '')).toBe(policies.look);
  });
});

describe('IAM refuses', () => {
  it.each([
    ['a name that is taken in other letters', { RoleName: 'READER' }, 'EntityAlreadyExistsException'],
    [
      'a trust policy that is none',
      { RoleName: 'x', AssumeRolePolicyDocument: '{' },
      'MalformedPolicyDocumentException',
    ],
    ['a name with a space', { RoleName: 'a b' }, 'ValidationError'],
    ['a path without its slashes', { RoleName: 'x', Path: 'team' }, 'ValidationError'],
    [
      'a permissions boundary, which is not simulated',
      { RoleName: 'x', PermissionsBoundary: policyArn },
      'NotImplementedBySimulator',
    ],
    [
      'a trust policy that is too long',
      { RoleName: 'x', AssumeRolePolicyDocument: trust.replace('lambda', 'l'.repeat(2_048)) },
      'LimitExceededException',
    ],
  ])('%s', async (_what, more, name) => {
    const way = await inProcess();
    const iam = new IAMClient(way.config());
    await iam.send(new CreateRoleCommand(role));
    await expect(iam.send(new CreateRoleCommand({ ...role, ...more }))).rejects.toMatchObject({ name });
  });

  it('inline policies that are together longer than a role holds, and longer managed ones', async () => {
    const way = await inProcess();
    const iam = new IAMClient(way.config());
    await iam.send(new CreateRoleCommand(role));
    const half = allow(
      'ecs:*',
      Array.from(
        { length: 70 },
        (_item, at) => `arn:aws:ecs:eu-central-1:210987654321:service/cluster-${at}/${'s'.repeat(40)}`,
      ),
    );
    await iam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'a', PolicyDocument: half }));
    await expect(
      iam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'b', PolicyDocument: half })),
    ).rejects.toThrow('Maximum policy size of 10240 bytes exceeded for role reader');
    await expect(iam.send(new CreatePolicyCommand({ PolicyName: 'long', PolicyDocument: half }))).rejects.toThrow(
      'Cannot exceed quota for PolicySize: 6144',
    );
  });
});
