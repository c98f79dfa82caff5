import type { ResourceStatus, StackStatus, Tag } from '@aws-sdk/client-cloudformation';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';
import type { ParameterValues } from './parameters.ts';
import { validationError } from './template.ts';

/** Times are milliseconds since 1970. */
export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  physicalId: string;
  attributes: Readonly<Record<string, unknown>>;
  /** As they were resolved when it was made or changed last. */
  properties: Readonly<Record<string, unknown>>;
  deletionPolicy: string;
  /** Logical ids of what must be there as long as it is. */
  needs: readonly string[];
  status: ResourceStatus;
  reason: string | undefined;
  changedAt: number;
}

export interface StackEventRecord {
  readonly id: string;
  readonly at: number;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: ResourceStatus | StackStatus;
  readonly reason: string | undefined;
}

/** What a stack is made from. */
export interface Source {
  readonly template: string;
  readonly parameters: ParameterValues;
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  readonly description: string | undefined;
  /** What is there under its own name and is to be kept is taken in, not made (CreateChangeSet, ImportExistingResources). */
  readonly importsExisting?: boolean;
}

export interface Change {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import';
  readonly logicalId: string;
  readonly physicalId: string | undefined;
  readonly type: string;
  readonly replacement: 'True' | 'False' | 'Conditional' | undefined;
  /** Names of properties that change. */
  readonly properties: readonly string[];
}

export interface ChangeSetRecord {
  readonly name: string;
  readonly id: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly source: Source;
  readonly changes: readonly Change[];
  readonly createdAt: number;
  /** From then on it says what came of it. */
  readonly readyAt: number;
  /** Why it failed; undefined: it can be executed. */
  readonly failure: string | undefined;
  readonly description: string | undefined;
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  execution: 'AVAILABLE' | 'OBSOLETE' | 'EXECUTE_IN_PROGRESS' | 'EXECUTE_COMPLETE' | 'EXECUTE_FAILED';
}

export interface StackRecord {
  readonly name: string;
  readonly id: string;
  readonly createdAt: number;
  updatedAt: number | undefined;
  deletedAt: number | undefined;
  status: StackStatus;
  reason: string | undefined;
  source: Source;
  outputs: readonly { readonly key: string; readonly value: string; readonly description: string | undefined }[];
  protected: boolean;
  /** In the order in which they were made. */
  readonly resources: Map<string, ResourceRecord>;
  /** Oldest first. */
  readonly events: StackEventRecord[];
  readonly changeSets: Map<string, ChangeSetRecord>;
  changeSetId: string | undefined;
}

/** By ARN: a deleted stack is still found by it. */
const stacksKey = stateKey('cloudformation:stacks', () => new Map<string, StackRecord>());

export function stacksOf(world: World, where: Where): Map<string, StackRecord> {
  return world.state(stacksKey, where);
}

/** By ARN, or by name while it is not deleted. */
export function findStack(world: World, where: Where, reference: string | undefined): StackRecord | undefined {
  const stacks = stacksOf(world, where);
  if (reference?.startsWith('arn:')) return stacks.get(reference);
  return [...stacks.values()].find(({ name, deletedAt }) => name === reference && deletedAt === undefined);
}

export function stackAt(world: World, where: Where, reference: string | undefined): StackRecord {
  const stack = findStack(world, where, reference);
  if (stack === undefined) throw validationError(`Stack with id ${reference} does not exist`);
  return stack;
}
