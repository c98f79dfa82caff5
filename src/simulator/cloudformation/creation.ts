import { stackIs } from './events.ts';
import { deleteAll, type Execution, failureSentence, makeAll, outputsOf } from './execution.ts';
import type { Plan } from './plan.ts';
import type { ChangeSetRecord, ResourceRecord } from './state.ts';

/** From REVIEW_IN_PROGRESS to CREATE_COMPLETE, or back over what was made to ROLLBACK_COMPLETE. */
export async function createStack(execution: Execution, plan: Plan, changeSet: ChangeSetRecord): Promise<void> {
  const { world, stack } = execution;
  stackIs(world, stack, execution.time, 'CREATE_IN_PROGRESS', 'User Initiated');
  const failed = await makeAll(execution, plan, changeSet.source, new Set(plan.graph.keys()));
  if (failed.length > 0) {
    changeSet.execution = 'EXECUTE_FAILED';
    await takeBack(execution, failed, changeSet.onFailure);
    return;
  }
  stack.outputs = outputsOf(execution, plan, changeSet.source);
  changeSet.execution = 'EXECUTE_COMPLETE';
  stackIs(world, stack, execution.time, 'CREATE_COMPLETE');
}

async function takeBack(
  execution: Execution,
  failed: readonly string[],
  how: ChangeSetRecord['onFailure'],
): Promise<void> {
  const { world, stack } = execution;
  const sentence = failureSentence(failed, 'create');
  if (how === 'DO_NOTHING') {
    stackIs(world, stack, execution.time, 'CREATE_FAILED', sentence);
    return;
  }
  stackIs(world, stack, execution.time, 'ROLLBACK_IN_PROGRESS', `${sentence}Rollback requested by user.`);
  // What is to be kept later may go while the stack has never stood.
  const left = await deleteAll(
    execution,
    [...stack.resources.values()],
    ({ deletionPolicy }) => deletionPolicy === 'Retain',
  );
  if (left.length > 0) {
    stackIs(world, stack, execution.time, 'ROLLBACK_FAILED', failureSentence(left, 'delete'));
    return;
  }
  stackIs(world, stack, execution.time, 'ROLLBACK_COMPLETE');
  if (how === 'DELETE') await deleteStack(execution, []);
}

/** To DELETE_COMPLETE; what is retained stays where it is and belongs to no stack any more. */
export async function deleteStack(execution: Execution, retained: readonly string[]): Promise<void> {
  const { world, stack } = execution;
  stackIs(world, stack, execution.time, 'DELETE_IN_PROGRESS', 'User Initiated');
  const keeps = ({ logicalId, deletionPolicy }: ResourceRecord) =>
    deletionPolicy === 'Retain' || deletionPolicy === 'RetainExceptOnCreate' || retained.includes(logicalId);
  const left = await deleteAll(execution, [...stack.resources.values()], keeps);
  if (left.length > 0) {
    stackIs(world, stack, execution.time, 'DELETE_FAILED', failureSentence(left, 'delete'));
    return;
  }
  stackIs(world, stack, execution.time, 'DELETE_COMPLETE');
  stack.deletedAt = execution.time;
}
