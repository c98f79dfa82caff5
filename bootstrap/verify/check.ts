import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../../src/aws/clock.ts';
import { thrown } from '../deploy/trouble.ts';

/** What the checks look at, and how they ask. */
export interface Deployed {
  readonly clients: {
    readonly cloudwatch: Pick<CloudWatchClient, 'send'>;
    readonly dynamodb: DynamoDBClient;
    readonly events: Pick<EventBridgeClient, 'send'>;
    readonly lambda: Pick<LambdaClient, 'send'>;
    readonly logs: Pick<CloudWatchLogsClient, 'send'>;
    readonly s3: Pick<S3Client, 'send'>;
    readonly scheduler: Pick<SchedulerClient, 'send'>;
    readonly sqs: Pick<SQSClient, 'send'>;
  };
  readonly clock: Clock;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
  /** Of the stack: `DispatchCode` holds the key of the code that it deployed. */
  readonly parameters: Readonly<Record<string, string>>;
  /** When the stack was made, milliseconds since 1970. */
  readonly createdAt: number;
}

export interface Looked {
  readonly is: 'ok' | 'failed' | 'timed-out';
  /** What was seen: a figure, or what is wrong. */
  readonly what: string;
  /** Empty where all is well. */
  readonly whatToDo: readonly string[];
}

/** One part of what bootstrap deployed; listed once in checks.ts. Throws what AWS throws. */
export interface Check {
  readonly name: string;
  look(deployed: Deployed): Promise<readonly Looked[]>;
}

const REPAIR =
  'ecs-steward bootstrap puts the stack right; if it says that nothing changes, delete the part by hand first';

export function ok(what: string): Looked {
  return { is: 'ok', what, whatToDo: [] };
}

export function failed(what: string, ...whatToDo: readonly string[]): Looked {
  return { is: 'failed', what, whatToDo: whatToDo.length === 0 ? [REPAIR] : whatToDo };
}

export function timedOut(what: string, ...whatToDo: readonly string[]): Looked {
  return { is: 'timed-out', what, whatToDo };
}

/** The sentence if it is not so. */
export function must(holds: boolean, right: string, wrong: string, ...whatToDo: readonly string[]): Looked {
  return holds ? ok(right) : failed(wrong, ...whatToDo);
}

/** A check that could not look: what is gone is said as gone, everything else in AWS' words. */
export async function lookedAt(check: Check, deployed: Deployed): Promise<readonly Looked[]> {
  try {
    return await check.look(deployed);
  } catch (error) {
    const { name, message } = thrown(error);
    if (/NotFound|NonExistent/.test(name)) return [failed(`it is not there (${message})`)];
    return [
      failed(
        `it could not be looked at (${name}: ${message})`,
        'ask for the permission to read it, then run the same command again',
      ),
    ];
  }
}
