import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { type AccessTable, type Asked, requestTags, tagsIn } from '../iam/access.ts';
import { findRole } from '../iam/roles.ts';
import { AwsError } from '../operation.ts';

/** GetCallerIdentity needs no permission, and can't be denied one. */
export const access: AccessTable = {
  'sts:GetCallerIdentity': () => [],
  'sts:AssumeRole': ({ world, caller, input }: Asked<AssumeRoleCommandInput>) => {
    const resource = input.RoleArn ?? '';
    const account = resource.split(':')[4] ?? '';
    const role = findRole(world, account, resource.slice(resource.lastIndexOf('/') + 1));
    const trust = role?.arn === resource ? { resourcePolicy: role.trust.statements } : {};
    const context = {
      ...requestTags(tagsIn(input.Tags)),
      'sts:ExternalId': input.ExternalId,
      'sts:RoleSessionName': input.RoleSessionName,
    };
    // STS gives no reason: a stranger is not told whether the role is there.
    const denied = (action: string) =>
      new AwsError(
        'AccessDenied',
        `User: ${caller.principal} is not authorized to perform: ${action} on resource: ${resource}`,
        403,
      );
    const assume = { action: 'sts:AssumeRole', resource, context, denied, ...trust };
    return (input.Tags ?? []).length === 0 ? [assume] : [assume, { ...assume, action: 'sts:TagSession' }];
  },
};
