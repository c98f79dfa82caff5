import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

export interface Mapping {
  readonly uuid: string;
  readonly arn: string;
  readonly functionArn: string;
  readonly sourceArn: string;
  readonly startingPosition: 'LATEST' | 'TRIM_HORIZON' | undefined;
  readonly tags: Map<string, string>;
  enabled: boolean;
  batchSize: number;
  /** Seconds. */
  window: number;
  reportsFailures: boolean;
  /** Patterns as JSON; a record must fit one of them. Empty: every record. */
  filters: readonly string[];
  /** Batches of a queue at the same time. */
  maximumConcurrency: number | undefined;
  /** Of a stream's batch after its first failure; -1: until the records are a day old. */
  retries: number;
  /** Seconds that a record of a stream may be old. */
  maximumAge: number;
  bisects: boolean;
  /** ARN of a queue for batches of a stream that are given up. */
  onFailure: string | undefined;
  modifiedAt: number;
}

const mappingsKey = stateKey('lambda:mappings', () => new Map<string, Mapping>());

export function mappingsOf(world: World, where: Where): Map<string, Mapping> {
  return world.state(mappingsKey, where);
}

export function mappingAt(world: World, where: Where, uuid: string | undefined): Mapping {
  const mapping = mappingsOf(world, where).get(uuid ?? '');
  if (mapping === undefined)
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
  return mapping;
}
