import { describeContinuousBackups, updateContinuousBackups } from './dynamodb/backups.ts';
import { batchGetItem, getItem, listTables, query, scan } from './dynamodb/item-reads.ts';
import { batchWriteItem, deleteItem, putItem, updateItem } from './dynamodb/item-writes.ts';
import { createTable, deleteTable, describeTable, updateTable } from './dynamodb/tables.ts';
import { listTagsOfResource, tagResource, untagResource } from './dynamodb/tags.ts';
import { describeTimeToLive, updateTimeToLive } from './dynamodb/time-to-live.ts';
import type { SimulatedService } from './operation.ts';

/** Tables and items are dynalite's; what it lacks is added in front of it, the rest refused by name. */
export const dynamodb: SimulatedService = {
  endpoint: 'dynamodb',
  signingName: 'dynamodb',
  protocol: 'awsJson1.0',
  target: 'DynamoDB_20120810',
  errorNamespace: 'com.amazonaws.dynamodb.v20120810',
  operations: [
    createTable,
    describeTable,
    updateTable,
    deleteTable,
    listTables,
    getItem,
    batchGetItem,
    query,
    scan,
    putItem,
    updateItem,
    deleteItem,
    batchWriteItem,
    updateTimeToLive,
    describeTimeToLive,
    updateContinuousBackups,
    describeContinuousBackups,
    tagResource,
    untagResource,
    listTagsOfResource,
  ],
};
