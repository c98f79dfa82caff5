import { AwsError } from '../operation.ts';

/** Today's code → the code of the old query protocol, which `x-amzn-query-error` carries (aws-facts §1.2). */
export const queryErrors: Readonly<Record<string, string>> = {
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  InvalidParameterValueException: 'InvalidParameterValue',
  MissingRequiredParameterException: 'MissingParameter',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  QueueDeletedRecently: 'AWS.SimpleQueueService.QueueDeletedRecently',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
};

export function noQueue(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

export function missing(parameter: string): AwsError {
  const sentence = `The request must contain the parameter ${parameter}.`;
  return new AwsError('MissingRequiredParameterException', sentence);
}

export function invalid(value: unknown, parameter: string, reason: string): AwsError {
  const sentence = `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`;
  return new AwsError('InvalidParameterValueException', sentence);
}

export function handleInvalid(handle: string): AwsError {
  return new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    404,
  );
}
