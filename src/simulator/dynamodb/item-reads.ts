import * as client from '@aws-sdk/client-dynamodb';
import type { Operation } from '../operation.ts';
import { storeOf, type Wire } from './store.ts';
import { fromWire, toWire } from './wire-form.ts';

/** A read that dynalite answers as it is. */
function read<Input, Output>(schema: readonly unknown[]): Operation<Input, Promise<Omit<Output, '$metadata'>>> {
  const name = String(schema[2]);
  return {
    name: `dynamodb:${name}`,
    schema,
    effect: 'read',
    limits: [],
    buckets: [],
    facts: ['§7'],
    run: (world, caller, input) => {
      const store = storeOf(world, caller);
      const wire: Wire = toWire(schema, input);
      return store.step(async () => fromWire<Omit<Output, '$metadata'>>(schema, await store.call(name, wire)));
    },
  };
}

export const getItem = read<client.GetItemCommandInput, client.GetItemCommandOutput>(client.GetItem$);
export const query = read<client.QueryCommandInput, client.QueryCommandOutput>(client.Query$);
export const scan = read<client.ScanCommandInput, client.ScanCommandOutput>(client.Scan$);
export const batchGetItem = read<client.BatchGetItemCommandInput, client.BatchGetItemCommandOutput>(
  client.BatchGetItem$,
);
export const listTables = read<client.ListTablesCommandInput, client.ListTablesCommandOutput>(client.ListTables$);
