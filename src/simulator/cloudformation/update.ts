import { resourceIs, stackIs } from './events.ts';
import { deleteAll, type Execution, failureSentence, makeAll, outputsOf, physicalOf, typeOf } from './execution.ts';
import { changedNames, ordered, type Plan, propertiesOf } from './plan.ts';
import type { ChangeSetRecord, ResourceRecord } from './state.ts';

/** What an update did so far, so that it can be taken back. */
interface Journal {
  /** As they were, of what was changed in place. */
  readonly changed: Map<string, ResourceRecord>;
  /** As they were, of what another one took the place of. */
  readonly replaced: Map<string, ResourceRecord>;
}

/** In place as far as that goes, then cleaned up: UPDATE_COMPLETE, or back to what was in UPDATE_ROLLBACK_COMPLETE. */
export async function updateStack(execution: Execution, plan: Plan, changeSet: ChangeSetRecord): Promise<void> {
  const { world, stack } = execution;
  stackIs(world, stack, execution.time, 'UPDATE_IN_PROGRESS', 'User Initiated');
  stack.updatedAt = execution.time;
  const before = new Map(stack.resources);
  const journal: Journal = { changed: new Map(), replaced: new Map() };
  const failed = await change(execution, plan, changeSet, journal);
  if (failed.length > 0) {
    changeSet.execution = 'EXECUTE_FAILED';
    await takeBack(execution, before, journal, failed);
    return;
  }
  stack.source = changeSet.source;
  stack.outputs = outputsOf(execution, plan, changeSet.source);
  stackIs(world, stack, execution.time, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  const gone = [...before.values()].filter(({ logicalId }) => !plan.graph.has(logicalId));
  // What can't be deleted any more is left behind and said in the events, as AWS does.
  await deleteAll(execution, [...journal.replaced.values()], ({ logicalId }) => keepsReplaced(plan, logicalId));
  const left = await deleteAll(execution, gone, ({ deletionPolicy }) => deletionPolicy.startsWith('Retain'));
  for (const id of left) stack.resources.delete(id);
  changeSet.execution = 'EXECUTE_COMPLETE';
  stackIs(world, stack, execution.time, 'UPDATE_COMPLETE');
}

function keepsReplaced({ template }: Plan, id: string): boolean {
  return template.Resources[id]?.UpdateReplacePolicy.startsWith('Retain') ?? false;
}

/** Answers the logical ids of what failed; nothing goes on after the first. */
async function change(
  execution: Execution,
  plan: Plan,
  { source }: ChangeSetRecord,
  journal: Journal,
): Promise<readonly string[]> {
  for (const id of ordered(plan.graph)) {
    const record = execution.stack.resources.get(id);
    if (record === undefined) {
      const failed = await makeAll(execution, plan, source, new Set([id]));
      if (failed.length > 0) return failed;
      continue;
    }
    const { Properties, DeletionPolicy = 'Delete', Type } = plan.template.Resources[id] ?? {};
    const wanted = propertiesOf(execution.resolver(plan, source), Properties);
    const names = changedNames(record.properties, wanted);
    if (names.length > 0) {
      const replaces = Type !== record.type || typeOf(record).replacedBy(names);
      const done = replaces
        ? await replace(execution, plan, source, record, journal)
        : await changeOne(execution, record, wanted, journal);
      if (!done) return [id];
    }
    const now = execution.stack.resources.get(id);
    if (now !== undefined)
      Object.assign(now, { deletionPolicy: DeletionPolicy, needs: [...(plan.graph.get(id) ?? [])] });
  }
  return [];
}

async function changeOne(
  execution: Execution,
  record: ResourceRecord,
  wanted: Readonly<Record<string, unknown>>,
  journal: Journal,
): Promise<boolean> {
  const { world, stack } = execution;
  journal.changed.set(record.logicalId, { ...record });
  resourceIs(world, stack, record, execution.time, 'UPDATE_IN_PROGRESS');
  const failure = await execution.attempt(record, 'UPDATE', () => apply(execution, record, wanted));
  if (failure !== undefined) return false;
  await execution.pass(typeOf(record).seconds);
  resourceIs(world, stack, record, execution.time, 'UPDATE_COMPLETE');
  return true;
}

async function apply(
  execution: Execution,
  record: ResourceRecord,
  wanted: Readonly<Record<string, unknown>>,
): Promise<void> {
  const site = execution.site(record.logicalId);
  const made = await typeOf(record).update(site, physicalOf(record), wanted, record.properties);
  record.properties = wanted;
  record.physicalId = made.id;
  record.attributes = made.attributes ?? {};
}

/** The new one is made before the old one goes: a name of its own can't be given to both. */
async function replace(
  execution: Execution,
  plan: Plan,
  source: ChangeSetRecord['source'],
  record: ResourceRecord,
  journal: Journal,
): Promise<boolean> {
  const { world, stack } = execution;
  const sentence = 'Requested update requires the creation of a new physical resource; hence creating one.';
  resourceIs(world, stack, record, execution.time, 'UPDATE_IN_PROGRESS', sentence);
  stack.resources.delete(record.logicalId);
  const failed = await makeAll(execution, plan, source, new Set([record.logicalId]));
  if (failed.length === 0) {
    journal.replaced.set(record.logicalId, record);
    return true;
  }
  stack.resources.set(record.logicalId, record);
  return false;
}

async function takeBack(
  execution: Execution,
  before: ReadonlyMap<string, ResourceRecord>,
  { changed, replaced }: Journal,
  failed: readonly string[],
): Promise<void> {
  const { world, stack } = execution;
  stackIs(world, stack, execution.time, 'UPDATE_ROLLBACK_IN_PROGRESS', failureSentence(failed, 'update'));
  const added = [...stack.resources.values()].filter((record) => before.get(record.logicalId) !== record);
  for (const [id, old] of replaced) stack.resources.set(id, old);
  for (const [id, was] of [...changed].reverse()) {
    const record = stack.resources.get(id);
    if (record === undefined) continue;
    resourceIs(world, stack, record, execution.time, 'UPDATE_IN_PROGRESS');
    const failure = await execution.attempt(record, 'UPDATE', () => apply(execution, record, was.properties));
    if (failure !== undefined) {
      stackIs(world, stack, execution.time, 'UPDATE_ROLLBACK_FAILED', failureSentence([id], 'update'));
      return;
    }
    await execution.pass(typeOf(record).seconds);
    resourceIs(world, stack, record, execution.time, 'UPDATE_COMPLETE');
  }
  stackIs(world, stack, execution.time, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await deleteAll(execution, added, () => false);
  for (const { logicalId } of added) if (!before.has(logicalId)) stack.resources.delete(logicalId);
  stackIs(world, stack, execution.time, 'UPDATE_ROLLBACK_COMPLETE');
}
