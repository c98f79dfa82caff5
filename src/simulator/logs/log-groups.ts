import {
  CreateLogGroup$,
  type CreateLogGroupRequest,
  DeleteLogGroup$,
  type DeleteLogGroupRequest,
  DescribeLogGroups$,
  type DescribeLogGroupsRequest,
  type DescribeLogGroupsResponse,
  type LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { bucketOf, groupName, groupPrefix, invalidToken, limit } from './inputs.ts';
import { type LogGroupRecord, logsState, theGroup } from './state.ts';
import { setTags } from './tags.ts';

const classes = ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'];

/**
 * Throws ResourceAlreadyExistsException, which is harmless to callers that only want the group. Without retention it keeps
 * its events for ever. The class can't change later.
 */
export const createLogGroup: Operation<CreateLogGroupRequest, object> = {
  name: 'logs:CreateLogGroup',
  schema: CreateLogGroup$,
  effect: 'write',
  limits: [...groupName, limit('logGroupClass', `satisfy enum value set: [${classes.join(', ')}]`, { oneOf: classes })],
  buckets: bucketOf('CreateLogGroup', 10),
  facts: ['§7', '§8', '§9.3'],
  run(world, caller, input) {
    const members = ['logGroupName', 'kmsKeyId', 'tags', 'logGroupClass', 'deletionProtectionEnabled'];
    refuseOthers('logs:CreateLogGroup', input, members);
    const { groups } = world.state(logsState, caller);
    const name = input.logGroupName ?? '';
    if (groups.has(name))
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    const tags = new Map<string, string>();
    setTags(tags, input.tags ?? {});
    groups.set(name, {
      name,
      arn: `arn:aws:logs:${caller.region}:${caller.account}:log-group:${name}`,
      createdAt: world.clock.now(),
      groupClass: input.logGroupClass ?? 'STANDARD',
      kmsKeyId: input.kmsKeyId,
      deletionProtected: input.deletionProtectionEnabled ?? false,
      tags,
      streams: new Map(),
      retentionInDays: undefined,
    });
    return {};
  },
};

const groupsOfAPage = 50;

/**
 * By prefix and class, in the order of names, 50 a page: a caller that wants one group has to compare the name itself.
 * Patterns, identifiers and linked accounts are refused by name.
 */
export const describeLogGroups: Operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse> = {
  name: 'logs:DescribeLogGroups',
  schema: DescribeLogGroups$,
  effect: 'read',
  limits: [...groupPrefix, limit('limit', `be between 1 and ${groupsOfAPage}`, { min: 1, max: groupsOfAPage })],
  buckets: bucketOf('DescribeLogGroups', 10),
  facts: ['§7', '§9.3'],
  run(world, caller, input) {
    refuseOthers('logs:DescribeLogGroups', input, ['logGroupNamePrefix', 'logGroupClass', 'nextToken', 'limit']);
    const groups = [...world.state(logsState, caller).groups.values()].filter(
      (group) =>
        group.name.startsWith(input.logGroupNamePrefix ?? '') &&
        (input.logGroupClass === undefined || group.groupClass === input.logGroupClass),
    );
    const page = pageOf(groups, {
      size: input.limit ?? groupsOfAPage,
      token: input.nextToken,
      keyOf: (group) => group.name,
      refuse: invalidToken,
    });
    return { logGroups: page.items.map(describeGroup), nextToken: page.next };
  },
};

/** Both ARN forms: `arn` ends in `:*`, `logGroupArn` does not (aws-facts §7). */
function describeGroup(group: LogGroupRecord): LogGroup {
  const messages = [...group.streams.values()].flatMap((stream) => stream.events.map((event) => event.message));
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    retentionInDays: group.retentionInDays,
    metricFilterCount: 0,
    arn: `${group.arn}:*`,
    storedBytes: messages.reduce((sum, message) => sum + Buffer.byteLength(message), 0),
    kmsKeyId: group.kmsKeyId,
    logGroupClass: group.groupClass,
    logGroupArn: group.arn,
    deletionProtectionEnabled: group.deletionProtected,
  };
}

/** With all streams and events. Throws ResourceNotFoundException, or ValidationException where it is protected. */
export const deleteLogGroup: Operation<DeleteLogGroupRequest, object> = {
  name: 'logs:DeleteLogGroup',
  schema: DeleteLogGroup$,
  effect: 'write',
  limits: groupName,
  buckets: bucketOf('DeleteLogGroup', 10),
  facts: ['§7', '§8'],
  run(world, caller, input) {
    refuseOthers('logs:DeleteLogGroup', input, ['logGroupName']);
    const group = theGroup(world, caller, input.logGroupName ?? '');
    if (group.deletionProtected)
      throw new AwsError('ValidationException', 'The log group has deletion protection and cannot be deleted.');
    world.state(logsState, caller).groups.delete(group.name);
    return {};
  },
};
