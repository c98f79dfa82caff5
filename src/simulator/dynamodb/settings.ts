import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

/** What a table has and dynalite does not know. */
export interface TableSettings {
  readonly name: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly keys: readonly string[];
  /** Since when it is billed by request. */
  onDemandSince?: number;
  /** Label of the stream (its time of birth), while it is on. */
  stream?: string;
  timeToLive?: { readonly attribute: string; readonly enabledAt: number };
  pointInTimeRecovery?: { readonly since: number; readonly days: number };
  deletionProtection: boolean;
}

const settingsKey = stateKey('dynamodb:tables', () => new Map<string, TableSettings>());

export function allSettings(world: World, where: Where): Map<string, TableSettings> {
  return world.state(settingsKey, where);
}

/** Throws DynamoDB's own sentence where there is no such table: a longer one for calls about the table itself. */
export function settingsOf(world: World, where: Where, table: string | undefined, about: 'table' | 'item' = 'table') {
  const name = table?.split('/')[1] ?? table ?? '';
  const settings = allSettings(world, where).get(name);
  if (settings !== undefined) return settings;
  const sentence = 'Requested resource not found';
  throw new AwsError(
    'ResourceNotFoundException',
    about === 'item' ? sentence : `${sentence}: Table: ${name} not found`,
  );
}

export function tableArn(where: Where, name: string): string {
  return `arn:aws:dynamodb:${where.region}:${where.account}:table/${name}`;
}

export function streamArn(where: Where, settings: TableSettings): string | undefined {
  return settings.stream === undefined ? undefined : `${tableArn(where, settings.name)}/stream/${settings.stream}`;
}
