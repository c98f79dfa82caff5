import * as client from '@aws-sdk/client-lambda';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { invokeLater, invoke as run } from './invoking.ts';
import { functionAt } from './state.ts';

type Answer = Omit<client.InvokeCommandOutput, '$metadata' | 'Payload'> & { readonly Payload?: Uint8Array };

/** RequestResponse waits for the function's answer; Event does not; DryRun only looks whether it would go. */
export const invoke: Operation<client.InvokeCommandInput, Answer | Promise<Answer>> = {
  name: 'lambda:Invoke',
  schema: client.Invoke$,
  effect: 'write',
  limits: [],
  buckets: [],
  facts: ['§7'],
  run: (world, caller, input) => {
    refuseOthers('lambda:Invoke', input, ['FunctionName', 'InvocationType', 'LogType', 'Payload']);
    const record = functionAt(world, caller, input.FunctionName);
    if (world.clock.now() < record.activeFrom)
      throw new AwsError(
        'ResourceConflictException',
        `The operation cannot be performed at this time. The function is currently in the following state: Pending`,
        409,
      );
    const event = parse(input.Payload instanceof Uint8Array ? Buffer.from(input.Payload).toString() : '');
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
    if (input.InvocationType !== 'Event') return wait(run(world, record, event));
    invokeLater(world, record.arn, event);
    return { StatusCode: 202 };
  },
};

async function wait(running: ReturnType<typeof run>): Promise<Answer> {
  const outcome = await running;
  if (outcome.is === 'throttled')
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
  return {
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    Payload: Buffer.from(outcome.payload),
    ...(outcome.is === 'failed' ? { FunctionError: 'Unhandled' } : {}),
  };
}

function parse(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json');
  }
}
