import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import { uuid } from '../cloudtrail.ts';
import type { World } from '../world.ts';
import type { ResourceRecord, StackRecord } from './state.ts';

/** Notes what a stack has come to, as an event of the stack itself. */
export function stackIs(world: World, stack: StackRecord, at: number, status: StackStatus, reason?: string): void {
  stack.status = status;
  stack.reason = reason;
  stack.events.push({
    id: uuid(world.random),
    at,
    logicalId: stack.name,
    physicalId: stack.id,
    type: 'AWS::CloudFormation::Stack',
    status,
    reason,
  });
}

export function resourceIs(
  world: World,
  stack: StackRecord,
  record: ResourceRecord,
  at: number,
  status: ResourceStatus,
  reason?: string,
): void {
  record.status = status;
  record.reason = reason;
  record.changedAt = at;
  const { logicalId, physicalId, type } = record;
  stack.events.push({
    id: `${logicalId}-${status}-${uuid(world.random)}`,
    at,
    logicalId,
    physicalId,
    type,
    status,
    reason,
  });
}
