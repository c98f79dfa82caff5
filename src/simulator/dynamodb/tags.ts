import * as client from '@aws-sdk/client-dynamodb';
import type { Operation } from '../operation.ts';
import { settingsOf } from './settings.ts';
import { storeOf } from './store.ts';
import { fromWire, toWire } from './wire-form.ts';

/** dynalite keeps the tags, under an ARN of its own. */
function tagOperation<Input extends { ResourceArn?: string | undefined }, Output>(
  schema: readonly unknown[],
  effect: 'read' | 'write',
): Operation<Input, Promise<Omit<Output, '$metadata'>>> {
  const name = String(schema[2]);
  return {
    name: `dynamodb:${name}`,
    schema,
    effect,
    limits: [],
    buckets: [],
    facts: ['§7'],
    run: (world, caller, input) => {
      const settings = settingsOf(world, caller, input.ResourceArn);
      const store = storeOf(world, caller);
      const wire = toWire(schema, input);
      return store.step(async () => {
        const { Table } = await store.call('DescribeTable', { TableName: settings.name });
        const ResourceArn = (Table as { readonly TableArn: string }).TableArn;
        return fromWire<Omit<Output, '$metadata'>>(schema, await store.call(name, { ...wire, ResourceArn }));
      });
    },
  };
}

export const tagResource = tagOperation<client.TagResourceCommandInput, client.TagResourceCommandOutput>(
  client.TagResource$,
  'write',
);
export const untagResource = tagOperation<client.UntagResourceCommandInput, client.UntagResourceCommandOutput>(
  client.UntagResource$,
  'write',
);
export const listTagsOfResource = tagOperation<
  client.ListTagsOfResourceCommandInput,
  client.ListTagsOfResourceCommandOutput
>(client.ListTagsOfResource$, 'read');
