import * as client from '@aws-sdk/client-lambda';
import { uuid } from '../cloudtrail.ts';
import { allSettings, streamArn } from '../dynamodb/settings.ts';
import { InvalidPattern, parsePattern } from '../events/pattern.ts';
import { roleMay } from '../iam/by-services.ts';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { findQueue, numberOf } from '../sqs/queues.ts';
import type { World } from '../world.ts';
import { invalid } from './configuration.ts';
import { type Mapping, mappingAt, mappingsOf } from './mapping-state.ts';
import { poll } from './queue-mapping.ts';
import { type FunctionRecord, functionAt, whereOf } from './state.ts';
import { watchTable } from './stream-mapping.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§7'] } as const;

const updateMembers = [
  'FunctionName',
  'Enabled',
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'FilterCriteria',
  'FunctionResponseTypes',
  'ScalingConfig',
  'MaximumRetryAttempts',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'MaximumRecordAgeInSeconds',
] as const;

export const createEventSourceMapping: Operation<
  client.CreateEventSourceMappingCommandInput,
  Plain<client.CreateEventSourceMappingCommandOutput>
> = {
  ...shared,
  name: 'lambda:CreateEventSourceMapping',
  schema: client.CreateEventSourceMapping$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('lambda:CreateEventSourceMapping', input, [
      ...updateMembers,
      'EventSourceArn',
      'StartingPosition',
      'Tags',
    ]);
    const target = functionAt(world, caller, input.FunctionName);
    const sourceArn = input.EventSourceArn ?? '';
    const isQueue = sourceArn.includes(':sqs:');
    if (isQueue) checkQueue(world, target, sourceArn);
    else checkStream(world, target, sourceArn, input.StartingPosition);
    const mappings = mappingsOf(world, caller);
    const twin = [...mappings.values()].find((one) => one.sourceArn === sourceArn && one.functionArn === target.arn);
    if (twin !== undefined)
      throw new AwsError(
        'ResourceConflictException',
        `The event source arn (" ${sourceArn} ") and function (" ${target.name} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${twin.uuid}`,
        409,
      );
    const id = uuid(world.random);
    const mapping: Mapping = {
      uuid: id,
      arn: `arn:aws:lambda:${caller.region}:${caller.account}:event-source-mapping:${id}`,
      functionArn: target.arn,
      sourceArn,
      startingPosition:
        input.StartingPosition === 'TRIM_HORIZON' || input.StartingPosition === 'LATEST'
          ? input.StartingPosition
          : undefined,
      tags: new Map(Object.entries(input.Tags ?? {})),
      enabled: true,
      batchSize: isQueue ? 10 : 100,
      window: 0,
      reportsFailures: false,
      filters: [],
      maximumConcurrency: undefined,
      retries: -1,
      bisects: false,
      maximumAge: 86_400,
      onFailure: undefined,
      modifiedAt: world.clock.now(),
    };
    change(world, mapping, input);
    mappings.set(id, mapping);
    if (isQueue) poll(world, mapping);
    else watchTable(world, mapping);
    return shown(mapping);
  },
};

/** What Lambda does with a source as the function's role (developer guide, «Execution role permissions»). */
const queueCalls = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const streamCalls = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

function checkQueue(world: World, target: FunctionRecord, arn: string): void {
  const queue = findQueue(world, whereOf(arn), arn);
  if (queue === undefined)
    throw invalid(
      'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
    );
  const denied = queueCalls.find((action) => !roleMay(world, target.configuration.role, action, arn));
  if (denied !== undefined)
    throw invalid(`The provided execution role does not have permissions to call ${denied.slice(4)} on SQS`);
  const visibility = numberOf(queue, 'VisibilityTimeout');
  const { timeout } = target.configuration;
  if (visibility < timeout)
    throw invalid(`Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`);
}

function checkStream(world: World, target: FunctionRecord, arn: string, position: string | undefined): void {
  const where = whereOf(arn);
  const found = [...allSettings(world, where).values()].some((settings) => streamArn(where, settings) === arn);
  if (!found) throw invalid(`Stream not found: ${arn}`);
  if (streamCalls.some((action) => !roleMay(world, target.configuration.role, action, arn)))
    throw invalid(
      `Cannot access stream ${arn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.`,
    );
  if (position === undefined)
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
}

