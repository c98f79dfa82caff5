import * as client from '@aws-sdk/client-lambda';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { wildcard } from '../wildcard.ts';
import type { World } from '../world.ts';
import { type FunctionRecord, findFunction, functionAt, type Permission, whereOf } from './state.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§7'] } as const;

export const addPermission: Operation<client.AddPermissionCommandInput, Plain<client.AddPermissionCommandOutput>> = {
  ...shared,
  name: 'lambda:AddPermission',
  schema: client.AddPermission$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('lambda:AddPermission', input, [
      'FunctionName',
      'StatementId',
      'Action',
      'Principal',
      'SourceArn',
      'SourceAccount',
    ]);
    const record = functionAt(world, caller, input.FunctionName);
    const sid = input.StatementId ?? '';
    if (record.permissions.has(sid))
      throw new AwsError(
        'ResourceConflictException',
        `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        409,
      );
    const permission: Permission = {
      sid,
      action: input.Action ?? '',
      principal: input.Principal ?? '',
      sourceArn: input.SourceArn,
      sourceAccount: input.SourceAccount,
    };
    record.permissions.set(sid, permission);
    return { Statement: JSON.stringify(statement(record, permission)) };
  },
};

export const removePermission: Operation<
  client.RemovePermissionCommandInput,
  Plain<client.RemovePermissionCommandOutput>
> = {
  ...shared,
  name: 'lambda:RemovePermission',
  schema: client.RemovePermission$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('lambda:RemovePermission', input, ['FunctionName', 'StatementId']);
    const record = functionAt(world, caller, input.FunctionName);
    if (!record.permissions.delete(input.StatementId ?? '')) throw noPolicy();
    return {};
  },
};

export const getPolicy: Operation<client.GetPolicyCommandInput, Plain<client.GetPolicyCommandOutput>> = {
  ...shared,
  name: 'lambda:GetPolicy',
  schema: client.GetPolicy$,
  effect: 'read',
  run: (world, caller, input) => {
    const record = functionAt(world, caller, input.FunctionName);
    if (record.permissions.size === 0) throw noPolicy();
    const Statement = [...record.permissions.values()].map((permission) => statement(record, permission));
    return {
      Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement }),
      RevisionId: record.revisionId,
    };
  },
};

function statement(record: FunctionRecord, permission: Permission): object {
  const { sid, action, principal, sourceArn, sourceAccount } = permission;
  const conditions = {
    ...(sourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
    ...(sourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': sourceArn } }),
  };
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: principal.includes('.') ? { Service: principal } : { AWS: principal },
    Action: action,
    Resource: record.arn,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}

function noPolicy(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
}

/** Whether the function's own policy lets a service of AWS invoke it for a thing such as a rule. */
export function mayInvoke(
  world: World,
  functionArn: string,
  service: string,
  source: { readonly arn: string; readonly account: string },
): boolean {
  const record = findFunction(world, whereOf(functionArn), functionArn);
  return [...(record?.permissions.values() ?? [])].some(
    ({ action, principal, sourceArn, sourceAccount }) =>
      (action === 'lambda:InvokeFunction' || action === 'lambda:*') &&
      principal === service &&
      (sourceArn === undefined || wildcard(sourceArn).test(source.arn)) &&
      (sourceAccount === undefined || sourceAccount === source.account),
  );
}
