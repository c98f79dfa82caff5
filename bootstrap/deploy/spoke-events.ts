import { type EventBridgeClient, PutPermissionCommand, RemovePermissionCommand } from '@aws-sdk/client-eventbridge';
import { type Outcome, thrown, troubleOf } from './trouble.ts';

type EventBridge = Pick<EventBridgeClient, 'send'>;

/** One statement an account in the policy of the hub's bus. Repeatable: the same name is written over. */
export async function letEventsIn(eventbridge: EventBridge, account: string): Promise<Outcome<void>> {
  try {
    await eventbridge.send(
      new PutPermissionCommand({
        StatementId: statementOf(account),
        Action: 'events:PutEvents',
        Principal: account,
      }),
    );
    return { ok: true, value: undefined };
  } catch (error) {
    return troubleOf('events:PutPermission', error);
  }
}

export async function keepEventsOut(eventbridge: EventBridge, account: string): Promise<Outcome<void>> {
  try {
    await eventbridge.send(new RemovePermissionCommand({ StatementId: statementOf(account) }));
    return { ok: true, value: undefined };
  } catch (error) {
    if (thrown(error).name === 'ResourceNotFoundException') return { ok: true, value: undefined };
    return troubleOf('events:RemovePermission', error);
  }
}

function statementOf(account: string): string {
  return `ecs-steward-spoke-${account}`;
}
