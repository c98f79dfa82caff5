import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { updateContinuousBackups } from '../../dynamodb/backups.ts';
import { createTable, deleteTable, describeTable, updateTable } from '../../dynamodb/tables.ts';
import { updateTimeToLive } from '../../dynamodb/time-to-live.ts';
import { AwsError } from '../../operation.ts';
import {
  boolean,
  call,
  generatedName,
  number,
  type Physical,
  resourceType,
  type Site,
  tags,
  unlessGone,
} from '../resource-type.ts';

const key = z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) });
const schema = z.strictObject({
  TableName: z.string().optional(),
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).optional(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: z.array(key),
  DeletionProtectionEnabled: boolean.default(false),
  PointInTimeRecoverySpecification: z
    .strictObject({ PointInTimeRecoveryEnabled: boolean, RecoveryPeriodInDays: number.optional() })
    .optional(),
  /** Only the default, AWS' own key. */
  SSESpecification: z
    .strictObject({ SSEEnabled: boolean.refine((on) => !on, 'is not known to the simulator when it is on') })
    .optional(),
  StreamSpecification: z.strictObject({ StreamViewType: z.literal('NEW_AND_OLD_IMAGES') }).optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: boolean }).optional(),
  Tags: tags,
});
type Properties = z.output<typeof schema>;

async function describe(site: Site, TableName: string): Promise<Physical> {
  const { Table } = await call(site, describeTable, { TableName });
  return { id: TableName, attributes: { Arn: Table?.TableArn, StreamArn: Table?.LatestStreamArn } };
}

async function settle(site: Site, TableName: string, wanted: Properties, before?: Properties): Promise<void> {
  const { PointInTimeRecoverySpecification: recovery, TimeToLiveSpecification: ttl } = wanted;
  if (recovery !== undefined && JSON.stringify(recovery) !== JSON.stringify(before?.PointInTimeRecoverySpecification))
    await call(site, updateContinuousBackups, {
      TableName,
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: recovery.PointInTimeRecoveryEnabled,
        ...(recovery.RecoveryPeriodInDays === undefined ? {} : { RecoveryPeriodInDays: recovery.RecoveryPeriodInDays }),
      },
    });
  if (ttl !== undefined && JSON.stringify(ttl) !== JSON.stringify(before?.TimeToLiveSpecification))
    await call(site, updateTimeToLive, { TableName, TimeToLiveSpecification: ttl });
}

export const table = resourceType({
  type: 'AWS::DynamoDB::Table',
  schema,
  replacedBy: ['TableName', 'KeySchema'],
  seconds: 15,
  async create(site, wanted) {
    const {
      StreamSpecification: stream,
      PointInTimeRecoverySpecification,
      SSESpecification,
      TimeToLiveSpecification,
      ...rest
    } = wanted;
    const TableName = wanted.TableName ?? generatedName(site);
    const order: CreateTableCommandInput = {
      ...rest,
      TableName,
      ...(stream === undefined ? {} : { StreamSpecification: { StreamEnabled: true, ...stream } }),
    };
    await call(site, createTable, order);
    await settle(site, TableName, wanted);
    return describe(site, TableName);
  },
  async find(site, { TableName }) {
    if (TableName === undefined) return undefined;
    try {
      return await describe(site, TableName);
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  },
  async update(site, { id: TableName }, wanted, before) {
    const changes = {
      ...(wanted.DeletionProtectionEnabled === before.DeletionProtectionEnabled
        ? {}
        : { DeletionProtectionEnabled: wanted.DeletionProtectionEnabled }),
      ...(wanted.BillingMode === before.BillingMode || wanted.BillingMode === undefined
        ? {}
        : { BillingMode: wanted.BillingMode }),
      ...((wanted.StreamSpecification === undefined) === (before.StreamSpecification === undefined)
        ? {}
        : {
            StreamSpecification: {
              StreamEnabled: wanted.StreamSpecification !== undefined,
              ...wanted.StreamSpecification,
            },
          }),
    };
    if (Object.keys(changes).length > 0) await call(site, updateTable, { TableName, ...changes });
    await settle(site, TableName, wanted, before);
    return describe(site, TableName);
  },
  delete: (site, { id }) => unlessGone(call(site, deleteTable, { TableName: id }), 'ResourceNotFoundException'),
});
