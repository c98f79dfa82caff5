import { arnOf, ref, sub } from '../intrinsics.ts';
import { names } from '../names.ts';
import type { StackOptions } from '../stack-options.ts';
import type { Resource, Value } from '../template-shape.ts';
import { DEAD_LETTER_SECONDS, HINT_SECONDS, VISIBILITY_SECONDS } from '../timing.ts';
import { rulesOf } from './rules.ts';

/** Messages to the worker, and what came to nothing: messages, events, calls of the schedule, records of the stream. */
export function queues(options: StackOptions): Readonly<Record<string, Resource>> {
  return {
    Queue: {
      Type: 'AWS::SQS::Queue',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: {
        QueueName: names.queue,
        VisibilityTimeout: VISIBILITY_SECONDS,
        MessageRetentionPeriod: HINT_SECONDS,
        SqsManagedSseEnabled: true,
        RedrivePolicy: { deadLetterTargetArn: arnOf('DeadLetters'), maxReceiveCount: 5 },
      },
    },
    DeadLetters: {
      Type: 'AWS::SQS::Queue',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: {
        QueueName: names.deadLetters,
        MessageRetentionPeriod: DEAD_LETTER_SECONDS,
        SqsManagedSseEnabled: true,
        // By its text, as the two queues would wait for each other otherwise.
        RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [queueArn(names.queue)] },
      },
    },
    QueuePolicy: policy('Queue', []),
    DeadLettersPolicy: policy('DeadLetters', [undeliveredEvents(options)]),
  };
}

function queueArn(name: string): Value {
  return sub(`arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${name}`);
}

function policy(queue: 'Queue' | 'DeadLetters', statements: readonly Value[]): Resource {
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref(queue)],
      PolicyDocument: { Version: '2012-10-17', Statement: [...statements, ...closed(queue)] },
    },
  };
}

/** Whatever another policy allows: nobody sends or receives in plain text, and no other account's principal at all. */
function closed(queue: string): Value[] {
  const all = { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: arnOf(queue) };
  return [
    { Sid: 'NoPlainText', ...all, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    {
      Sid: 'NoOtherAccount',
      ...all,
      Condition: {
        StringNotEquals: { 'aws:PrincipalAccount': ref('AWS::AccountId') },
        Bool: { 'aws:PrincipalIsAWSService': 'false' },
      },
    },
  ];
}

/** EventBridge may leave what it could not deliver; only for our own rules, only from this account. */
function undeliveredEvents(options: StackOptions): Value {
  return {
    Sid: 'UndeliveredEvents',
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arnOf('DeadLetters'),
    Condition: {
      StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') },
      ArnEquals: { 'aws:SourceArn': Object.keys(rulesOf(options)).map(arnOf) },
    },
  };
}
