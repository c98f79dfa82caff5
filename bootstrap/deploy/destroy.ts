import { type CloudFormationClient, DeleteStackCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, type DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../src/aws/clock.ts';
import { eventsSince, firstFailure, follow } from './stack-events.ts';
import { stackState } from './stack-state.ts';
import { type Outcome, thrown, trouble, troubleOf } from './trouble.ts';

export interface Destruction {
  readonly cloudformation: Pick<CloudFormationClient, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly clock: Clock;
  readonly stack: string;
  readonly table: string;
  /** Documents, versions and history go, too: for ever. */
  readonly deleteHistory: boolean;
  readonly event: (event: StackEvent) => void;
  readonly note: (sentence: string) => void;
}

export type Destroyed = { readonly stack: 'gone' | 'was absent'; readonly table: 'kept' | 'deleted' | 'was absent' };

/** Our own stack goes; the apps run on, as nothing of them stands in it. The table stays unless its deletion is asked for in words. */
export async function destroy(destruction: Destruction): Promise<Outcome<Destroyed>> {
  const stack = await deleteStack(destruction);
  if (!stack.ok) return stack;
  if (!destruction.deleteHistory) return { ok: true, value: { stack: stack.value, table: 'kept' } };
  const table = await deleteTable(destruction);
  return table.ok ? { ok: true, value: { stack: stack.value, table: table.value } } : table;
}

async function deleteStack({
  cloudformation,
  clock,
  stack,
  event,
  note,
}: Destruction): Promise<Outcome<Destroyed['stack']>> {
  const state = await stackState(cloudformation, stack);
  if (!state.ok) return state;
  if (state.value.is === 'absent') return { ok: true, value: 'was absent' };
  const id = state.value.stack.StackId ?? stack;
  if (state.value.is === 'moving') {
    note(`the stack is ${state.value.stack.StackStatus}: waiting for its end`);
    const ended = await follow({ cloudformation, clock, event }, id, clock.now());
    if (!ended.ok) return ended;
  }
  const since = clock.now();
  try {
    await cloudformation.send(new DeleteStackCommand({ StackName: id }));
  } catch (error) {
    return troubleOf('cloudformation:DeleteStack', error);
  }
  const ended = await follow({ cloudformation, clock, event }, id, since);
  if (!ended.ok) return ended;
  if (ended.value === 'gone' || ended.value === 'DELETE_COMPLETE') return { ok: true, value: 'gone' };
  const events = await eventsSince(cloudformation, id, since);
  const first = events.ok ? firstFailure(events.value) : undefined;
  return trouble(
    'stack-failed',
    `the stack ${stack} is ${ended.value}${first === undefined ? '' : `: ${first.LogicalResourceId} was not deleted, ${first.ResourceStatusReason}`}`,
    'mend what the sentence names, then run the same command again',
  );
}

async function deleteTable({ dynamodb, table }: Destruction): Promise<Outcome<Destroyed['table']>> {
  try {
    await dynamodb.send(new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: false }));
  } catch (error) {
    if (thrown(error).name === 'ResourceNotFoundException') return { ok: true, value: 'was absent' };
    return troubleOf('dynamodb:UpdateTable', error);
  }
  try {
    await dynamodb.send(new DeleteTableCommand({ TableName: table }));
    return { ok: true, value: 'deleted' };
  } catch (error) {
    return troubleOf('dynamodb:DeleteTable', error);
  }
}
