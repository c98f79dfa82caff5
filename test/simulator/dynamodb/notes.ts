import * as client from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { createSimulator } from '../../../src/simulator/simulator.ts';

export const TableName = 'notes';

export const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'current' } });

/** A simulator with one table, its stream on, and short words for what tests do to it. */
export async function notes() {
  const simulator = createSimulator({ latencyMs: [0, 0] });
  const dynamodb = new client.DynamoDBClient({
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: '210987654321', secretAccessKey: 'simulated' },
    requestHandler: simulator.requestHandler(),
  });
  const records: DynamoDBRecord[] = [];
  simulator.onStream(TableName, (event) => records.push(...event.Records));
  const create = (more: Partial<client.CreateTableCommandInput>, name = TableName) =>
    dynamodb.send(new client.CreateTableCommand({ ...table, TableName: name, ...more }));
  await create({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } });
  return {
    simulator,
    dynamodb,
    records,
    create,
    /** Lets the stream arrive. */
    arrive: () => simulator.world.clock.advance(1000),
    put: (
      pk: string,
      more: Record<string, client.AttributeValue> = {},
      input: Partial<client.PutItemCommandInput> = {},
    ) => dynamodb.send(new client.PutItemCommand({ TableName, Item: { ...key(pk), ...more }, ...input })),
    get: async (pk: string) => (await dynamodb.send(new client.GetItemCommand({ TableName, Key: key(pk) }))).Item,
    remove: (pk: string, input: Partial<client.DeleteItemCommandInput> = {}) =>
      dynamodb.send(new client.DeleteItemCommand({ TableName, Key: key(pk), ...input })),
    update: (pk: string, value: string, input: Partial<client.UpdateItemCommandInput> = {}) =>
      dynamodb.send(
        new client.UpdateItemCommand({
          TableName,
          Key: key(pk),
          UpdateExpression: 'SET version = :v',
          ExpressionAttributeValues: { ':v': { N: value } },
          ...input,
        }),
      ),
  };
}

const table = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
} satisfies Partial<client.CreateTableCommandInput>;
