import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { failureOf, waitBefore } from '../aws/call.ts';
import type { Clock } from '../aws/clock.ts';
import { isThrottle } from '../aws/error-classes.ts';
import type { AwsFailure, Result } from '../aws/failure.ts';
import { bound, type Condition, marshalled, update } from './item-expressions.ts';

/** An item of our own table: `pk`, `sk` and plain JSON beside them. */
export type Item = Readonly<Record<string, unknown>>;
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type { Condition } from './item-expressions.ts';

/** `refused`: the condition did not hold, with the item that stood in the way where DynamoDB told it. */
export type Written = { readonly is: 'written' } | { readonly is: 'refused'; readonly stands: Item | undefined };
export type Set =
  | { readonly is: 'written'; readonly item: Item }
  | { readonly is: 'refused'; readonly stands: Item | undefined };

export interface ItemsOptions {
  /** With `maxAttempts: 1`: attempts are counted and waited for here. */
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** Counted where the call is made: `dynamodb:PutItem`. */
  readonly count: (call: string) => void;
}

/** Single items, consistent reads, conditional writes; no transactions, no scans. */
export interface Items {
  get(key: Key): Promise<Result<Item | undefined, AwsFailure>>;
  /** Keys that are not there are just absent; a part without an answer is a failure (F8). */
  getAll(keys: readonly Key[]): Promise<Result<Item[], AwsFailure>>;
  query(
    pk: string,
    skPrefix: string,
    options?: { readonly newestFirst?: boolean; readonly limit?: number },
  ): Promise<Result<Item[], AwsFailure>>;
  put(item: Item & Key, condition?: Condition): Promise<Result<Written, AwsFailure>>;
  /** Sets members and answers the whole item; everything else of it stays (R34). */
  set(key: Key, members: Item, condition?: Condition): Promise<Result<Set, AwsFailure>>;
  remove(key: Key): Promise<Result<Written, AwsFailure>>;
}

const ATTEMPTS = 4;
/** Of every item that is put; a newer one is not for this version to act on (R34). */
const SCHEMA = 1;
type Call = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

export function createItems(options: ItemsOptions): Items {
  const TableName = options.table;
  const send = <Answer>(call: Call, effect: 'read' | 'write', run: (client: DynamoDBClient) => Promise<Answer>) =>
    attempts(options, `dynamodb:${call}`, effect, run);
  return {
    async get(key) {
      const result = await send('GetItem', 'read', (client) =>
        client.send(new GetItemCommand({ TableName, Key: marshalled({ ...key }), ConsistentRead: true })),
      );
      return result.ok
        ? { ok: true, value: result.value.Item === undefined ? undefined : unmarshall(result.value.Item) }
        : result;
    },
    async getAll(keys) {
      const items: Item[] = [];
      for (let from = 0; from < keys.length; from += 100) {
        let open = keys.slice(from, from + 100).map((key): Record<string, AttributeValue> => marshalled({ ...key }));
        for (let round = 0; open.length > 0; round++) {
          if (round === ATTEMPTS)
            return {
              ok: false,
              failure: {
                class: 'retry',
                call: 'dynamodb:BatchGetItem',
                code: 'UnprocessedKeys',
                message: 'the table is throttled',
                maybeApplied: false,
              },
            };
          const Keys = open;
          const result = await send('BatchGetItem', 'read', (client) =>
            client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } })),
          );
          if (!result.ok) return result;
          items.push(...(result.value.Responses?.[TableName] ?? []).map((item) => unmarshall(item)));
          open = result.value.UnprocessedKeys?.[TableName]?.Keys ?? [];
        }
      }
      return { ok: true, value: items };
    },
    async query(pk, skPrefix, { newestFirst = false, limit } = {}) {
      const items: Item[] = [];
      let start: Record<string, AttributeValue> | undefined;
      do {
        const from = start;
        const whole = skPrefix === '';
        const result = await send('Query', 'read', (client) =>
          client.send(
            new QueryCommand({
              TableName,
              ConsistentRead: true,
              ScanIndexForward: !newestFirst,
              KeyConditionExpression: whole ? '#pk = :pk' : '#pk = :pk AND begins_with(#sk, :sk)',
              ExpressionAttributeNames: { '#pk': 'pk', ...(whole ? {} : { '#sk': 'sk' }) },
              ExpressionAttributeValues: marshalled({ ':pk': pk, ...(whole ? {} : { ':sk': skPrefix }) }),
              ...(limit === undefined ? {} : { Limit: limit }),
              ...(from === undefined ? {} : { ExclusiveStartKey: from }),
            }),
          ),
        );
        if (!result.ok) return result;
        items.push(...(result.value.Items ?? []).map((item) => unmarshall(item)));
        start = result.value.LastEvaluatedKey;
      } while (start !== undefined && (limit === undefined || items.length < limit));
      return { ok: true, value: limit === undefined ? items : items.slice(0, limit) };
    },
    async put(item, condition) {
      const result = await send('PutItem', 'write', (client) =>
        client.send(
          new PutItemCommand({
            TableName,
            Item: marshalled({ schema: SCHEMA, ...item }),
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            ...bound(condition),
          }),
        ),
      );
      return written(result, item, () => this.get({ pk: item.pk, sk: item.sk }));
    },
    async set(key, members, condition) {
      const result = await send('UpdateItem', 'write', (client) =>
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshalled({ ...key }),
            ReturnValues: 'ALL_NEW',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            ...update(members, condition),
          }),
        ),
      );
      if (result.ok) return { ok: true, value: { is: 'written', item: unmarshall(result.value.Attributes ?? {}) } };
      const refused = await written(result, members, () => this.get(key));
      if (!refused.ok) return refused;
      return {
        ok: true,
        value: refused.value.is === 'written' ? { is: 'written', item: { ...key, ...members } } : refused.value,
      };
    },
    async remove(key) {
      const result = await send('DeleteItem', 'write', (client) =>
        client.send(new DeleteItemCommand({ TableName, Key: marshalled({ ...key }) })),
      );
      return result.ok ? { ok: true, value: { is: 'written' } } : result;
    },
  };
}

