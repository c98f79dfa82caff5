import {
  DeleteTaskDefinitions$,
  type DeleteTaskDefinitionsCommandInput,
  type DeleteTaskDefinitionsCommandOutput,
  DeregisterTaskDefinition$,
  type DeregisterTaskDefinitionCommandInput,
  type DeregisterTaskDefinitionCommandOutput,
  DescribeTaskDefinition$,
  type DescribeTaskDefinitionCommandInput,
  type DescribeTaskDefinitionCommandOutput,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed } from './ecs-operation.ts';
import { clientError, findRevision } from './names.ts';
import { type EcsState, ecsState, type RevisionRecord } from './state.ts';
import { tagList } from './tags.ts';

/** By family (the newest ACTIVE), family and revision, or ARN; INACTIVE ones can still be read. */
export const describeTaskDefinition: EcsOperation<
  DescribeTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandOutput
> = {
  name: 'ecs:DescribeTaskDefinition',
  schema: DescribeTaskDefinition$,
  effect: 'read',
  buckets: buckets.definitionRead,
  facts: ['§2.2', '§8'],
  limits: [needed('taskDefinition')],
  run(world, caller, input) {
    const record = findRevision(world.state(ecsState, caller), input.taskDefinition ?? '');
    if (record === undefined) throw clientError('Unable to describe task definition.');
    return {
      taskDefinition: structuredClone(record.definition),
      ...((input.include ?? []).includes('TAGS') ? { tags: tagList(record.tags) } : {}),
    };
  },
};

/** INACTIVE; what runs goes on, and new use is refused only ten minutes later. */
export const deregisterTaskDefinition: EcsOperation<
  DeregisterTaskDefinitionCommandInput,
  DeregisterTaskDefinitionCommandOutput
> = {
  name: 'ecs:DeregisterTaskDefinition',
  schema: DeregisterTaskDefinition$,
  effect: 'write',
  buckets: buckets.definitionModify,
  facts: ['§2.2', '§8', '§10'],
  limits: [needed('taskDefinition')],
  run(world, caller, input) {
    const name = input.taskDefinition ?? '';
    if (!/:\d+$/.test(name)) throw clientError('Revision is missing.');
    const record = findRevision(world.state(ecsState, caller), name);
    if (record === undefined) throw clientError('The specified task definition does not exist.');
    // A second time changes nothing, the ten minutes neither.
    if (record.definition.status === 'ACTIVE') {
      const now = world.clock.now();
      record.definition = { ...record.definition, status: 'INACTIVE', deregisteredAt: new Date(now) };
      record.deregisteredAt = now;
    }
    return { taskDefinition: structuredClone(record.definition) };
  },
};

/** Only INACTIVE ones; they are gone once no task and no service refers to them. */
export const deleteTaskDefinitions: EcsOperation<
  DeleteTaskDefinitionsCommandInput,
  DeleteTaskDefinitionsCommandOutput
> = {
  name: 'ecs:DeleteTaskDefinitions',
  schema: DeleteTaskDefinitions$,
  effect: 'write',
  buckets: buckets.definitionDelete,
  facts: ['§2.2', '§8'],
  limits: [
    needed('taskDefinitions'),
    {
      path: 'taskDefinitions',
      max: 10,
      code: 'InvalidParameterException',
      message: 'Size of TaskDefinition references list cannot exceed 10',
    },
  ],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const taskDefinitions: TaskDefinition[] = [];
    const failures: { arn: string; reason: string }[] = [];
    for (const arn of input.taskDefinitions ?? []) {
      const record = /:\d+$/.test(arn) ? findRevision(state, arn) : undefined;
      const reason = refusalOf(record);
      if (record === undefined || reason !== undefined) failures.push({ arn, reason: reason ?? '' });
      else taskDefinitions.push(markDeleted(world, caller, record));
    }
    return { taskDefinitions, failures };
  },
};

function refusalOf(record: RevisionRecord | undefined): string | undefined {
  if (record === undefined) return 'The specified task definition does not exist.';
  return record.definition.status === 'ACTIVE'
    ? 'The specified task definition is still in ACTIVE status. Please deregister the target and try again.'
    : undefined;
}

/** How often it is looked whether a revision is still in use. */
const lookAgain = 60_000;

function markDeleted(world: World, where: Where, record: RevisionRecord): TaskDefinition {
  if (record.definition.status !== 'DELETE_IN_PROGRESS') {
    const deleteRequestedAt = new Date(world.clock.now());
    record.definition = { ...record.definition, status: 'DELETE_IN_PROGRESS', deleteRequestedAt };
    goWhenUnused(world, where, record);
  }
  return structuredClone(record.definition);
}

function goWhenUnused(world: World, where: Where, { definition }: RevisionRecord): void {
  const { taskDefinitionArn: arn = '', family = '', revision = 1 } = definition;
  world.clock.after(lookAgain, `deletion of ${family}:${revision}`, () => {
    const state = world.state(ecsState, where);
    const record = findRevision(state, arn);
    if (record === undefined) return;
    if (isUsed(state, arn)) goWhenUnused(world, where, record);
    // Its number is never given again.
    else state.families.get(family)?.splice(revision - 1, 1, undefined);
  });
}

function isUsed({ services, tasks }: EcsState, arn: string): boolean {
  return (
    [...services.values()].some(({ deployments }) =>
      deployments.some(({ taskDefinition }) => taskDefinition === arn),
    ) || [...tasks.values()].some((task) => task.taskDefinition === arn && task.lastStatus !== 'STOPPED')
  );
}
