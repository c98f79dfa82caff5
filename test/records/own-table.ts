import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import type { AwsFailure, Result } from '../../src/aws/failure.ts';
import { createItems } from '../../src/records/items.ts';
import { tableShape } from '../../src/records/table.ts';
import type { Fault } from '../../src/simulator/faults.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';

/** Where the records are kept: the simulator, or any other DynamoDB that DYNAMODB_ENDPOINT names. */
const endpoint = process.env.DYNAMODB_ENDPOINT;

/** Faults are ordered from the simulator: tests that need them run there only. */
export const hasFaults = endpoint === undefined;

let tables = 0;

/** A table of our own, new and empty, on simulated time, with records' items over it. */
export async function ownTable() {
  const simulator = createSimulator({ seed: 7, start: Date.UTC(2026, 2, 2, 8), latencyMs: [0, 0], throttling: false });
  const { clock } = simulator.world;
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: '210987654321', secretAccessKey: 'simulated' },
    ...(endpoint === undefined ? { requestHandler: simulator.requestHandler() } : { endpoint }),
  });
  const table = `records-${process.pid}-${tables++}`;
  await create(client, table);
  const calls: string[] = [];
  const options = { client, table, clock, random: () => 0.5, count: (call: string) => calls.push(call) };
  return {
    simulator,
    clock,
    client,
    table,
    options,
    /** Every attempt, in order. */
    calls,
    items: createItems(options),
    fault: (fault: Fault) => simulator.faults.order(fault),
  };
}

export type OwnTable = Awaited<ReturnType<typeof ownTable>>;

async function create(client: DynamoDBClient, TableName: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand({ ...tableShape, TableName }));
  } catch (error) {
    // Left over from an earlier run on a lasting endpoint.
    if (!(error instanceof ResourceInUseException)) throw error;
    await client.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists({ client, maxWaitTime: 30 }, { TableName });
    return create(client, TableName);
  }
  if (endpoint !== undefined) await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
}

export function valueIn<Value>(result: Result<Value, AwsFailure>): Value {
  if (!result.ok) throw new Error(`${result.failure.call} failed: ${result.failure.code} ${result.failure.message}`);
  return result.value;
}

export function failureIn<Value>(result: Result<Value, AwsFailure>): AwsFailure {
  if (result.ok) throw new Error(`it did not fail: ${JSON.stringify(result.value)}`);
  return result.failure;
}