type Sent<Answer> =
  | { readonly ok: true; readonly value: Answer }
  | {
      readonly ok: false;
      readonly failure: AwsFailure;
      readonly stands?: Item /** An attempt before this one had no answer. */;
      readonly unanswered: boolean;
    };

/**
 * A refusal after an attempt without an answer may be our own write (F46): then the item that stands holds what we wrote.
 * Where DynamoDB did not tell the item, it is read.
 */
async function written(
  result: Sent<unknown>,
  sent: Item,
  read: () => Promise<Result<Item | undefined, AwsFailure>>,
): Promise<Result<Written, AwsFailure>> {
  if (result.ok) return { ok: true, value: { is: 'written' } };
  if (result.failure.code !== 'ConditionalCheckFailedException') return { ok: false, failure: result.failure };
  const there = result.stands === undefined ? await read() : undefined;
  if (there?.ok === false) return there;
  const stands = result.stands ?? there?.value;
  if (result.unanswered && stands !== undefined && holds(stands, sent)) return { ok: true, value: { is: 'written' } };
  return { ok: true, value: { is: 'refused', stands } };
}

function holds(stands: Item, sent: Item): boolean {
  return Object.entries(unmarshall(marshalled(sent))).every(([name, value]) => isDeepStrictEqual(stands[name], value));
}

async function attempts<Answer>(
  { client, clock, count, random, table }: ItemsOptions,
  call: string,
  effect: 'read' | 'write',
  run: (client: DynamoDBClient) => Promise<Answer>,
): Promise<Sent<Answer>> {
  let unanswered = false;
  for (let attempt = 1; ; attempt++) {
    count(call);
    try {
      return { ok: true, value: await run(client) };
    } catch (error) {
      const failure = named(table, failureOf(call, effect, error));
      unanswered ||= failure.maybeApplied;
      const item = (error as { Item?: Record<string, AttributeValue> }).Item;
      if (failure.class !== 'retry' || attempt >= ATTEMPTS)
        return {
          ok: false,
          failure: { ...failure, maybeApplied: unanswered },
          unanswered,
          ...(item === undefined ? {} : { stands: unmarshall(item) }),
        };
      await clock.sleep(waitBefore(attempt, isThrottle(failure.code), random()));
    }
  }
}

/** «Requested resource not found» names nothing; on our own table it has one cause. */
function named(table: string, failure: AwsFailure): AwsFailure {
  if (failure.code !== 'ResourceNotFoundException') return failure;
  return { ...failure, class: 'bug', message: `the table ${table} is not there: deploy the bootstrap stack` };
}
