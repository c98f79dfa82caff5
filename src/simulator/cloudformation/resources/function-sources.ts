import { z } from 'zod';
import { createEventSourceMapping, deleteEventSourceMapping, updateEventSourceMapping } from '../../lambda/mappings.ts';
import { addPermission, removePermission } from '../../lambda/permissions.ts';
import { boolean, call, generatedName, number, resourceType, unlessGone } from '../resource-type.ts';

const permissionSchema = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceAccount: z.string().optional(),
  SourceArn: z.string().optional(),
});

const mappingSchema = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: boolean.optional(),
  StartingPosition: z.enum(['LATEST', 'TRIM_HORIZON']).optional(),
  BatchSize: number.optional(),
  MaximumBatchingWindowInSeconds: number.optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: number }).optional(),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }).optional(),
  BisectBatchOnFunctionError: boolean.optional(),
  MaximumRetryAttempts: number.optional(),
  MaximumRecordAgeInSeconds: number.optional(),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }).optional(),
});

export const eventSourceMapping = resourceType({
  type: 'AWS::Lambda::EventSourceMapping',
  schema: mappingSchema,
  replacedBy: ['EventSourceArn', 'StartingPosition', 'FunctionName'],
  seconds: 10,
  async create(site, wanted) {
    const { UUID = '', EventSourceMappingArn } = await call(site, createEventSourceMapping, wanted);
    return { id: UUID, attributes: { Id: UUID, EventSourceMappingArn } };
  },
  async update(site, physical, wanted) {
    const { EventSourceArn: _source, StartingPosition: _position, ...changes } = wanted;
    await call(site, updateEventSourceMapping, { UUID: physical.id, ...changes });
    return physical;
  },
  delete: (site, { id }) => unlessGone(call(site, deleteEventSourceMapping, { UUID: id }), 'ResourceNotFoundException'),
});

export const permission = resourceType({
  type: 'AWS::Lambda::Permission',
  schema: permissionSchema,
  replacedBy: [],
  async create(site, wanted) {
    const StatementId = generatedName(site);
    await call(site, addPermission, { ...wanted, StatementId });
    return { id: StatementId, attributes: { Id: StatementId } };
  },
  delete: (site, { id }, { FunctionName }) =>
    unlessGone(call(site, removePermission, { FunctionName, StatementId: id }), 'ResourceNotFoundException'),
});
