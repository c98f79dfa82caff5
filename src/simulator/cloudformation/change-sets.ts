import * as client from '@aws-sdk/client-cloudformation';
import { inBackground, settle } from '../background.ts';
import { uuid } from '../cloudtrail.ts';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { createStack } from './creation.ts';
import { stackIs } from './events.ts';
import { Execution, isTakenIn, surroundings, typeOf } from './execution.ts';
import { changesOf, foreseen, type Plan, planOf } from './plan.ts';
import { sourceOf } from './source.ts';
import {
  type Change,
  type ChangeSetRecord,
  findStack,
  type Source,
  type StackRecord,
  stackAt,
  stacksOf,
} from './state.ts';
import { parseTemplate, validationError } from './template.ts';
import { updateStack } from './update.ts';

type Plain<Output> = Promise<Omit<Output, '$metadata'>>;

const shared = { limits: [], buckets: [], facts: ['§1.1', '§7', '§8'] } as const;

const members = [
  'StackName',
  'ChangeSetName',
  'ChangeSetType',
  'TemplateBody',
  'TemplateURL',
  'UsePreviousTemplate',
  'Parameters',
  'Capabilities',
  'Tags',
  'Description',
  'OnStackFailure',
  'ImportExistingResources',
  'ClientToken',
];

const READY_MS = 3000;

/** In AWS' own words; tools know a change set without changes by them. */
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export const createChangeSet: Operation<
  client.CreateChangeSetCommandInput,
  Plain<client.CreateChangeSetCommandOutput>
> = {
  ...shared,
  name: 'cloudformation:CreateChangeSet',
  schema: client.CreateChangeSet$,
  effect: 'write',
  run: async (world, caller, input) => {
    refuseOthers('cloudformation:CreateChangeSet', input, members);
    await settle(world);
    const type = input.ChangeSetType === 'CREATE' ? 'CREATE' : 'UPDATE';
    const present = findStack(world, caller, input.StackName);
    checkStack(input, type, present);
    const source = sourceOf(world, caller, input, present?.resources.size === 0 ? undefined : present?.source);
    const stack = present ?? newStack(world, caller, input.StackName ?? '', source);
    const name = input.ChangeSetName ?? '';
    if (stack.changeSets.has(name)) throw new AwsError('AlreadyExistsException', `ChangeSet [${name}] already exists`);
    const around = surroundings(stack, caller);
    const plan = planOf(source, around);
    const changes = await withImports(world, caller, changesOf(plan, source, stack, around), plan, source, stack);
    if (present === undefined) {
      stacksOf(world, caller).set(stack.id, stack);
      stackIs(world, stack, world.clock.now(), 'REVIEW_IN_PROGRESS', 'User Initiated');
    }
    const same = changes.length === 0 && type === 'UPDATE' && isSame(source, stack.source);
    const changeSet: ChangeSetRecord = {
      name,
      id: `arn:aws:cloudformation:${caller.region}:${caller.account}:changeSet/${name}/${uuid(world.random)}`,
      type,
      source,
      changes,
      createdAt: world.clock.now(),
      readyAt: world.clock.now() + READY_MS,
      failure: same ? NO_CHANGES : undefined,
      description: input.Description,
      onFailure: input.OnStackFailure ?? 'ROLLBACK',
      execution: 'AVAILABLE',
    };
    stack.changeSets.set(name, changeSet);
    return { Id: changeSet.id, StackId: stack.id };
  },
};

/** An addition of what is there already is an import. */
async function withImports(
  world: World,
  caller: Caller,
  changes: readonly Change[],
  plan: Plan,
  source: Source,
  stack: StackRecord,
): Promise<Change[]> {
  const around = surroundings(stack, caller);
  return Promise.all(
    changes.map(async (change) => {
      const { DeletionPolicy: deletionPolicy = 'Delete' } = plan.template.Resources[change.logicalId] ?? {};
      if (change.action !== 'Add' || !isTakenIn(source, { deletionPolicy })) return change;
      const site = { world, caller, stackName: stack.name, stackId: stack.id, logicalId: change.logicalId };
      const found = await typeOf(change).find(site, foreseen(source, around, change.logicalId));
      return found === undefined ? change : { ...change, action: 'Import' as const, physicalId: found.id };
    }),
  );
}

