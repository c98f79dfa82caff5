import * as client from '@aws-sdk/client-dynamodb';
import type { Operation } from '../operation.ts';
import { WireForm } from '../protocols/wire.ts';
import { storeOf } from './store.ts';
import { toWire } from './wire-form.ts';

/** A read that dynalite answers as it is; its pages are what a fleet asks for most, so they are not taken apart on their way. */
function read<Input>(schema: readonly unknown[]): Operation<Input, Promise<WireForm>> {
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
      const wire = toWire(schema, input);
      return store.step(async () => new WireForm(await store.call(name, wire)));
    },
  };
}

export const getItem = read<client.GetItemCommandInput>(client.GetItem$);
export const query = read<client.QueryCommandInput>(client.Query$);
export const scan = read<client.ScanCommandInput>(client.Scan$);
export const batchGetItem = read<client.BatchGetItemCommandInput>(client.BatchGetItem$);
export const listTables = read<client.ListTablesCommandInput>(client.ListTables$);
