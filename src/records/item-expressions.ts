import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** A condition in DynamoDB's words; names and values are bound, never written into the text. */
export interface Condition {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

export function marshalled(item: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true });
}

interface Bound {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** DynamoDB refuses empty maps of names or values. */
export function bound(condition: Condition | undefined): Bound {
  if (condition === undefined) return {};
  const { text, names = {}, values = {} } = condition;
  return {
    ConditionExpression: text,
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: { ...names } }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: marshalled(values) }),
  };
}

/** Sets the members that are there; those that are undefined stay as they stand. */
export function update(members: Readonly<Record<string, unknown>>, condition: Condition | undefined) {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  const bind = bound(condition);
  return {
    ...bind,
    UpdateExpression: `SET ${entries.map((_entry, index) => `#m${index} = :m${index}`).join(', ')}`,
    ExpressionAttributeNames: {
      ...bind.ExpressionAttributeNames,
      ...Object.fromEntries(entries.map(([name], index) => [`#m${index}`, name])),
    },
    ExpressionAttributeValues: {
      ...bind.ExpressionAttributeValues,
      ...marshalled(Object.fromEntries(entries.map(([, value], index) => [`:m${index}`, value]))),
    },
  };
}