function change(
  world: World,
  mapping: Mapping,
  input: client.UpdateEventSourceMappingCommandInput | client.CreateEventSourceMappingCommandInput,
): void {
  const batchSize = input.BatchSize ?? mapping.batchSize;
  const window = input.MaximumBatchingWindowInSeconds ?? mapping.window;
  if (batchSize < 1 || batchSize > 10_000) throw invalid('Batch size must be between 1 and 10000.');
  if (mapping.sourceArn.includes(':sqs:') && batchSize > 10 && window === 0)
    throw invalid('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10');
  if (window > 300) throw invalid('Maximum batch window in seconds must be at most 300.');
  if (input.FilterCriteria !== undefined) mapping.filters = filtersOf(input.FilterCriteria);
  mapping.batchSize = batchSize;
  mapping.window = window;
  mapping.enabled = input.Enabled ?? mapping.enabled;
  mapping.retries = input.MaximumRetryAttempts ?? mapping.retries;
  const age = input.MaximumRecordAgeInSeconds ?? -1;
  if (age !== -1) mapping.maximumAge = age;
  mapping.bisects = input.BisectBatchOnFunctionError ?? mapping.bisects;
  mapping.onFailure = input.DestinationConfig?.OnFailure?.Destination ?? mapping.onFailure;
  mapping.maximumConcurrency = input.ScalingConfig?.MaximumConcurrency ?? mapping.maximumConcurrency;
  if (input.FunctionResponseTypes !== undefined)
    mapping.reportsFailures = input.FunctionResponseTypes.includes('ReportBatchItemFailures');
  mapping.modifiedAt = world.clock.now();
}

function filtersOf(criteria: client.FilterCriteria): string[] {
  const patterns = (criteria.Filters ?? []).map((filter) => filter.Pattern ?? '');
  if (patterns.length > 5) throw invalid('Too many filters: at most 5.');
  try {
    for (const pattern of patterns) parsePattern(pattern);
  } catch (error) {
    if (error instanceof InvalidPattern) throw invalid('Invalid filter pattern definition.');
    throw error;
  }
  return patterns;
}

export const updateEventSourceMapping: Operation<
  client.UpdateEventSourceMappingCommandInput,
  Plain<client.UpdateEventSourceMappingCommandOutput>
> = {
  ...shared,
  name: 'lambda:UpdateEventSourceMapping',
  schema: client.UpdateEventSourceMapping$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('lambda:UpdateEventSourceMapping', input, [...updateMembers, 'UUID']);
    const mapping = mappingAt(world, caller, input.UUID);
    change(world, mapping, input);
    if (mapping.sourceArn.includes(':sqs:')) poll(world, mapping);
    return shown(mapping);
  },
};

export const getEventSourceMapping: Operation<
  client.GetEventSourceMappingCommandInput,
  Plain<client.GetEventSourceMappingCommandOutput>
> = {
  ...shared,
  name: 'lambda:GetEventSourceMapping',
  schema: client.GetEventSourceMapping$,
  effect: 'read',
  run: (world, caller, input) => shown(mappingAt(world, caller, input.UUID)),
};

export const listEventSourceMappings: Operation<
  client.ListEventSourceMappingsCommandInput,
  Plain<client.ListEventSourceMappingsCommandOutput>
> = {
  ...shared,
  name: 'lambda:ListEventSourceMappings',
  schema: client.ListEventSourceMappings$,
  effect: 'read',
  run: (world, caller, input) => {
    refuseOthers('lambda:ListEventSourceMappings', input, ['FunctionName', 'EventSourceArn']);
    const target = input.FunctionName === undefined ? undefined : functionAt(world, caller, input.FunctionName).arn;
    const found = [...mappingsOf(world, caller).values()].filter(
      ({ functionArn, sourceArn }) =>
        (target ?? functionArn) === functionArn && (input.EventSourceArn ?? sourceArn) === sourceArn,
    );
    return { EventSourceMappings: found.map(shown) };
  },
};

export const deleteEventSourceMapping: Operation<
  client.DeleteEventSourceMappingCommandInput,
  Plain<client.DeleteEventSourceMappingCommandOutput>
> = {
  ...shared,
  name: 'lambda:DeleteEventSourceMapping',
  schema: client.DeleteEventSourceMapping$,
  effect: 'write',
  run: (world, caller, input) => {
    const mapping = mappingAt(world, caller, input.UUID);
    mappingsOf(world, caller).delete(mapping.uuid);
    return { ...shown(mapping), State: 'Deleting' };
  },
};

function shown(mapping: Mapping): client.EventSourceMappingConfiguration {
  const { filters, maximumConcurrency, onFailure, startingPosition } = mapping;
  const ofStream = {
    MaximumRetryAttempts: mapping.retries,
    MaximumRecordAgeInSeconds: mapping.maximumAge,
    BisectBatchOnFunctionError: mapping.bisects,
    ParallelizationFactor: 1,
    ...(startingPosition === undefined ? {} : { StartingPosition: startingPosition }),
  };
  return {
    UUID: mapping.uuid,
    EventSourceMappingArn: mapping.arn,
    EventSourceArn: mapping.sourceArn,
    FunctionArn: mapping.functionArn,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.window,
    FunctionResponseTypes: mapping.reportsFailures ? ['ReportBatchItemFailures'] : [],
    LastModified: new Date(mapping.modifiedAt),
    State: mapping.enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
    ...(filters.length === 0 ? {} : { FilterCriteria: { Filters: filters.map((Pattern) => ({ Pattern })) } }),
    ...(maximumConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    ...(onFailure === undefined ? {} : { DestinationConfig: { OnFailure: { Destination: onFailure } } }),
    ...(mapping.sourceArn.includes(':sqs:') ? {} : ofStream),
  };
}