/** Outputs and tags are no resources, but a change of them is one. */
function isSame(one: Source, other: Source): boolean {
  const shape = ({ template, tags }: Source) => JSON.stringify([parseTemplate(template).Outputs, tags]);
  return shape(one) === shape(other);
}

const updatable = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'];

function checkStack(
  input: client.CreateChangeSetCommandInput,
  type: 'CREATE' | 'UPDATE',
  stack: StackRecord | undefined,
): void {
  const { StackName, ChangeSetName } = input;
  if (type === 'CREATE') {
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(StackName ?? '') && !StackName?.startsWith('arn:'))
      throw validationError(
        `1 validation error detected: Value '${StackName}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*`,
      );
    if (stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS')
      throw validationError(
        `Stack [${StackName}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
      );
    return;
  }
  if (stack === undefined) throw validationError(`Stack [${StackName}] does not exist`);
  if (!updatable.includes(stack.status))
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

function newStack(world: World, caller: Caller, name: string, source: Source): StackRecord {
  return {
    name,
    id: `arn:aws:cloudformation:${caller.region}:${caller.account}:stack/${name}/${uuid(world.random)}`,
    createdAt: world.clock.now(),
    updatedAt: undefined,
    deletedAt: undefined,
    status: 'REVIEW_IN_PROGRESS',
    reason: undefined,
    source,
    outputs: [],
    protected: false,
    resources: new Map(),
    events: [],
    changeSets: new Map(),
    changeSetId: undefined,
  };
}

interface Found {
  readonly stack: StackRecord;
  readonly changeSet: ChangeSetRecord;
}

/** By name and stack, or by ARN alone. */
function find(world: World, caller: Caller, name: string | undefined, stackName: string | undefined): Found {
  const stacks = stackName === undefined ? [...stacksOf(world, caller).values()] : [stackAt(world, caller, stackName)];
  for (const stack of stacks)
    for (const changeSet of stack.changeSets.values())
      if (changeSet.name === name || changeSet.id === name) return { stack, changeSet };
  throw new AwsError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
}

/** What came of it, once that is known. */
function statusOf(
  world: World,
  { readyAt, failure }: ChangeSetRecord,
): 'CREATE_IN_PROGRESS' | 'CREATE_COMPLETE' | 'FAILED' {
  if (world.clock.now() < readyAt) return 'CREATE_IN_PROGRESS';
  return failure === undefined ? 'CREATE_COMPLETE' : 'FAILED';
}

export const describeChangeSet: Operation<
  client.DescribeChangeSetCommandInput,
  Plain<client.DescribeChangeSetCommandOutput>
> = {
  ...shared,
  name: 'cloudformation:DescribeChangeSet',
  schema: client.DescribeChangeSet$,
  effect: 'read',
  run: async (world, caller, input) => {
    refuseOthers('cloudformation:DescribeChangeSet', input, ['ChangeSetName', 'StackName', 'NextToken']);
    await settle(world);
    const { stack, changeSet } = find(world, caller, input.ChangeSetName, input.StackName);
    const status = statusOf(world, changeSet);
    const { source, description, failure } = changeSet;
    return {
      ChangeSetName: changeSet.name,
      ChangeSetId: changeSet.id,
      StackId: stack.id,
      StackName: stack.name,
      ...(description === undefined ? {} : { Description: description }),
      Parameters: shownParameters(source),
      CreationTime: new Date(changeSet.createdAt),
      ExecutionStatus: status === 'CREATE_COMPLETE' ? changeSet.execution : 'UNAVAILABLE',
      Status: status,
      ...(status === 'FAILED' && failure !== undefined ? { StatusReason: failure } : {}),
      Capabilities: source.capabilities.map((one) => one as client.Capability),
      Tags: [...source.tags],
      Changes: status === 'CREATE_COMPLETE' ? changeSet.changes.map(shownChange) : [],
    };
  },
};

function shownChange({
  action,
  logicalId,
  physicalId,
  type,
  replacement,
  properties,
}: ChangeSetRecord['changes'][number]): client.Change {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: action,
      LogicalResourceId: logicalId,
      ResourceType: type,
      ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
      ...(replacement === undefined ? {} : { Replacement: replacement }),
      Scope: properties.length > 0 ? ['Properties'] : [],
      Details: properties.map((Name) => ({
        Target: {
          Attribute: 'Properties',
          Name,
          RequiresRecreation: replacement === 'True' ? 'Conditionally' : 'Never',
        },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      })),
    },
  };
}

/** Values that must not be echoed are starred. */
export function shownParameters({ template, parameters }: Source): client.Parameter[] {
  const { Parameters } = parseTemplate(template);
  return Object.entries(parameters).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue: Parameters[ParameterKey]?.NoEcho ? '****' : value,
  }));
}

export const executeChangeSet: Operation<
  client.ExecuteChangeSetCommandInput,
  Plain<client.ExecuteChangeSetCommandOutput>
> = {
  ...shared,
  name: 'cloudformation:ExecuteChangeSet',
  schema: client.ExecuteChangeSet$,
  effect: 'write',
  run: async (world, caller, input) => {
    refuseOthers('cloudformation:ExecuteChangeSet', input, ['ChangeSetName', 'StackName', 'ClientRequestToken']);
    await settle(world);
    const { stack, changeSet } = find(world, caller, input.ChangeSetName, input.StackName);
    const status = statusOf(world, changeSet);
    if (status !== 'CREATE_COMPLETE' || changeSet.execution !== 'AVAILABLE')
      throw new AwsError(
        'InvalidChangeSetStatus',
        `ChangeSet [${changeSet.id}] cannot be executed in its current ${status === 'CREATE_COMPLETE' ? `execution status of [${changeSet.execution}]` : `status of [${status}]`}`,
      );
    for (const other of stack.changeSets.values()) if (other !== changeSet) other.execution = 'OBSOLETE';
    changeSet.execution = 'EXECUTE_IN_PROGRESS';
    stack.changeSetId = changeSet.id;
    const execution = new Execution(world, stack, caller);
    const plan = planOf(changeSet.source, execution.around());
    inBackground(world, () => execute(execution, plan, changeSet));
    return {};
  },
};

async function execute(execution: Execution, plan: Plan, changeSet: ChangeSetRecord): Promise<void> {
  const { stack } = execution;
  if (changeSet.type === 'UPDATE') await updateStack(execution, plan, changeSet);
  else {
    stack.source = changeSet.source;
    await createStack(execution, plan, changeSet);
  }
  stack.changeSets.clear();
}

/** One that is not there any more is no error. */
export const deleteChangeSet: Operation<
  client.DeleteChangeSetCommandInput,
  Plain<client.DeleteChangeSetCommandOutput>
> = {
  ...shared,
  name: 'cloudformation:DeleteChangeSet',
  schema: client.DeleteChangeSet$,
  effect: 'write',
  run: async (world, caller, input) => {
    await settle(world);
    for (const stack of stacksOf(world, caller).values())
      for (const changeSet of stack.changeSets.values())
        if (
          changeSet.id === input.ChangeSetName ||
          (changeSet.name === input.ChangeSetName && [stack.name, stack.id].includes(input.StackName ?? ''))
        ) {
          if (changeSet.execution === 'EXECUTE_IN_PROGRESS')
            throw new AwsError('InvalidChangeSetStatus', `The change set [${changeSet.id}] is being executed.`);
          stack.changeSets.delete(changeSet.name);
        }
    return {};
  },
};
