import { arnOf, attribute, either, ref } from '../intrinsics.ts';
import type { Resource, Value } from '../template-shape.ts';

/** What Lambda reads for the functions: the queue for reconcile, the table's stream for dispatch. */
export function eventSources(): Readonly<Record<string, Resource>> {
  return {
    QueueSource: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arnOf('Queue'),
        FunctionName: ref('ReconcileFunction'),
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: 2,
        // One bad message is one message, not ten.
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        // Pollers that outrun the reserved concurrency would send good messages to the dead letters.
        ScalingConfig: { MaximumConcurrency: either('ReconcileReserved', ref('ReconcileConcurrency'), 10) },
      },
    },
    StreamSource: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: attribute('Table', 'StreamArn'),
        FunctionName: ref('DispatchFunction'),
        StartingPosition: 'LATEST',
        BatchSize: 100,
        MaximumBatchingWindowInSeconds: 1,
        FilterCriteria: { Filters: waking.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) },
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 5,
        MaximumRecordAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: arnOf('DeadLetters') } },
      },
    },
  };
}

/** Documents, requests and control. Leases, status and history are our own writes: they would wake us for ever. */
const waking: readonly Value[] = [
  { dynamodb: { Keys: { pk: { S: [{ prefix: 'document#' }] }, sk: { S: ['current'] } } } },
  { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'request#' }] } } } },
  { dynamodb: { Keys: { pk: { S: ['control'] }, sk: { S: ['current', 'spokes'] } } } },
];
