import { until } from '../background.ts';
import { AwsError } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { resourceIs } from './events.ts';
import { Resolver, type Surroundings } from './intrinsics.ts';
import { ordered, type Plan, propertiesOf } from './plan.ts';
import type { Physical, ResourceType, Site } from './resource-type.ts';
import { resourceTypes } from './resource-types.ts';
import type { ResourceRecord, Source, StackRecord } from './state.ts';

/** One stack being made, changed or deleted: its clock and its hands. */
export class Execution {
  readonly world: World;
  readonly stack: StackRecord;
  readonly #caller: Caller;
  #time: number;

  constructor(world: World, stack: StackRecord, caller: Caller) {
    this.world = world;
    this.stack = stack;
    this.#caller = { ...caller, userAgent: 'cloudformation.amazonaws.com' };
    this.#time = world.clock.now();
  }

  /** Milliseconds since 1970: when the step that is under way takes place, however late it is looked at. */
  get time(): number {
    return this.#time;
  }

  async pass(seconds: number): Promise<void> {
    this.#time += seconds * 1000;
    await until(this.world, this.#time, `stack ${this.stack.name}`);
  }

  around(): Surroundings {
    return surroundings(this.stack, this.#caller);
  }

  site(logicalId: string): Site {
    const { name: stackName, id: stackId } = this.stack;
    return { world: this.world, caller: this.#caller, stackName, stackId, logicalId };
  }

  /** Sees what the stack has made so far. */
  resolver(plan: Plan, source: Source): Resolver {
    const { resources } = this.stack;
    const recordOf = (id: string): ResourceRecord => {
      const record = resources.get(id);
      if (record === undefined) throw new Error(`${id} is spoken of before it is made.`);
      return record;
    };
    return new Resolver(plan.template, source.parameters, this.around(), {
      ref: (id) => recordOf(id).physicalId,
      attribute: (id, name) => {
        const { attributes, type } = recordOf(id);
        if (attributes[name] !== undefined) return attributes[name];
        throw new AwsError('ValidationError', `Requested attribute ${name} does not exist in schema for ${type}`);
      },
    });
  }

  /** Notes and returns the sentence where it goes wrong. */
  async attempt(
    record: ResourceRecord,
    verb: 'CREATE' | 'UPDATE' | 'DELETE',
    work: () => Promise<void>,
  ): Promise<string | undefined> {
    try {
      await work();
      return undefined;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const reason = reasonOf(record, error);
      resourceIs(this.world, this.stack, record, this.#time, `${verb}_FAILED`, reason);
      return reason;
    }
  }
}

export function surroundings(
  { name, id }: StackRecord,
  { account, region }: Pick<Caller, 'account' | 'region'>,
): Surroundings {
  return { account, region, stackName: name, stackId: id };
}

/** As the handlers of resources say it. */
function reasonOf({ type }: ResourceRecord, { code, message, status }: AwsError): string {
  const service = type.split('::')[1] ?? type;
  return `Resource handler returned message: "${message} (Service: ${service}, Status Code: ${status})" (HandlerErrorCode: ${handlerCode(code)})`;
}

function handlerCode(code: string): string {
  if (/AccessDenied|Unauthorized/.test(code)) return 'AccessDenied';
  if (/Exists?$|AlreadyExists|ResourceInUse|Conflict|QueueNameExists/.test(code)) return 'AlreadyExists';
  if (/LimitExceeded|Quota/.test(code)) return 'ServiceLimitExceeded';
  return 'InvalidRequest';
}

export function typeOf({ type }: Pick<ResourceRecord, 'type'>): ResourceType {
  const known = resourceTypes.get(type);
  if (known === undefined) throw new Error(`No resource type ${type}.`);
  return known;
}

export function physicalOf({ physicalId: id, attributes }: ResourceRecord): Physical {
  return { id, attributes };
}

/** The outputs of a stack that stands. */
export function outputsOf(execution: Execution, plan: Plan, source: Source): StackRecord['outputs'] {
  const resolver = execution.resolver(plan, source);
  return Object.entries(plan.template.Outputs)
    .filter(([, { Condition }]) => resolver.condition(Condition))
    .map(([key, { Value, Description }]) => ({ key, value: String(resolver.value(Value)), description: Description }));
}

/** Makes what a plan names and is not there yet, side by side as far as one does not need the other; the first failure ends it. */
export async function makeAll(
  execution: Execution,
  plan: Plan,
  source: Source,
  names: ReadonlySet<string>,
): Promise<readonly string[]> {
  const waiting = ordered(plan.graph).filter((id) => names.has(id));
  const making = new Map<string, number>();
  while (waiting.length > 0 || making.size > 0) {
    for (const id of [...waiting]) {
      const needed = [...(plan.graph.get(id) ?? [])];
      if (needed.some((one) => waiting.includes(one) || making.has(one))) continue;
      waiting.splice(waiting.indexOf(id), 1);
      if (!(await begin(execution, plan, source, id))) return [id, ...cancel(execution, making)];
      making.set(id, execution.time + typeOf(recordOf(execution, id)).seconds * 1000);
    }
    const [next, at] = [...making].sort(([, one], [, other]) => one - other)[0] ?? [];
    if (next === undefined || at === undefined) continue;
    await execution.pass(Math.max(0, at - execution.time) / 1000);
    making.delete(next);
    resourceIs(execution.world, execution.stack, recordOf(execution, next), execution.time, 'CREATE_COMPLETE');
  }
  return [];
}

function recordOf({ stack }: Execution, id: string): ResourceRecord {
  const record = stack.resources.get(id);
  if (record === undefined) throw new Error(`No resource ${id}.`);
  return record;
}

function cancel({ world, stack, time }: Execution, making: ReadonlyMap<string, number>): string[] {
  for (const id of making.keys()) {
    const record = stack.resources.get(id);
    if (record !== undefined) resourceIs(world, stack, record, time, 'CREATE_FAILED', 'Resource creation cancelled');
  }
  return [...making.keys()];
}

function newRecord(plan: Plan, id: string, at: number): ResourceRecord {
  const { Type = '', DeletionPolicy = 'Delete' } = plan.template.Resources[id] ?? {};
  return {
    logicalId: id,
    type: Type,
    physicalId: '',
    attributes: {},
    properties: {},
    deletionPolicy: DeletionPolicy,
    needs: [...(plan.graph.get(id) ?? [])],
    status: 'CREATE_IN_PROGRESS',
    reason: undefined,
    changedAt: at,
  };
}

/** Only what would also outlive the stack. */
export function isTakenIn(
  { importsExisting }: Source,
  { deletionPolicy }: Pick<ResourceRecord, 'deletionPolicy'>,
): boolean {
  return importsExisting === true && deletionPolicy.startsWith('Retain');
}

/** False: it could not be made. */
async function begin(execution: Execution, plan: Plan, source: Source, id: string): Promise<boolean> {
  const { world, stack } = execution;
  const record = newRecord(plan, id, execution.time);
  stack.resources.set(id, record);
  resourceIs(world, stack, record, execution.time, 'CREATE_IN_PROGRESS');
  const failure = await execution.attempt(record, 'CREATE', async () => {
    record.properties = propertiesOf(execution.resolver(plan, source), plan.template.Resources[id]?.Properties);
    const type = typeOf(record);
    const site = execution.site(id);
    const found = isTakenIn(source, record) ? await type.find(site, record.properties) : undefined;
    const made = found ?? (await type.create(site, record.properties));
    record.physicalId = made.id;
    record.attributes = made.attributes ?? {};
  });
  if (failure !== undefined) return false;
  resourceIs(world, stack, record, execution.time, 'CREATE_IN_PROGRESS', 'Resource creation Initiated');
  return true;
}

/** Takes records away, those that others need last. Answers the logical ids of what could not be deleted. */
export async function deleteAll(
  execution: Execution,
  records: readonly ResourceRecord[],
  keeps: (record: ResourceRecord) => boolean,
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const record of dependentsFirst(records)) {
    const { world, stack } = execution;
    const gone = () => {
      if (stack.resources.get(record.logicalId) === record) stack.resources.delete(record.logicalId);
    };
    if (record.physicalId === '') gone();
    else if (keeps(record)) {
      resourceIs(world, stack, record, execution.time, 'DELETE_SKIPPED');
      gone();
    } else if (await deleteOne(execution, record)) gone();
    else failed.push(record.logicalId);
  }
  return failed;
}

async function deleteOne(execution: Execution, record: ResourceRecord): Promise<boolean> {
  const { world, stack } = execution;
  resourceIs(world, stack, record, execution.time, 'DELETE_IN_PROGRESS');
  const failure = await execution.attempt(record, 'DELETE', () =>
    typeOf(record).delete(execution.site(record.logicalId), physicalOf(record), record.properties),
  );
  if (failure !== undefined) return false;
  await execution.pass(2);
  resourceIs(world, stack, record, execution.time, 'DELETE_COMPLETE');
  return true;
}

function dependentsFirst(records: readonly ResourceRecord[]): ResourceRecord[] {
  const left = [...records];
  const done: ResourceRecord[] = [];
  while (left.length > 0) {
    // A circle can't be: what was made stood on what was there before it.
    const next = left.findLast(({ logicalId }) => !left.some(({ needs }) => needs.includes(logicalId))) ?? left.at(-1);
    if (next === undefined) break;
    left.splice(left.indexOf(next), 1);
    done.push(next);
  }
  return done;
}

export function failureSentence(names: readonly string[], verb: 'create' | 'update' | 'delete'): string {
  return `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `;
}
