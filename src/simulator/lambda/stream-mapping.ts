import type { DynamoDBRecord } from 'aws-lambda';
import { z } from 'zod';
import { inBackground } from '../background.ts';
import { onStream } from '../dynamodb/streams.ts';
import { matches, parsePattern } from '../events/pattern.ts';
import { send } from '../sqs/messages.ts';
import { findQueue } from '../sqs/queues.ts';
import type { World } from '../world.ts';
import { count, invoke } from './invoking.ts';
import { type Mapping, mappingsOf } from './mapping-state.ts';
import { findFunction, whereOf } from './state.ts';

/** A shard is read in order: one batch at a time, and a batch that fails holds up what comes after it. */
class Reader {
  readonly #world: World;
  readonly #mapping: Mapping;
  readonly #waiting: { readonly record: DynamoDBRecord; readonly at: number }[] = [];
  #busy = false;
  #failures = 0;

  constructor(world: World, mapping: Mapping) {
    this.#world = world;
    this.#mapping = mapping;
  }

  add(record: DynamoDBRecord): void {
    if (!this.#lives() || !fits(this.#mapping, record)) return;
    const { clock } = this.#world;
    this.#waiting.push({ record, at: clock.now() });
    if (this.#waiting.length >= this.#mapping.batchSize) this.#go();
    else clock.after(this.#mapping.window * 1000, `batch of ${this.#mapping.sourceArn}`, () => this.#go());
  }

  #lives(): boolean {
    const { uuid, functionArn, enabled } = this.#mapping;
    return enabled && mappingsOf(this.#world, whereOf(functionArn)).has(uuid);
  }

  #go(): void {
    if (this.#busy || this.#waiting.length === 0 || !this.#lives()) return;
    this.#busy = true;
    inBackground(this.#world, () => this.#batch());
  }

  async #batch(): Promise<void> {
    const { functionArn, batchSize, bisects } = this.#mapping;
    const size = bisects ? Math.max(1, Math.floor(batchSize / 2 ** this.#failures)) : batchSize;
    const batch = this.#waiting.slice(0, size);
    const target = findFunction(this.#world, whereOf(functionArn), functionArn);
    const records = batch.map(({ record }) => record);
    if (target !== undefined)
      count(this.#world, target, 'IteratorAge', this.#world.clock.now() - (batch.at(-1)?.at ?? 0));
    const outcome = target && (await invoke(this.#world, target, { Records: records }));
    const done = outcome?.is === 'done' ? finished(this.#mapping, outcome.payload, records) : 0;
    this.#waiting.splice(0, done);
    if (done === batch.length) this.#failures = 0;
    else this.#fail(batch.slice(done).map(({ record }) => record));
    this.#busy = false;
    const wait = this.#failures === 0 ? 0 : Math.min(60_000, 1000 * 2 ** (this.#failures - 1));
    if (this.#waiting.length > 0)
      this.#world.clock.after(wait, `batch of ${this.#mapping.sourceArn}`, () => this.#go());
  }

  /** Tries again until the retries are used up or the oldest record leaves the stream, a day old. */
  #fail(rest: readonly DynamoDBRecord[]): void {
    this.#failures += 1;
    const { retries, onFailure, maximumAge } = this.#mapping;
    const old = (this.#waiting[0]?.at ?? 0) + maximumAge * 1000 <= this.#world.clock.now();
    if (!old && (retries < 0 || this.#failures <= retries)) return;
    this.#waiting.splice(0, rest.length);
    this.#failures = 0;
    const queue = onFailure === undefined ? undefined : findQueue(this.#world, whereOf(onFailure), onFailure);
    if (queue === undefined) return;
    const sequences = rest.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
    const info = { startSequenceNumber: sequences[0], endSequenceNumber: sequences.at(-1), batchSize: rest.length };
    const body = JSON.stringify({
      version: '1.0',
      DDBStreamBatchInfo: { ...info, streamArn: this.#mapping.sourceArn },
    });
    send(this.#world, queue, { body, senderId: 'lambda.amazonaws.com' });
  }
}

/** From now on the function gets what changes in the table. */
export function watchTable(world: World, mapping: Mapping): void {
  const table = /:table\/([^/]+)\/stream\//.exec(mapping.sourceArn)?.[1] ?? '';
  const reader = new Reader(world, mapping);
  onStream(world, whereOf(mapping.sourceArn), table, ({ Records }) => {
    for (const record of Records) reader.add(record);
  });
}

function fits(mapping: Mapping, record: DynamoDBRecord): boolean {
  return mapping.filters.length === 0 || mapping.filters.some((filter) => matches(parsePattern(filter), record));
}

const answer = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() });

/** How many records from the front are finished: all before the first that is named as failed. */
function finished(mapping: Mapping, payload: string, records: readonly DynamoDBRecord[]): number {
  const parsed = answer.safeParse(JSON.parse(payload));
  const named = mapping.reportsFailures && parsed.success ? (parsed.data.batchItemFailures ?? []) : [];
  const places = named.map(({ itemIdentifier }) =>
    records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
  );
  return places.length === 0 ? records.length : Math.max(0, Math.min(...places));
}
