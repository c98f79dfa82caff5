import { DescribeContinuousBackupsCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { names } from '../names.ts';
import { type Check, must } from './check.ts';

export const table: Check = {
  name: 'table',
  async look({ clients: { dynamodb } }) {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: names.table }));
    const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: names.table }));
    const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    return [
      must(Table?.TableStatus === 'ACTIVE', `${names.table} is ACTIVE`, `${names.table} is ${Table?.TableStatus}`),
      must(
        Table?.StreamSpecification?.StreamViewType === 'NEW_AND_OLD_IMAGES',
        'its stream is on',
        'its stream is off: changed documents wake nobody',
      ),
      must(recovery === 'ENABLED', 'each second can be restored', 'point-in-time recovery is off'),
      must(
        Table?.DeletionProtectionEnabled === true,
        'it is protected against deletion',
        'its deletion protection is off',
      ),
    ];
  },
};
