import type { CreateLogGroupCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { type Access, type AccessTable, type Asked, requestTags, resourceTags } from '../iam/access.ts';
import { logsState } from './state.ts';

/** Which permissions CloudWatch Logs asks for (Service Authorization Reference); its refusals name a group with `:log-stream:`. */

function on(action: string, { world, caller }: Asked<unknown>, name: string | undefined): Access {
  return {
    action,
    resource: `arn:aws:logs:${caller.region}:${caller.account}:log-group:${name ?? ''}:log-stream:`,
    context: resourceTags(world.state(logsState, caller).groups.get(name ?? '')?.tags),
  };
}

const byName = ['PutRetentionPolicy', 'DeleteRetentionPolicy', 'DeleteLogGroup'].map((name) => {
  const action = `logs:${name}`;
  return [action, (asked: Asked<{ logGroupName?: string }>) => [on(action, asked, asked.input.logGroupName)]] as const;
});

export const access: AccessTable = {
  ...Object.fromEntries(byName),
  'logs:DescribeLogGroups': () => [{ action: 'logs:DescribeLogGroups', resource: '*' }],
  'logs:ListTagsForResource': (asked: Asked<{ resourceArn?: string }>) => {
    const resource = asked.input.resourceArn ?? '';
    const { context } = on('', asked, resource.split(':')[6]);
    return [{ action: 'logs:ListTagsForResource', resource, ...(context === undefined ? {} : { context }) }];
  },
  'logs:CreateLogGroup': (asked: Asked<CreateLogGroupCommandInput>) => {
    const context = requestTags(asked.input.tags);
    const create = { ...on('logs:CreateLogGroup', asked, asked.input.logGroupName), context };
    return asked.input.tags === undefined ? [create] : [create, { ...create, action: 'logs:TagResource' }];
  },
};
