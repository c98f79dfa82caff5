import * as client from '@aws-sdk/client-cloudformation';
import { inBackground, settle } from '../background.ts';
import { refuseOthers } from '../not-implemented.ts';
import type { Operation } from '../operation.ts';
import { shownParameters } from './change-sets.ts';
import { deleteStack as takeAway } from './creation.ts';
import { stackIs } from './events.ts';
import { Execution } from './execution.ts';
import { capabilityOf, templateText } from './source.ts';
import { findStack, type StackRecord, stackAt, stacksOf } from './state.ts';
import { parseTemplate, validationError } from './template.ts';

type Plain<Output> = Promise<Omit<Output, '$metadata'>>;

const shared = { limits: [], buckets: [], facts: ['§1.1', '§7', '§8'] } as const;

/** By name or ARN, deleted ones by ARN alone; without a name all that are not deleted. */
export const describeStacks: Operation<client.DescribeStacksCommandInput, Plain<client.DescribeStacksCommandOutput>> = {
  ...shared,
  name: 'cloudformation:DescribeStacks',
  schema: client.DescribeStacks$,
  effect: 'read',
  run: async (world, caller, input) => {
    refuseOthers('cloudformation:DescribeStacks', input, ['StackName']);
    await settle(world);
    const all = [...stacksOf(world, caller).values()].filter(({ deletedAt }) => deletedAt === undefined);
    const stacks = input.StackName === undefined ? all : [stackAt(world, caller, input.StackName)];
    return { Stacks: stacks.map(shown) };
  },
};

function shown(stack: StackRecord): client.Stack {
  const { updatedAt, deletedAt, reason, changeSetId, source, outputs } = stack;
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...(changeSetId === undefined ? {} : { ChangeSetId: changeSetId }),
    ...(source.description === undefined ? {} : { Description: source.description }),
    Parameters: shownParameters(source),
    CreationTime: new Date(stack.createdAt),
    ...(updatedAt === undefined ? {} : { LastUpdatedTime: new Date(updatedAt) }),
    ...(deletedAt === undefined ? {} : { DeletionTime: new Date(deletedAt) }),
    StackStatus: stack.status,
    ...(reason === undefined ? {} : { StackStatusReason: reason }),
    DisableRollback: false,
    EnableTerminationProtection: stack.protected,
    Capabilities: source.capabilities.map((one) => one as client.Capability),
    Outputs: outputs.map(({ key, value, description }) => ({
      OutputKey: key,
      OutputValue: value,
      ...(description === undefined ? {} : { Description: description }),
    })),
    Tags: [...source.tags],
  };
}

const EVENTS_A_PAGE = 100;

/** The newest first, a hundred a page. */
export const describeStackEvents: Operation<
  client.DescribeStackEventsCommandInput,
  Plain<client.DescribeStackEventsCommandOutput>
> = {
  ...shared,
  name: 'cloudformation:DescribeStackEvents',
  schema: client.DescribeStackEvents$,
  effect: 'read',
  run: async (world, caller, input) => {
    refuseOthers('cloudformation:DescribeStackEvents', input, ['StackName', 'NextToken']);
    await settle(world);
    const stack = stackAt(world, caller, input.StackName);
    // A page goes on below the last event that was shown, also while new ones come in above.
    const below =
      input.NextToken === undefined ? stack.events.length : stack.events.findIndex(({ id }) => id === input.NextToken);
    if (below < 0) throw validationError('Next token is invalid.');
    const from = Math.max(0, below - EVENTS_A_PAGE);
    const page = stack.events.slice(from, below).reverse();
    return {
      StackEvents: page.map((event) => ({
        StackId: stack.id,
        StackName: stack.name,
        EventId: event.id,
        LogicalResourceId: event.logicalId,
        PhysicalResourceId: event.physicalId,
        ResourceType: event.type,
        Timestamp: new Date(event.at),
        ResourceStatus: event.status as client.ResourceStatus,
        ...(event.reason === undefined ? {} : { ResourceStatusReason: event.reason }),
      })),
      ...(from === 0 ? {} : { NextToken: page.at(-1)?.id ?? '' }),
    };
  },
};

export const listStackResources: Operation<
  client.ListStackResourcesCommandInput,
  Plain<client.ListStackResourcesCommandOutput>
