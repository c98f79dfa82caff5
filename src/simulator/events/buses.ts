import * as client from '@aws-sdk/client-eventbridge';
import { refuseOthers } from '../not-implemented.ts';
import type { Operation } from '../operation.ts';
import { busArn, checkBus, defaultBus } from './state.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§7', '§11'] } as const;

/** The whole policy at once, or one statement for an account. */
export const putPermission: Operation<client.PutPermissionCommandInput, Plain<client.PutPermissionCommandOutput>> = {
  ...shared,
  name: 'events:PutPermission',
  schema: client.PutPermission$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('events:PutPermission', input, ['EventBusName', 'Policy', 'StatementId', 'Action', 'Principal']);
    checkBus(caller, input.EventBusName);
    const bus = defaultBus(world, caller);
    const { StatementId: Sid, Action, Principal } = input;
    const others = statementsOf(bus.policy).filter((one) => one.Sid !== Sid);
    const own = {
      Sid,
      Effect: 'Allow',
      Principal: Principal === '*' ? '*' : { AWS: `arn:aws:iam::${Principal}:root` },
      Action,
      Resource: busArn(caller),
    };
    bus.policy = input.Policy ?? JSON.stringify({ Version: '2012-10-17', Statement: [...others, own] });
    return {};
  },
};

export const removePermission: Operation<
  client.RemovePermissionCommandInput,
  Plain<client.RemovePermissionCommandOutput>
> = {
  ...shared,
  name: 'events:RemovePermission',
  schema: client.RemovePermission$,
  effect: 'write',
  run: (world, caller, input) => {
    checkBus(caller, input.EventBusName);
    const bus = defaultBus(world, caller);
    const kept = statementsOf(bus.policy).filter((one) => !input.RemoveAllPermissions && one.Sid !== input.StatementId);
    bus.policy = kept.length === 0 ? undefined : JSON.stringify({ Version: '2012-10-17', Statement: kept });
    return {};
  },
};

function statementsOf(policy: string | undefined): { readonly Sid?: string }[] {
  if (policy === undefined) return [];
  return [(JSON.parse(policy) as { Statement: { Sid?: string } | { Sid?: string }[] }).Statement].flat();
}

export const describeEventBus: Operation<
  client.DescribeEventBusCommandInput,
  Plain<client.DescribeEventBusCommandOutput>
> = {
  ...shared,
  name: 'events:DescribeEventBus',
  schema: client.DescribeEventBus$,
  effect: 'read',
  run: (world, caller, input) => {
    checkBus(caller, input.Name);
    const { policy } = defaultBus(world, caller);
    return { Name: 'default', Arn: busArn(caller), ...(policy === undefined ? {} : { Policy: policy }) };
  },
};

/** Own events; a source that begins with `aws.` is AWS' alone. */
export const putEvents: Operation<client.PutEventsCommandInput, Plain<client.PutEventsCommandOutput>> = {
  ...shared,
  name: 'events:PutEvents',
  schema: client.PutEvents$,
  effect: 'write',
  run: (world, caller, input) => {
    const Entries = (input.Entries ?? []).map((entry) => {
      checkBus(caller, entry.EventBusName);
      if (entry.Source?.startsWith('aws.'))
        return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
      const detail: unknown = JSON.parse(entry.Detail ?? '{}');
      const { account, region } = caller;
      const event = {
        'detail-type': entry.DetailType ?? '',
        source: entry.Source ?? '',
        account,
        region,
        resources: entry.Resources ?? [],
        detail,
      };
      world.emit(event, 0);
      return { EventId: world.random.hex(32) };
    });
    return { Entries, FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length };
  },
};
