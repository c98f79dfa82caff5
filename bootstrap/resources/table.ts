import { TTL_ATTRIBUTE, tableShape } from '../../src/records/table.ts';
import { names } from '../names.ts';
import type { Resource } from '../template-shape.ts';

/** Documents, records and history. Nothing that happens to the stack deletes it: it has to be asked for by name, twice. */
export function table(): Readonly<Record<string, Resource>> {
  return {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName: names.table,
        BillingMode: tableShape.BillingMode,
        AttributeDefinitions: tableShape.AttributeDefinitions.map((each) => ({ ...each })),
        KeySchema: tableShape.KeySchema.map((each) => ({ ...each })),
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: false },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
      },
    },
  };
}