> = {
  ...shared,
  name: 'cloudformation:ListStackResources',
  schema: client.ListStackResources$,
  effect: 'read',
  run: async (world, caller, input) => {
    refuseOthers('cloudformation:ListStackResources', input, ['StackName', 'NextToken']);
    await settle(world);
    const all = [...stackAt(world, caller, input.StackName).resources.values()];
    const from = Number(input.NextToken ?? 0);
    const StackResourceSummaries = all.slice(from, from + 100).map((record) => ({
      LogicalResourceId: record.logicalId,
      PhysicalResourceId: record.physicalId,
      ResourceType: record.type,
      LastUpdatedTimestamp: new Date(record.changedAt),
      ResourceStatus: record.status,
      ...(record.reason === undefined ? {} : { ResourceStatusReason: record.reason }),
    }));
    return { StackResourceSummaries, ...(all.length > from + 100 ? { NextToken: String(from + 100) } : {}) };
  },
};

export const getTemplate: Operation<client.GetTemplateCommandInput, Plain<client.GetTemplateCommandOutput>> = {
  ...shared,
  name: 'cloudformation:GetTemplate',
  schema: client.GetTemplate$,
  effect: 'read',
  run: async (world, caller, input) => {
    refuseOthers('cloudformation:GetTemplate', input, ['StackName', 'TemplateStage']);
    await settle(world);
    return {
      TemplateBody: stackAt(world, caller, input.StackName).source.template,
      StagesAvailable: ['Original', 'Processed'],
    };
  },
};

export const validateTemplate: Operation<
  client.ValidateTemplateCommandInput,
  Plain<client.ValidateTemplateCommandOutput>
> = {
  ...shared,
  name: 'cloudformation:ValidateTemplate',
  schema: client.ValidateTemplate$,
  effect: 'read',
  run: async (world, caller, input) => {
    const template = parseTemplate(templateText(world, caller, input));
    const capability = capabilityOf(template);
    const types = Object.values(template.Resources)
      .map(({ Type }) => Type)
      .filter((type) => type.startsWith('AWS::IAM::'));
    return {
      Parameters: Object.entries(template.Parameters).map(([ParameterKey, { Default, Description, NoEcho }]) => ({
        ParameterKey,
        NoEcho: NoEcho ?? false,
        ...(Default === undefined ? {} : { DefaultValue: Default }),
        ...(Description === undefined ? {} : { Description }),
      })),
      ...(template.Description === undefined ? {} : { Description: template.Description }),
      ...(capability === undefined
        ? {}
        : {
            Capabilities: [capability],
            CapabilitiesReason: `The following resource(s) require capabilities: [${[...new Set(types)].join(', ')}]`,
          }),
    };
  },
};

const busy = /_IN_PROGRESS$/;

/** One that is not there is no error. */
export const deleteStack: Operation<client.DeleteStackCommandInput, Plain<client.DeleteStackCommandOutput>> = {
  ...shared,
  name: 'cloudformation:DeleteStack',
  schema: client.DeleteStack$,
  effect: 'write',
  run: async (world, caller, input) => {
    refuseOthers('cloudformation:DeleteStack', input, ['StackName', 'RetainResources', 'ClientRequestToken']);
    await settle(world);
    const stack = findStack(world, caller, input.StackName);
    if (stack === undefined || stack.deletedAt !== undefined) return {};
    if (stack.protected)
      throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    const retained = input.RetainResources ?? [];
    if (retained.length > 0 && stack.status !== 'DELETE_FAILED')
      throw validationError(
        `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
      );
    if (stack.status === 'REVIEW_IN_PROGRESS') {
      stackIs(world, stack, world.clock.now(), 'DELETE_COMPLETE');
      stack.deletedAt = world.clock.now();
      return {};
    }
    if (busy.test(stack.status))
      throw validationError(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
    const execution = new Execution(world, stack, caller);
    inBackground(world, () => takeAway(execution, retained));
    return {};
  },
};

export const updateTerminationProtection: Operation<
  client.UpdateTerminationProtectionCommandInput,
  Plain<client.UpdateTerminationProtectionCommandOutput>
> = {
  ...shared,
  name: 'cloudformation:UpdateTerminationProtection',
  schema: client.UpdateTerminationProtection$,
  effect: 'write',
  run: async (world, caller, input) => {
    await settle(world);
    const stack = stackAt(world, caller, input.StackName);
    stack.protected = input.EnableTerminationProtection ?? false;
    return { StackId: stack.id };
  },
};
