import type { SQSRecord } from 'aws-lambda';
import { z } from 'zod';
import { inBackground } from '../background.ts';
import { recordOf } from '../event-source.ts';
import { matches, parsePattern } from '../events/pattern.ts';
import { onArrival, receive, remove } from '../sqs/messages.ts';
import { findQueue, type Message, numberOf, type Queue } from '../sqs/queues.ts';
import type { World } from '../world.ts';
import { invoke } from './invoking.ts';
import { type Mapping, mappingsOf } from './mapping-state.ts';
import { findFunction, whereOf } from './state.ts';

/** Batches at the same time until Lambda sees a backlog grow (developer guide, «Scaling for SQS event source mappings»). */
const FIRST_CONCURRENCY = 5;

/** Batches under way, by world and mapping: live work, not state. */
const running = new WeakMap<World, Map<string, number>>();

/** From now on queues of this world tell their mappings what becomes visible. */
export function watchQueues(world: World): void {
  onArrival(world, (queue, visibleAt) => {
    for (const mapping of mappingsOf(world, whereOf(queue.arn)).values())
      if (mapping.sourceArn === queue.arn) wake(world, mapping, queue, visibleAt);
  });
}

/** A batch goes when it is full or its window is over. */
function wake(world: World, mapping: Mapping, queue: Queue, visibleAt: number): void {
  const label = `batch of ${queue.name}`;
  world.clock.at(visibleAt + mapping.window * 1000, label, () => poll(world, mapping));
  if (mapping.window > 0)
    world.clock.at(visibleAt, label, () => {
      if (visible(world, queue) >= mapping.batchSize) poll(world, mapping);
    });
}

function visible(world: World, queue: Queue): number {
  return queue.messages.filter((message) => message.visibleAt <= world.clock.now()).length;
}

/** Takes what is visible now, as many batches as may go at once. */
export function poll(world: World, mapping: Mapping): void {
  const where = whereOf(mapping.functionArn);
  const queue = findQueue(world, where, mapping.sourceArn);
  if (queue === undefined || !mapping.enabled || !mappingsOf(world, where).has(mapping.uuid)) return;
  const counts = running.get(world) ?? new Map<string, number>();
  running.set(world, counts);
  const most = mapping.maximumConcurrency ?? FIRST_CONCURRENCY;
  while ((counts.get(mapping.uuid) ?? 0) < most) {
    const messages = receive(world, where, queue, mapping.batchSize);
    if (messages.length === 0) return;
    counts.set(mapping.uuid, (counts.get(mapping.uuid) ?? 0) + 1);
    const until = world.clock.now() + numberOf(queue, 'VisibilityTimeout') * 1000;
    inBackground(world, async () => {
      const failed = await handOver(world, mapping, queue, messages);
      counts.set(mapping.uuid, (counts.get(mapping.uuid) ?? 1) - 1);
      if (failed) world.clock.at(until, `again of ${queue.name}`, () => poll(world, mapping));
      poll(world, mapping);
    });
  }
}

/** Whether something was not finished. What the filters leave out is deleted unseen. */
async function handOver(world: World, mapping: Mapping, queue: Queue, messages: readonly Message[]): Promise<boolean> {
  const handles = new Map(messages.map((message) => [message.id, message.receipt ?? '']));
  const finish = (id: string) => remove(queue, handles.get(id) ?? '');
  const records = messages.map((message) => recordOf(queue, whereOf(queue.arn).region, message));
  const wanted = records.filter((record) => fits(mapping, record));
  for (const record of records) if (!wanted.includes(record)) finish(record.messageId);
  const target = findFunction(world, whereOf(mapping.functionArn), mapping.functionArn);
  if (wanted.length === 0 || target === undefined) return wanted.length > 0;
  const outcome = await invoke(world, target, { Records: wanted });
  if (outcome.is !== 'done') return true;
  const failures = mapping.reportsFailures ? failuresOf(outcome.payload, wanted) : new Set<string>();
  for (const { messageId } of wanted) if (!failures.has(messageId)) finish(messageId);
  return failures.size > 0;
}

/** The body is matched as JSON where it is JSON. */
function fits(mapping: Mapping, record: SQSRecord): boolean {
  if (mapping.filters.length === 0) return true;
  const seen = { ...record, body: jsonOf(record.body) };
  return mapping.filters.some((filter) => matches(parsePattern(filter), seen));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const answer = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() }).nullable();

/** An answer that can't be read, or that names a message which was not in the batch, fails the whole batch. */
function failuresOf(payload: string, records: readonly SQSRecord[]): ReadonlySet<string> {
  const all = new Set(records.map((record) => record.messageId));
  const parsed = answer.safeParse(jsonOf(payload));
  if (!parsed.success) return all;
  const named = (parsed.data?.batchItemFailures ?? []).map((failure) => failure.itemIdentifier);
  return named.every((id) => all.has(id)) ? new Set(named) : all;
}
