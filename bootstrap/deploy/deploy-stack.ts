import {
  type Change,
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  type Parameter,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { Clock } from '../../src/aws/clock.ts';
import { eventsSince, firstFailure, follow } from './stack-events.ts';
import { describeStack, STACK_TAG, type StackState, stackState } from './stack-state.ts';
import { type Outcome, trouble, troubleOf } from './trouble.ts';

export interface Deployment {
  readonly cloudformation: Pick<CloudFormationClient, 'send'>;
  readonly clock: Clock;
  readonly stack: string;
  /** The template's text, at most 51,200 bytes; else its place in S3. */
  readonly template: { readonly body: string } | { readonly url: string };
  readonly parameters: Readonly<Record<string, string>>;
  /** Given only where the stack does not have them yet: a secret that is made once. */
  readonly firstParameters: Readonly<Record<string, string>>;
  /** All that the template asks for: what is not given keeps the value that the stack has. */
  readonly parameterNames: readonly string[];
  /** What would change; answers whether it may. `undefined`: the stack is new, and everything in the list is made. */
  readonly agree: (changes: readonly StackChange[], state: StackState) => Promise<boolean>;
  readonly event: (event: StackEvent) => void;
  readonly note: (sentence: string) => void;
}

export interface StackChange {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic' | 'SyncWithActual';
  readonly id: string;
  readonly type: string;
  /** Making it anew loses what is in it. */
  readonly replaces: boolean;
}

export type Deployed =
  | { readonly is: 'unchanged' | 'created' | 'updated'; readonly outputs: Readonly<Record<string, string>> }
  | { readonly is: 'declined' };

const POLL_MS = 2_000;
const noChanges = /didn't contain changes|No updates are to be performed/i;

/** From any state that the stack can be in to the template, or to the reason why not. Repeatable at any point. */
export async function deployStack(deployment: Deployment): Promise<Outcome<Deployed>> {
  const ready = await readyState(deployment);
  if (!ready.ok) return ready;
  const state = ready.value;
  const made = await changeSet(deployment, state);
  if (!made.ok) return made;
  if (made.value === 'unchanged') return outputsOf(deployment, 'unchanged');
  const { id, stackId, changes } = made.value;
  if (!(await deployment.agree(changes, state))) {
    await discard(deployment, id, state.is === 'steady' ? undefined : stackId);
    return { ok: true, value: { is: 'declined' } };
  }
  return execute(deployment, id, stackId, state.is === 'steady' ? 'updated' : 'created');
}

/** Waits for what moves already, clears away a creation that failed, and says what only a person can mend. */
async function readyState(deployment: Deployment): Promise<Outcome<StackState>> {
  const { cloudformation, stack, clock, event, note } = deployment;
  const state = await stackState(cloudformation, stack);
  if (!state.ok) return state;
  switch (state.value.is) {
    case 'absent':
    case 'reviewed':
    case 'steady':
      return state;
    case 'moving': {
      note(`the stack is ${state.value.stack.StackStatus}: an earlier run goes on, waiting for its end`);
      const ended = await follow({ cloudformation, clock, event }, state.value.stack.StackId ?? stack, clock.now());
      return ended.ok ? readyState(deployment) : ended;
    }
    case 'failed-creation':
      return clearAway(deployment, state.value.stack);
    case 'stuck':
      return trouble(
        'stack-stuck',
        `the stack ${stack} is ${state.value.stack.StackStatus}: an update failed, and so did the way back`,
        `aws cloudformation continue-update-rollback --stack-name ${stack}`,
        'then run the same command again',
      );
  }
}

/** CloudFormation can't update a stack whose creation failed. Nothing runs on it, and the table is kept by its policy. */
async function clearAway(deployment: Deployment, failed: Stack): Promise<Outcome<StackState>> {
  const { cloudformation, clock, stack, note, event } = deployment;
  const events = await eventsSince(cloudformation, failed.StackId ?? stack, 0);
  const first = events.ok ? firstFailure(events.value) : undefined;
  const why = first === undefined ? '' : ` because of ${first.LogicalResourceId}: ${first.ResourceStatusReason}`;
  note(`the stack is ${failed.StackStatus}${why}; it is deleted and made anew`);
  try {
    await cloudformation.send(new DeleteStackCommand({ StackName: failed.StackId ?? stack }));
  } catch (error) {
    return troubleOf('cloudformation:DeleteStack', error);
  }
  const ended = await follow({ cloudformation, clock, event }, failed.StackId ?? stack, clock.now());
  if (!ended.ok) return ended;
  if (ended.value !== 'gone' && ended.value !== 'DELETE_COMPLETE')
    return trouble(
      'stack-failed',
      `the failed stack ${stack} could not be deleted (${ended.value})`,
      `aws cloudformation delete-stack --stack-name ${stack}, and look at its events`,
      'then run the same command again',
    );
  return { ok: true, value: { is: 'absent' } };
}

interface MadeChangeSet {
  readonly id: string;
  readonly stackId: string;
  readonly changes: readonly StackChange[];
}

async function changeSet(deployment: Deployment, state: StackState): Promise<Outcome<MadeChangeSet | 'unchanged'>> {
  const { cloudformation, stack, template, clock } = deployment;
  const kind = state.is === 'steady' ? 'UPDATE' : 'CREATE';
  const list = parameterList(deployment, state);
  let id: string;
  let stackId: string;
  try {
    const made = await cloudformation.send(
      new CreateChangeSetCommand({
        StackName: stack,
        ChangeSetName: `ecs-steward-${clock.now()}`,
        ChangeSetType: kind,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        // The table outlives its stack: a new one takes it back in place of failing on its name.
        ...(kind === 'CREATE' ? { ImportExistingResources: true } : {}),
        Parameters: list,
        Tags: [STACK_TAG],
        ...('body' in template ? { TemplateBody: template.body } : { TemplateURL: template.url }),
      }),
    );
    id = made.Id ?? '';
    stackId = made.StackId ?? stack;
  } catch (error) {
    return troubleOf('cloudformation:CreateChangeSet', error);
  }
  for (;;) {
    const described = await describeChanges(deployment, id);
    if (!described.ok) return described;
    const { status, reason, changes } = described.value;
    if (status === 'CREATE_COMPLETE') return { ok: true, value: { id, stackId, changes } };
    if (status === 'FAILED') {
      await discard(deployment, id, undefined);
      if (noChanges.test(reason)) return { ok: true, value: 'unchanged' };
      return trouble(
        'stack-failed',
        `CloudFormation does not take the template: ${reason}`,
        'this is most likely a fault of ecs-steward: report it with this sentence',
      );
    }
    await clock.sleep(POLL_MS);
  }
}

function parameterList({ parameters, firstParameters, parameterNames }: Deployment, state: StackState): Parameter[] {
  const there = state.is === 'steady' ? (state.stack.Parameters ?? []).map(({ ParameterKey }) => ParameterKey) : [];
  return parameterNames.flatMap((ParameterKey): Parameter[] => {
    const ParameterValue = parameters[ParameterKey];
    if (ParameterValue !== undefined) return [{ ParameterKey, ParameterValue }];
    if (there.includes(ParameterKey)) return [{ ParameterKey, UsePreviousValue: true }];
    const first = firstParameters[ParameterKey];
    return first === undefined ? [] : [{ ParameterKey, ParameterValue: first }];
  });
}

async function describeChanges({ cloudformation }: Deployment, id: string) {
  const changes: Change[] = [];
  let NextToken: string | undefined;
  let status = '';
  let reason = '';
  do {
    try {
      const page = await cloudformation.send(
        new DescribeChangeSetCommand({ ChangeSetName: id, ...(NextToken === undefined ? {} : { NextToken }) }),
      );
      changes.push(...(page.Changes ?? []));
      status = page.Status ?? '';
      reason = page.StatusReason ?? '';
      NextToken = page.NextToken;
    } catch (error) {
      return troubleOf('cloudformation:DescribeChangeSet', error);
    }
  } while (NextToken !== undefined);
  return { ok: true as const, value: { status, reason, changes: changes.flatMap(changeOf) } };
}

function changeOf({ ResourceChange: change }: Change): StackChange[] {
  if (change?.Action === undefined || change.LogicalResourceId === undefined) return [];
  return [
    {
      action: change.Action,
      id: change.LogicalResourceId,
      type: change.ResourceType ?? '',
      replaces: change.Replacement === 'True' || change.Replacement === 'Conditional',
    },
  ];
}

/** A change set that nobody wants; of a stack that was never made, the empty stack, too. Best done, not needed. */
async function discard({ cloudformation }: Deployment, id: string, emptyStack: string | undefined): Promise<void> {
  try {
    await cloudformation.send(new DeleteChangeSetCommand({ ChangeSetName: id }));
    if (emptyStack !== undefined) await cloudformation.send(new DeleteStackCommand({ StackName: emptyStack }));
  } catch {
    // It stays as a change set that was not carried out: the next run makes one of its own beside it.
  }
}

async function execute(
  deployment: Deployment,
  id: string,
  stackId: string,
  done: 'created' | 'updated',
): Promise<Outcome<Deployed>> {
  const { cloudformation, clock, event, stack } = deployment;
  const since = clock.now();
  try {
    await cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName: id }));
  } catch (error) {
    return troubleOf('cloudformation:ExecuteChangeSet', error);
  }
  const ended = await follow({ cloudformation, clock, event }, stackId, since);
  if (!ended.ok) return ended;
  if (ended.value === 'CREATE_COMPLETE' || ended.value === 'UPDATE_COMPLETE') return outputsOf(deployment, done);
  const events = await eventsSince(cloudformation, stackId, since);
  const first = events.ok ? firstFailure(events.value) : undefined;
  return trouble(
    'stack-failed',
    `the stack ${stack} is ${ended.value}${first === undefined ? '' : `: ${first.LogicalResourceId} (${first.ResourceType}) failed, ${first.ResourceStatusReason}`}`,
    'mend what the sentence names, then run the same command again: it goes on where this one stopped',
  );
}

async function outputsOf(
  { cloudformation, stack }: Deployment,
  is: 'unchanged' | 'created' | 'updated',
): Promise<Outcome<Deployed>> {
  const described = await describeStack(cloudformation, stack);
  if (!described.ok) return described;
  const outputs = Object.fromEntries(
    (described.value?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']),
  );
  return { ok: true, value: { is, outputs } };
}
