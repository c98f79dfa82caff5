import type {
  AttributeValue,
  BatchGetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Access, AccessTable, Asked } from '../iam/access.ts';
import { allSettings, tableArn } from './settings.ts';

/**
 * Which permissions DynamoDB asks for (Service Authorization Reference). `dynamodb:LeadingKeys` are the partition keys that
 * a request names; a Scan names none.
 */

type Item = Readonly<Record<string, AttributeValue>> | undefined;

function on(action: string, { caller }: Asked<unknown>, table: string | undefined, keys: readonly string[]): Access {
  const name = table?.startsWith('arn:') ? (table.split('/')[1] ?? '') : (table ?? '');
  return {
    action,
    resource: tableArn(caller, name),
    context: keys.length === 0 ? {} : { 'dynamodb:LeadingKeys': [...new Set(keys)] },
  };
}

function partitionKey({ world, caller }: Asked<unknown>, table: string | undefined): string {
  const name = table?.split('/')[1] ?? table ?? '';
  return allSettings(world, caller).get(name)?.keys[0] ?? '';
}

function keyIn(asked: Asked<unknown>, table: string | undefined, item: Item): string[] {
  const value = item?.[partitionKey(asked, table)];
  const text = value?.S ?? value?.N;
  return text === undefined ? [] : [text];
}

/** The value that the key condition compares the partition key with. */
function keyInCondition(asked: Asked<QueryCommandInput>): string[] {
  const { TableName, KeyConditionExpression = '', ExpressionAttributeNames, ExpressionAttributeValues } = asked.input;
  const key = partitionKey(asked, TableName);
  for (const [, name = '', value = ''] of KeyConditionExpression.matchAll(/(#?\w+)\s*=\s*(:\w+)/g)) {
    if ((ExpressionAttributeNames?.[name] ?? name) !== key) continue;
    const found = ExpressionAttributeValues?.[value];
    const text = found?.S ?? found?.N;
    if (text !== undefined) return [text];
  }
  return [];
}

const byKey = ['GetItem', 'UpdateItem', 'DeleteItem'].map((name) => {
  const action = `dynamodb:${name}`;
  return [
    action,
    (asked: Asked<Pick<UpdateItemCommandInput, 'TableName' | 'Key'>>) => [
      on(action, asked, asked.input.TableName, keyIn(asked, asked.input.TableName, asked.input.Key)),
    ],
  ] as const;
});
const whole = ['Scan', 'DescribeTable'].map((name) => {
  const action = `dynamodb:${name}`;
  return [action, (asked: Asked<{ TableName?: string }>) => [on(action, asked, asked.input.TableName, [])]] as const;
});

export const access: AccessTable = {
  ...Object.fromEntries(byKey),
  ...Object.fromEntries(whole),
  'dynamodb:PutItem': (asked: Asked<PutItemCommandInput>) => [
    on('dynamodb:PutItem', asked, asked.input.TableName, keyIn(asked, asked.input.TableName, asked.input.Item)),
  ],
  'dynamodb:BatchGetItem': (asked: Asked<BatchGetItemCommandInput>) =>
    Object.entries(asked.input.RequestItems ?? {}).map(([table, { Keys = [] }]) =>
      on(
        'dynamodb:BatchGetItem',
        asked,
        table,
        Keys.flatMap((key) => keyIn(asked, table, key)),
      ),
    ),
  'dynamodb:Query': (asked: Asked<QueryCommandInput>) => [
    on('dynamodb:Query', asked, asked.input.TableName, keyInCondition(asked)),
  ],
};
